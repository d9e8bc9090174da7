package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.code.Packages;
import dev.mayfly.functions.name.FunctionNames;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** CreateFunction. */
final class CreateFunction {
    private final Registry registry;
    private final Lookup lookup;
    private final Packages packages;
    private final SettingsInput settings;

    CreateFunction(Registry registry, Lookup lookup, Packages packages, SettingsInput settings) {
        this.registry = registry;
        this.lookup = lookup;
        this.packages = packages;
        this.settings = settings;
    }

    void offer(Service service) {
        Operation<CreateFunctionRequest, CreateFunctionResponse> operation = written(
                        Operation.rest(
                                "CreateFunction",
                                "POST",
                                "/2015-03-31/functions",
                                201,
                                CreateFunctionRequest::builder,
                                this::createFunction),
                        CreateFunctionRequest::functionName)
                .bodyLimit(CodeInput.LONGEST_REQUEST)
                .check("role", CreateFunctionRequest::role, Check.present())
                .check("code", CreateFunctionRequest::code, Check.present())
                .check("packageType", CreateFunctionRequest::packageTypeAsString, Check.oneOf(List.of("Image", "Zip")))
                .check("architectures", CreateFunction::architectures, Constraints.NOT_EMPTY)
                .check("architectures", CreateFunction::architectures, Check.maxSize(1))
                .check("architectures", CreateFunction::architectures, Constraints.ARCHITECTURE_VALUES);
        service.offer(SettingsConstraints.add(
                operation,
                new SettingsConstraints.Members<>(
                        CreateFunctionRequest::role,
                        CreateFunctionRequest::handler,
                        CreateFunctionRequest::description,
                        CreateFunctionRequest::timeout,
                        CreateFunctionRequest::memorySize,
                        CreateFunctionRequest::deadLetterConfig,
                        CreateFunctionRequest::tracingConfig,
                        CreateFunctionRequest::kmsKeyArn,
                        CreateFunctionRequest::layers,
                        CreateFunctionRequest::ephemeralStorage,
                        CreateFunctionRequest::snapStart,
                        CreateFunctionRequest::loggingConfig,
                        CreateFunctionRequest::vpcConfig)));
    }

    private static @Nullable List<String> architectures(CreateFunctionRequest request) {
        return request.hasArchitectures() ? request.architecturesAsStrings() : null;
    }

    CreateFunctionResponse createFunction(CreateFunctionRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "CreateFunction");
        if (reference.name().length() > FunctionNames.LONGEST) {
            throw Refused.invalid("1 validation error detected: Value '" + reference.name()
                    + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to "
                    + FunctionNames.LONGEST);
        }
        settings.requireCreatable(request, call);
        Map<String, String> tags = TagInput.checked(request.tags());
        if (lookup.find(reference).isPresent()) {
            throw exists(reference);
        }
        FunctionCode code = request.code();
        byte[] zip = CodeInput.zip(code.zipFile(), code.s3Bucket(), code.s3Key());
        PackageInfo info = packages.check(zip);
        FunctionRow created = packages.keep(zip, info, () -> {
            Edition edition = Edition.created(settings.forCreate(request, reference.name(), info, call), call.at());
            FunctionRow function =
                    FunctionRow.created(reference.account(), reference.region(), reference.name(), edition, tags);
            if (!registry.create(function, publishes(request))) {
                throw exists(reference);
            }
            return function;
        });
        FunctionConfiguration view =
                ConfigurationView.full(created, created.latest(), publishes(request) ? "1" : "$LATEST", created.arn());
        return Shapes.fill(CreateFunctionResponse.builder(), view).build();
    }

    private static boolean publishes(CreateFunctionRequest request) {
        return Boolean.TRUE.equals(request.publish());
    }

    private static RuntimeException exists(Reference reference) {
        return Refused.conflict("Function already exist: " + reference.name());
    }
}
