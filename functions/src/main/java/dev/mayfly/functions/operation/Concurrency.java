package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Limits;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;

/** PutFunctionConcurrency, GetFunctionConcurrency, DeleteFunctionConcurrency, GetAccountSettings. */
final class Concurrency {
    private static final String CHANGED = "/2017-10-31/functions/{FunctionName}/concurrency";

    private final Registry registry;
    private final Lookup lookup;
    private final Layers layers;
    private final Limits limits;

    Concurrency(Registry registry, Lookup lookup, Layers layers, Limits limits) {
        this.registry = registry;
        this.lookup = lookup;
        this.layers = layers;
        this.limits = limits;
    }

    void offer(Service service) {
        service.offer(written(
                        Operation.rest(
                                "PutFunctionConcurrency",
                                "PUT",
                                CHANGED,
                                200,
                                PutFunctionConcurrencyRequest::builder,
                                this::put),
                        PutFunctionConcurrencyRequest::functionName)
                .check(
                        "reservedConcurrentExecutions",
                        PutFunctionConcurrencyRequest::reservedConcurrentExecutions,
                        Check.present())
                .check(
                        "reservedConcurrentExecutions",
                        PutFunctionConcurrencyRequest::reservedConcurrentExecutions,
                        Check.atLeast(0)));
        service.offer(written(
                Operation.rest(
                        "GetFunctionConcurrency",
                        "GET",
                        "/2019-09-30/functions/{FunctionName}/concurrency",
                        200,
                        GetFunctionConcurrencyRequest::builder,
                        this::get),
                GetFunctionConcurrencyRequest::functionName));
        service.offer(written(
                Operation.rest(
                        "DeleteFunctionConcurrency",
                        "DELETE",
                        CHANGED,
                        204,
                        DeleteFunctionConcurrencyRequest::builder,
                        this::delete),
                DeleteFunctionConcurrencyRequest::functionName));
        service.offer(Operation.rest(
                "GetAccountSettings",
                "GET",
                "/2016-08-19/account-settings",
                200,
                GetAccountSettingsRequest::builder,
                this::accountSettings));
    }

    PutFunctionConcurrencyResponse put(PutFunctionConcurrencyRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "PutFunctionConcurrency");
        if (reference.qualifier().isPresent()) {
            throw Refused.invalid("This operation is permitted on Lambda functions only. Aliases and versions do not"
                    + " support this operation. Please specify either a function name or an unqualified function ARN.");
        }
        int wanted = request.reservedConcurrentExecutions();
        RuntimeException absent = Refused.notFound("Function not found: " + reference.arn("$LATEST"));
        lookup.change(reference, () -> absent, draft -> {
            int total = draft.reserve(Optional.of(wanted));
            if (total > limits.concurrentExecutions() - limits.minimumUnreserved()) {
                throw Refused.invalidUntyped("Specified ReservedConcurrentExecutions for function decreases account's"
                        + " UnreservedConcurrentExecution below its minimum value of [" + limits.minimumUnreserved()
                        + "].");
            }
            return reference;
        });
        return PutFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(wanted)
                .build();
    }

    GetFunctionConcurrencyResponse get(GetFunctionConcurrencyRequest request, Call call) {
        FunctionRow function =
                lookup.function(lookup.reference(request.functionName(), call, "GetFunctionConcurrency"));
        return GetFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(function.reserved().orElse(null))
                .build();
    }

    DeleteFunctionConcurrencyResponse delete(DeleteFunctionConcurrencyRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "DeleteFunctionConcurrency");
        lookup.change(reference, draft -> {
            int _ = draft.reserve(Optional.empty());
            return reference;
        });
        return DeleteFunctionConcurrencyResponse.builder().build();
    }

    GetAccountSettingsResponse accountSettings(GetAccountSettingsRequest request, Call call) {
        String prefix = call.account() + '/' + call.region() + '/';
        LongAdder codeSize = new LongAdder();
        LongAdder functions = new LongAdder();
        layers.eachPackage(prefix, info -> codeSize.add(info.size()));
        registry.eachFunction(prefix, function -> {
            functions.increment();
            codeSize.add(function.latest().settings().code().size());
            registry.eachVersion(
                    function,
                    version -> codeSize.add(version.edition().settings().code().size()));
        });
        int unreserved = limits.concurrentExecutions() - registry.ledger().reserved(call.account(), call.region());
        return GetAccountSettingsResponse.builder()
                .accountLimit(limit -> limit.totalCodeSize(limits.totalCodeBytes())
                        .codeSizeUnzipped(limits.unzippedBytes())
                        .codeSizeZipped(limits.zippedBytes())
                        .concurrentExecutions(limits.concurrentExecutions())
                        .unreservedConcurrentExecutions(unreserved))
                .accountUsage(usage -> usage.totalCodeSize(codeSize.sum()).functionCount(functions.sum()))
                .build();
    }
}
