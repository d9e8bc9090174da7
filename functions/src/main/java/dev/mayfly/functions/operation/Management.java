package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.lookedUp;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.FunctionNames;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.Edition.RuntimeManagement;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.VersionRow;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigResponse;

/**
 * Settings that are kept apart from a function's configuration: runtime management, recursion; and those that a function
 * never has here yet but tools ask for: code signing, asynchronous invocation.
 */
final class Management {
    private static final String RUNTIME = "/2021-07-20/functions/{FunctionName}/runtime-management-config";
    private static final String RECURSION = "/2024-08-31/functions/{FunctionName}/recursion-config";

    private final Registry registry;
    private final Lookup lookup;

    Management(Registry registry, Lookup lookup) {
        this.registry = registry;
        this.lookup = lookup;
    }

    void offer(Service service) {
        offerRuntimeManagement(service);
        service.offer(unqualified(
                        Operation.rest(
                                "PutFunctionRecursionConfig",
                                "PUT",
                                RECURSION,
                                200,
                                PutFunctionRecursionConfigRequest::builder,
                                this::putRecursion),
                        PutFunctionRecursionConfigRequest::functionName)
                .check("recursiveLoop", PutFunctionRecursionConfigRequest::recursiveLoopAsString, Check.present())
                .check(
                        "recursiveLoop",
                        PutFunctionRecursionConfigRequest::recursiveLoopAsString,
                        Check.oneOf(List.of("Terminate", "Allow"))));
        service.offer(unqualified(
                Operation.rest(
                        "GetFunctionRecursionConfig",
                        "GET",
                        RECURSION,
                        200,
                        GetFunctionRecursionConfigRequest::builder,
                        this::getRecursion),
                GetFunctionRecursionConfigRequest::functionName));
        service.offer(lookedUp(
                Operation.rest(
                        "GetFunctionCodeSigningConfig",
                        "GET",
                        "/2020-06-30/functions/{FunctionName}/code-signing-config",
                        200,
                        GetFunctionCodeSigningConfigRequest::builder,
                        this::getCodeSigning),
                GetFunctionCodeSigningConfigRequest::functionName));
        service.offer(lookedUp(
                Operation.rest(
                        "GetFunctionEventInvokeConfig",
                        "GET",
                        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
                        200,
                        GetFunctionEventInvokeConfigRequest::builder,
                        this::getEventInvoke),
                GetFunctionEventInvokeConfigRequest::functionName,
                GetFunctionEventInvokeConfigRequest::qualifier));
    }

    private void offerRuntimeManagement(Service service) {
        service.offer(lookedUp(
                Operation.rest(
                        "GetRuntimeManagementConfig",
                        "GET",
                        RUNTIME,
                        200,
                        GetRuntimeManagementConfigRequest::builder,
                        this::getRuntimeManagement),
                GetRuntimeManagementConfigRequest::functionName,
                GetRuntimeManagementConfigRequest::qualifier));
        service.offer(lookedUp(
                        Operation.rest(
                                "PutRuntimeManagementConfig",
                                "PUT",
                                RUNTIME,
                                200,
                                PutRuntimeManagementConfigRequest::builder,
                                this::putRuntimeManagement),
                        PutRuntimeManagementConfigRequest::functionName,
                        PutRuntimeManagementConfigRequest::qualifier)
                .check("updateRuntimeOn", PutRuntimeManagementConfigRequest::updateRuntimeOnAsString, Check.present())
                .check(
                        "updateRuntimeOn",
                        PutRuntimeManagementConfigRequest::updateRuntimeOnAsString,
                        Check.oneOf(List.of("Auto", "Manual", "FunctionUpdate")))
                .check(
                        "runtimeVersionArn",
                        PutRuntimeManagementConfigRequest::runtimeVersionArn,
                        Check.maxLength(2_048)));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> unqualified(
            Operation<I, O> operation, Function<I, @Nullable String> functionName) {
        return operation
                .check("functionName", functionName, Check.present())
                .check("functionName", functionName, Check.minLength(1))
                .check("functionName", functionName, Check.maxLength(140))
                .check("functionName", functionName, FunctionNames.UNQUALIFIED);
    }

    GetRuntimeManagementConfigResponse getRuntimeManagement(GetRuntimeManagementConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "GetRuntimeManagementConfig");
        FunctionRow function = lookup.function(reference);
        Edition edition = number(reference)
                .map(number -> registry.version(function, number)
                        .map(VersionRow::edition)
                        .orElseThrow(() -> noVersion(reference)))
                .orElse(function.latest());
        return GetRuntimeManagementConfigResponse.builder()
                .functionArn(reference.writtenArn())
                .updateRuntimeOn(edition.management().updateOn())
                .runtimeVersionArn(edition.management().runtimeVersionArn().orElse(null))
                .build();
    }

