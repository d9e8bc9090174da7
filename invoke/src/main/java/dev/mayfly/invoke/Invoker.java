package dev.mayfly.invoke;

import dev.mayfly.base.Deadline;
import dev.mayfly.functions.Catalog;
import dev.mayfly.functions.Revision;
import dev.mayfly.functions.Target;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.environment.Answer;
import dev.mayfly.worker.pool.NoCapacity;
import dev.mayfly.worker.pool.Slot;
import dev.mayfly.worker.pool.Worker;
import dev.mayfly.worker.sandbox.SandboxException;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs one event on one function and says what came of it. Every door ends here: Invoke, function URLs, API Gateway.
 * Safe for any thread.
 */
public final class Invoker {
    /** POLICY: a burst that the machine's memory cannot hold waits this long for its turn before it is throttled. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admission admission;
    private final Worker worker;
    private final LaunchPlans plans;

    public Invoker(Catalog catalog, Worker worker, LaunchPlans plans) {
        this.admission = new Admission(catalog);
        this.worker = worker;
        this.plans = plans;
        catalog.onRetired(worker::retire);
    }

    /**
     * @param requestId a UUID; the function sees it
     * @param payload JSON
     * @param clientContext JSON
     * @param traceHeader the function sees it; {@link TraceHeaders} has them
     */
    public record Event(String requestId, byte[] payload, Optional<String> clientContext, String traceHeader) {}

    /** Waits for the outcome; the function's own time limit bounds it. */
    public Result invoke(Target target, Event event) throws Throttled, Unavailable {
        Revision revision = target.revision();
        Invocation invocation = new Invocation(
                event.requestId(),
                target.invokedArn(),
                event.payload(),
                revision.timeout(),
                event.traceHeader(),
                event.clientContext());
        try (Admission.Permit _ = admission.admit(target);
                Slot slot = worker.acquire(
                        revision.id(), revision.memoryMegabytes(), () -> plans.plan(revision), Deadline.in(PATIENCE))) {
            Answer answer = slot.run(invocation);
            return new Result(event.requestId(), target, answer.outcome(), answer.logTail());
        } catch (NoCapacity e) {
            throw new Throttled(Throttled.Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        } catch (SandboxException e) {
            throw new Unavailable("no environment for " + revision.functionArn() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted", e);
        }
    }
}
