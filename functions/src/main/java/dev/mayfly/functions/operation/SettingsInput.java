package dev.mayfly.functions.operation;

import dev.mayfly.base.Arn;
import dev.mayfly.functions.Logging;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.Roles;
import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.functions.registry.Settings.LayerUse;
import dev.mayfly.wire.AwsException;
import dev.mayfly.wire.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** What a caller says about a function, checked, with AWS's defaults for what was not said. */
final class SettingsInput {
    private static final int TIMEOUT = 3;
    private static final int MEMORY = 128;
    private static final int EPHEMERAL = 512;

    private final Roles roles;
    private final LayersInput layers;

    SettingsInput(Roles roles, LayersInput layers) {
        this.roles = roles;
        this.layers = layers;
    }

    /** Refuses what can be refused without looking at the code. */
    void requireCreatable(CreateFunctionRequest request, Call call) {
        if ("Image".equals(request.packageTypeAsString())
                || (request.code() != null && request.code().imageUri() != null)) {
            throw notYet("Container images are", "Create the function from a .zip file archive.");
        }
        if (request.runtimeAsString() == null || request.handler() == null) {
            throw Refused.invalid("Runtime and Handler are mandatory parameters for functions created with deployment"
                    + " packages.");
        }
        RuntimeNames.requireSupported(request.runtimeAsString());
        requireNothingUnsupported(
                request.hasFileSystemConfigs() && !request.fileSystemConfigs().isEmpty(),
                request.imageConfig() != null,
                request.capacityProviderConfig() != null,
                request.durableConfig() != null);
        if (request.tenancyConfig() != null) {
            throw notYet("Tenant isolation is", "");
        }
        if (request.codeSigningConfigArn() != null
                && !request.codeSigningConfigArn().isEmpty()) {
            throw notYet("Code signing is", "");
        }
        requireSnapStart(request.snapStart(), request.runtimeAsString());
        requireRole(request.role(), call);
        requireNoVpc(request.vpcConfig());
        environment(request.environment());
    }

    /** @param request has passed {@link #requireCreatable} */
    Settings forCreate(CreateFunctionRequest request, String functionName, PackageInfo code, Call call) {
        List<LayerUse> uses = layers.checked(request.layers(), call);
        layers.requireRoom(code, uses);
        return new Settings(
                request.runtimeAsString(),
                request.handler(),
                request.role(),
                or(request.description(), ""),
                or(request.timeout(), TIMEOUT),
                or(request.memorySize(), MEMORY),
                request.ephemeralStorage() == null
                        ? EPHEMERAL
                        : request.ephemeralStorage().size(),
                request.hasArchitectures() ? request.architecturesAsStrings().getFirst() : "x86_64",
                environment(request.environment()),
                code,
                uses,
                logging(Logging.standard(functionName), request.loggingConfig()),
                tracing(request.tracingConfig()).orElse("PassThrough"),
                deadLetter(request.deadLetterConfig()),
                Optional.ofNullable(request.kmsKeyArn()).filter(arn -> !arn.isEmpty()),
                request.vpcConfig() != null,
                snapStart(request.snapStart()).orElse("None"));
    }

    Settings forUpdate(Settings current, UpdateFunctionConfigurationRequest request, Call call) {
        requireNothingUnsupported(
                request.hasFileSystemConfigs() && !request.fileSystemConfigs().isEmpty(),
                request.imageConfig() != null,
                request.capacityProviderConfig() != null,
                request.durableConfig() != null);
        String runtime = or(request.runtimeAsString(), current.runtime());
        if (request.runtimeAsString() != null) {
            RuntimeNames.requireSupported(runtime);
        }
        requireSnapStart(request.snapStart(), runtime);
        if (request.role() != null) {
            requireRole(request.role(), call);
        }
        requireNoVpc(request.vpcConfig());
        List<LayerUse> uses = request.hasLayers() ? layers.checked(request.layers(), call) : current.layers();
        layers.requireRoom(current.code(), uses);
        return new Settings(
                runtime,
                or(request.handler(), current.handler()),
                or(request.role(), current.role()),
                or(request.description(), current.description()),
                or(request.timeout(), current.timeoutSeconds()),
                or(request.memorySize(), current.memoryMegabytes()),
                request.ephemeralStorage() == null
                        ? current.ephemeralMegabytes()
                        : request.ephemeralStorage().size(),
                current.architecture(),
                request.environment() == null ? current.environment() : environment(request.environment()),
                current.code(),
                uses,
                logging(current.logging(), request.loggingConfig()),
                tracing(request.tracingConfig()).orElse(current.tracingMode()),
                request.deadLetterConfig() == null ? current.deadLetterArn() : deadLetter(request.deadLetterConfig()),
                request.kmsKeyArn() == null
                        ? current.kmsKeyArn()
                        : Optional.of(request.kmsKeyArn()).filter(arn -> !arn.isEmpty()),
                current.vpcShown() || request.vpcConfig() != null,
                snapStart(request.snapStart()).orElse(current.snapStart()));
    }

