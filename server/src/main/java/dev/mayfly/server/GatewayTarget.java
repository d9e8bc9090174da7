package dev.mayfly.server;

import dev.mayfly.base.Arn;
import dev.mayfly.base.Deadline;
import dev.mayfly.base.Ids;
import dev.mayfly.base.TaskGroup;
import dev.mayfly.functions.Catalog;
import dev.mayfly.functions.State;
import dev.mayfly.functions.Target;
import dev.mayfly.invoke.Invoker;
import dev.mayfly.invoke.Result;
import dev.mayfly.invoke.Throttled;
import dev.mayfly.invoke.TraceHeaders;
import dev.mayfly.invoke.Unavailable;
import dev.mayfly.services.apigateway.LambdaTarget;
import dev.mayfly.wire.AwsException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/**
 * How API Gateway reaches Lambda. When its time is up the caller gets its answer and the function runs on, as on AWS.
 * POLICY: who may invoke is not asked yet; that comes with the enforcement of permissions everywhere.
 */
final class GatewayTarget implements LambdaTarget {
    private final Catalog catalog;
    private final Invoker invoker;
    private final TaskGroup tasks;

    GatewayTarget(Catalog catalog, Invoker invoker, TaskGroup tasks) {
        this.catalog = catalog;
        this.invoker = invoker;
        this.tasks = tasks;
    }

    @Override
    public Answer invoke(Arn function, Origin origin, byte[] payload, Deadline answerBy) {
        Target target;
        try {
            target = catalog.resolve(function.account(), function.region(), function.toString(), Optional.empty());
        } catch (LambdaException | AwsException e) {
            return new Answer.Refused(String.valueOf(e.getMessage()));
        }
        if (!(target.state() instanceof State.Active)) {
            return new Answer.Refused("the function is not active");
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        var _ = tasks.start("integration", () -> {
            try {
                answer.complete(answer(target, payload));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(answerBy.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Answer.TimedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("an integration failed", e.getCause());
        }
    }

    private Answer answer(Target target, byte[] payload) {
        try {
            Result result = invoker.invoke(
                    target, new Invoker.Event(Ids.uuid(), payload, Optional.empty(), TraceHeaders.fresh()));
            return result.functionError()
                    ? new Answer.FunctionError(result.payload())
                    : new Answer.Payload(result.payload());
        } catch (Throttled e) {
            return new Answer.Throttled();
        } catch (Unavailable e) {
            throw new IllegalStateException(e);
        }
    }
}
