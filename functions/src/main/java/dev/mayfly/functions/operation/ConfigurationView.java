package dev.mayfly.functions.operation;

import dev.mayfly.functions.Logging;
import dev.mayfly.functions.Revision;
import dev.mayfly.functions.registry.Condition;
import dev.mayfly.functions.registry.Condition.Failure;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.functions.registry.VersionRow;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/** A function or version as the API shows it. */
final class ConfigurationView {

    private ConfigurationView() {}

    /** {@code $LATEST}, under the function's unqualified ARN. */
    static FunctionConfiguration latest(FunctionRow function) {
        return full(function, function.latest(), "$LATEST", function.arn());
    }

    static FunctionConfiguration version(FunctionRow function, VersionRow version) {
        String number = Long.toString(version.number());
        return full(function, version.edition(), number, function.arn() + ':' + number);
    }

    /** With state and runtime version, which lists leave out. */
    static FunctionConfiguration full(FunctionRow function, Edition edition, String version, String arn) {
        FunctionConfiguration.Builder view = listed(function, edition, version, arn).toBuilder();
        Settings settings = edition.settings();
        view.runtimeVersionConfig(config -> config.runtimeVersionArn(
                Revision.runtimeVersionArn(function.region(), settings.runtime(), settings.architecture())));
        showCondition(view, edition.condition());
        return view.build();
    }

    static FunctionConfiguration listed(FunctionRow function, Edition edition, String version, String arn) {
        Settings settings = edition.settings();
        FunctionConfiguration.Builder view = FunctionConfiguration.builder()
                .functionName(function.name())
                .functionArn(arn)
                .version(version)
                .revisionId(edition.revisionId())
                .lastModified(Shapes.date(edition.modified()))
                .runtime(settings.runtime())
                .handler(settings.handler())
                .role(settings.role())
                .description(settings.description())
                .timeout(settings.timeoutSeconds())
                .memorySize(settings.memoryMegabytes())
                .codeSha256(settings.code().digest().base64())
                .codeSize(settings.code().size())
                .packageType("Zip")
                .architecturesWithStrings(settings.architecture())
                .ephemeralStorage(storage -> storage.size(settings.ephemeralMegabytes()))
                .tracingConfig(tracing -> tracing.mode(settings.tracingMode()))
                .snapStart(snapStart -> snapStart.applyOn(settings.snapStart()).optimizationStatus("Off"))
                .loggingConfig(logging(settings.logging()));
        showOptional(view, settings);
        return view.build();
    }

    private static void showOptional(FunctionConfiguration.Builder view, Settings settings) {
        settings.environment()
                .ifPresent(variables -> view.environment(environment -> environment.variables(variables)));
        settings.deadLetterArn().ifPresent(arn -> view.deadLetterConfig(config -> config.targetArn(arn)));
        settings.kmsKeyArn().ifPresent(view::kmsKeyArn);
        if (!settings.layers().isEmpty()) {
            view.layers(settings.layers().stream()
                    .map(layer -> Layer.builder()
                            .arn(layer.arn())
                            .codeSize(layer.code().size())
                            .build())
                    .toList());
        }
        if (settings.vpcShown()) {
            view.vpcConfig(vpc -> vpc.vpcId("")
                    .subnetIds(List.of())
                    .securityGroupIds(List.of())
                    .ipv6AllowedForDualStack(false));
        }
    }

    private static LoggingConfig logging(Logging logging) {
        LoggingConfig.Builder config =
                LoggingConfig.builder().logFormat(logging.format().text()).logGroup(logging.group());
        logging.applicationLevel().ifPresent(config::applicationLogLevel);
        logging.systemLevel().ifPresent(config::systemLogLevel);
        return config.build();
    }

    private static void showCondition(FunctionConfiguration.Builder view, Condition condition) {
        switch (condition) {
            case Condition.Creating _ ->
                view.state("Pending").stateReason(Condition.UNDER_WAY).stateReasonCode("Creating");
            case Condition.Ready _ -> view.state("Active").lastUpdateStatus("Successful");
            case Condition.Updating _ ->
                view.state("Active")
                        .lastUpdateStatus("InProgress")
                        .lastUpdateStatusReason(Condition.UNDER_WAY)
                        .lastUpdateStatusReasonCode("Creating");
            case Condition.UpdateFailed failed -> showFailedUpdate(view.state("Active"), failed.failure());
            case Condition.Failed failed ->
                showFailedUpdate(view.state("Failed"), failed.failure())
                        .stateReason(failed.failure().reason())
                        .stateReasonCode(failed.failure().code());
        }
    }

    private static FunctionConfiguration.Builder showFailedUpdate(FunctionConfiguration.Builder view, Failure failure) {
        return view.lastUpdateStatus("Failed")
                .lastUpdateStatusReason(failure.reason())
                .lastUpdateStatusReasonCode(failure.code());
    }
}