    PutRuntimeManagementConfigResponse putRuntimeManagement(PutRuntimeManagementConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "PutRuntimeManagementConfig");
        boolean manual = "Manual".equals(request.updateRuntimeOnAsString());
        if (manual && request.runtimeVersionArn() == null) {
            throw Refused.invalid("RuntimeVersionArn is required when UpdateRuntimeOn is Manual.");
        }
        if (!manual && request.runtimeVersionArn() != null) {
            throw Refused.invalid("RuntimeVersionArn is only supported when UpdateRuntimeOn is Manual.");
        }
        RuntimeManagement wanted = new RuntimeManagement(
                request.updateRuntimeOnAsString(), Optional.ofNullable(request.runtimeVersionArn()));
        Optional<Long> number = number(reference);
        lookup.change(reference, draft -> {
            if (number.isPresent()) {
                VersionRow version = draft.version(number.get()).orElseThrow(() -> noVersion(reference));
                draft.put(version.with(version.edition().managed(wanted)));
            } else {
                draft.put(draft.function().with(draft.function().latest().managed(wanted)));
            }
            return reference;
        });
        return PutRuntimeManagementConfigResponse.builder()
                .functionArn(reference.writtenArn())
                .updateRuntimeOn(wanted.updateOn())
                .runtimeVersionArn(wanted.runtimeVersionArn().orElse(null))
                .build();
    }

    /** Empty for $LATEST. */
    private static Optional<Long> number(Reference reference) {
        Qualifier qualifier = reference.parsedQualifier().orElseGet(Qualifier.Latest::new);
        return switch (qualifier) {
            case Qualifier.Latest _ -> Optional.empty();
            case Qualifier.VersionNumber number -> Optional.of(number.number());
            case Qualifier.AliasName _ ->
                throw Refused.invalid("Runtime management is configured for versions and $LATEST, not for aliases.");
            case Qualifier.Nothing _ -> throw noVersion(reference);
        };
    }

    private static RuntimeException noVersion(Reference reference) {
        return Refused.notFound("Function not found: " + reference.writtenArn());
    }

    PutFunctionRecursionConfigResponse putRecursion(PutFunctionRecursionConfigRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "PutFunctionRecursionConfig");
        lookup.change(reference, draft -> {
            draft.put(draft.function().looping(request.recursiveLoopAsString()));
            return reference;
        });
        return PutFunctionRecursionConfigResponse.builder()
                .recursiveLoop(request.recursiveLoopAsString())
                .build();
    }

    GetFunctionRecursionConfigResponse getRecursion(GetFunctionRecursionConfigRequest request, Call call) {
        FunctionRow function =
                lookup.function(lookup.reference(request.functionName(), call, "GetFunctionRecursionConfig"));
        return GetFunctionRecursionConfigResponse.builder()
                .recursiveLoop(function.recursiveLoop())
                .build();
    }

    GetFunctionCodeSigningConfigResponse getCodeSigning(GetFunctionCodeSigningConfigRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "GetFunctionCodeSigningConfig");
        FunctionRow _ = lookup.function(reference);
        return GetFunctionCodeSigningConfigResponse.builder().build();
    }

    /** Nothing can be configured yet; whether the function exists makes no difference on AWS either. */
    GetFunctionEventInvokeConfigResponse getEventInvoke(GetFunctionEventInvokeConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "GetFunctionEventInvokeConfig");
        String arn = reference.arn(reference.qualifier().orElse("$LATEST"));
        throw Refused.notFound("The function " + arn + " doesn't have an EventInvokeConfig");
    }
}