    private static void requireNothingUnsupported(
            boolean fileSystem, boolean imageConfig, boolean capacityProvider, boolean durable) {
        if (fileSystem) {
            throw notYet("File systems are", "Remove FileSystemConfigs.");
        }
        if (imageConfig) {
            throw Refused.invalid("ImageConfig is only supported for functions with packageType Image.");
        }
        if (capacityProvider) {
            throw notYet("Capacity providers are", "");
        }
        if (durable) {
            throw notYet("Durable functions are", "");
        }
    }

    private static RuntimeException notYet(String what, String instead) {
        return Refused.invalid((what + " not supported by this server yet. " + instead).strip());
    }

    private void requireRole(String role, Call call) {
        String account = Arn.parse(role).map(Arn::account).orElse("");
        if (!account.equals(call.account())) {
            throw AwsException.of(403, "AccessDeniedException", "Cross-account pass role is not allowed.");
        }
        switch (roles.check(role)) {
            case FINE -> {}
            case ABSENT, UNTRUSTED ->
                throw Refused.invalid("The role defined for the function cannot be assumed by Lambda.");
        }
    }

    /** There is no EC2 here, so no subnet and no security group exists; AWS says so in these words. */
    private static void requireNoVpc(@Nullable VpcConfig vpc) {
        if (vpc == null) {
            return;
        }
        if (!vpc.securityGroupIds().isEmpty()) {
            requireSecurityGroups(vpc.securityGroupIds());
            throw Refused.invalid("Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound."
                    + " EC2 Error Message: The security group '"
                    + vpc.securityGroupIds().getFirst() + "' does not exist");
        }
        if (!vpc.subnetIds().isEmpty()) {
            throw Refused.invalid("Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound."
                    + " EC2 Error Message: The subnet ID '" + vpc.subnetIds().getFirst() + "' does not exist");
        }
    }

    private static void requireSecurityGroups(List<String> ids) {
        boolean wellFormed = ids.stream().allMatch(id -> id != null && id.matches("sg-[0-9a-zA-Z]{0,1021}"));
        if (!wellFormed) {
            throw Refused.constraint("Value '" + ids + "' at 'vpcConfig.securityGroupIds' failed to satisfy constraint:"
                    + " Member must satisfy constraint: [Member must have length less than or equal to 1024, Member"
                    + " must have length greater than or equal to 0, Member must satisfy regular expression pattern:"
                    + " sg-[0-9a-zA-Z]*]");
        }
    }

    private static Optional<Map<String, String>> environment(@Nullable Environment environment) {
        return environment == null || !environment.hasVariables()
                ? Optional.empty()
                : Optional.of(EnvironmentInput.checked(environment.variables()));
    }

    private static Optional<String> tracing(@Nullable TracingConfig tracing) {
        return tracing == null ? Optional.empty() : Optional.ofNullable(tracing.modeAsString());
    }

    private static Optional<String> snapStart(@Nullable SnapStart snapStart) {
        return snapStart == null ? Optional.empty() : Optional.ofNullable(snapStart.applyOnAsString());
    }

    private static void requireSnapStart(@Nullable SnapStart wanted, String runtime) {
        if (snapStart(wanted).equals(Optional.of("PublishedVersions"))) {
            RuntimeNames.requireSnapStart(runtime);
        }
    }

    private static Optional<String> deadLetter(@Nullable DeadLetterConfig config) {
        Optional<String> target = config == null ? Optional.empty() : Optional.ofNullable(config.targetArn());
        Optional<String> given = target.filter(arn -> !arn.isEmpty());
        given.flatMap(Arn::parse)
                .filter(arn -> !arn.service().equals("sqs") && !arn.service().equals("sns"))
                .ifPresent(arn -> {
                    throw Refused.invalid("The provided target is not an SQS queue or an SNS topic: " + arn);
                });
        return given;
    }

    /** What is not said stays; levels exist with JSON only, and are INFO when JSON is chosen without them. */
    private static Logging logging(Logging current, @Nullable LoggingConfig wanted) {
        if (wanted == null) {
            return current;
        }
        Logging.Format format =
                switch (or(wanted.logFormatAsString(), current.format().text())) {
                    case "JSON" -> Logging.Format.JSON;
                    default -> Logging.Format.TEXT;
                };
        String group = or(wanted.logGroup(), current.group());
        Optional<String> application = Optional.ofNullable(wanted.applicationLogLevelAsString());
        Optional<String> system = Optional.ofNullable(wanted.systemLogLevelAsString());
        if (format == Logging.Format.TEXT) {
            if (application.isPresent() || system.isPresent()) {
                throw Refused.invalid("ApplicationLogLevel and SystemLogLevel are only supported with LogFormat JSON.");
            }
            return new Logging(format, Optional.empty(), Optional.empty(), group);
        }
        return new Logging(
                format,
                application.or(current::applicationLevel).or(() -> Optional.of("INFO")),
                system.or(current::systemLevel).or(() -> Optional.of("INFO")),
                group);
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
