package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.code.Packages;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** UpdateFunctionCode, UpdateFunctionConfiguration. */
final class UpdateFunctions {
    private final Lookup lookup;
    private final Packages packages;
    private final SettingsInput settings;
    private final LayersInput layers;

    UpdateFunctions(Lookup lookup, Packages packages, SettingsInput settings, LayersInput layers) {
        this.lookup = lookup;
        this.packages = packages;
        this.settings = settings;
        this.layers = layers;
    }

    void offer(Service service) {
        service.offer(written(
                        Operation.rest(
                                "UpdateFunctionCode",
                                "PUT",
                                "/2015-03-31/functions/{FunctionName}/code",
                                200,
                                UpdateFunctionCodeRequest::builder,
                                this::updateFunctionCode),
                        UpdateFunctionCodeRequest::functionName)
                .bodyLimit(CodeInput.LONGEST_REQUEST)
                .check("architectures", UpdateFunctions::architectures, Constraints.NOT_EMPTY)
                .check("architectures", UpdateFunctions::architectures, Check.maxSize(1))
                .check("architectures", UpdateFunctions::architectures, Constraints.ARCHITECTURE_VALUES));
        service.offer(SettingsConstraints.add(
                written(
                        Operation.rest(
                                "UpdateFunctionConfiguration",
                                "PUT",
                                "/2015-03-31/functions/{FunctionName}/configuration",
                                200,
                                UpdateFunctionConfigurationRequest::builder,
                                this::updateFunctionConfiguration),
                        UpdateFunctionConfigurationRequest::functionName),
                new SettingsConstraints.Members<>(
                        UpdateFunctionConfigurationRequest::role,
                        UpdateFunctionConfigurationRequest::handler,
                        UpdateFunctionConfigurationRequest::description,
                        UpdateFunctionConfigurationRequest::timeout,
                        UpdateFunctionConfigurationRequest::memorySize,
                        UpdateFunctionConfigurationRequest::deadLetterConfig,
                        UpdateFunctionConfigurationRequest::tracingConfig,
                        UpdateFunctionConfigurationRequest::kmsKeyArn,
                        UpdateFunctionConfigurationRequest::layers,
                        UpdateFunctionConfigurationRequest::ephemeralStorage,
                        UpdateFunctionConfigurationRequest::snapStart,
                        UpdateFunctionConfigurationRequest::loggingConfig,
                        UpdateFunctionConfigurationRequest::vpcConfig)));
    }

    private static @Nullable List<String> architectures(UpdateFunctionCodeRequest request) {
        return request.hasArchitectures() ? request.architecturesAsStrings() : null;
    }

    UpdateFunctionCodeResponse updateFunctionCode(UpdateFunctionCodeRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "UpdateFunctionCode");
        requireUpdatable(lookup.function(reference), request);
        if (request.imageUri() != null) {
            throw Refused.invalid("Please don't provide ImageUri when updating a function with packageType Zip.");
        }
        byte[] zip = CodeInput.zip(request.zipFile(), request.s3Bucket(), request.s3Key());
        PackageInfo info = packages.check(zip);
        FunctionConfiguration view = Boolean.TRUE.equals(request.dryRun())
                ? wouldBe(lookup.function(reference), request, info)
                : packages.keep(
                        zip, info, () -> lookup.change(reference, draft -> replaceCode(draft, request, info, call)));
        return Shapes.fill(UpdateFunctionCodeResponse.builder(), view).build();
    }

    private static void requireUpdatable(FunctionRow function, UpdateFunctionCodeRequest request) {
        Changing.requireRevision(request.revisionId(), function.latest().revisionId());
        Changing.requireNothingUnderWay(function);
    }

    private FunctionConfiguration replaceCode(
            Draft draft, UpdateFunctionCodeRequest request, PackageInfo info, Call call) {
        requireUpdatable(draft.function(), request);
        Edition current = draft.function().latest();
        draft.put(draft.function().with(current.updated(changed(current, request, info), call.at())));
        return Boolean.TRUE.equals(request.publish())
                ? ConfigurationView.version(draft.function(), draft.publish(Optional.empty()))
                : ConfigurationView.latest(draft.function());
    }

    private FunctionConfiguration wouldBe(FunctionRow function, UpdateFunctionCodeRequest request, PackageInfo info) {
        Settings changed = changed(function.latest(), request, info);
        return ConfigurationView.latest(function).toBuilder()
                .codeSha256(info.digest().base64())
                .codeSize(info.size())
                .architecturesWithStrings(changed.architecture())
                .build();
    }

    private Settings changed(Edition current, UpdateFunctionCodeRequest request, PackageInfo info) {
        Settings before = current.settings();
        layers.requireRoom(info, before.layers());
        String architecture =
                request.hasArchitectures() ? request.architecturesAsStrings().getFirst() : before.architecture();
        return before.withCode(info, architecture);
    }

    UpdateFunctionConfigurationResponse updateFunctionConfiguration(
            UpdateFunctionConfigurationRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "UpdateFunctionConfiguration");
        // While no package can be swept: a layer's may be referred to here for the first time.
        FunctionConfiguration view = packages.referring(() -> lookup.change(reference, draft -> {
            FunctionRow function = draft.function();
            Changing.requireRevision(request.revisionId(), function.latest().revisionId());
            Changing.requireNothingUnderWay(function);
            Settings changed = settings.forUpdate(function.latest().settings(), request, call);
            draft.put(function.with(function.latest().updated(changed, call.at())));
            return ConfigurationView.latest(draft.function());
        }));
        return Shapes.fill(UpdateFunctionConfigurationResponse.builder(), view).build();
    }
}
