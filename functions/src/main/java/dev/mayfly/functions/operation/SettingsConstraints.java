package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.within;

import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.TracingConfig;
import software.amazon.awssdk.services.lambda.model.VpcConfig;

/** The constraints that creating and updating a function have in common. */
final class SettingsConstraints {

    private SettingsConstraints() {}

    /** How to read the common members of the two requests. */
    record Members<I>(
            Function<I, @Nullable String> role,
            Function<I, @Nullable String> handler,
            Function<I, @Nullable String> description,
            Function<I, @Nullable Integer> timeout,
            Function<I, @Nullable Integer> memorySize,
            Function<I, @Nullable DeadLetterConfig> deadLetterConfig,
            Function<I, @Nullable TracingConfig> tracingConfig,
            Function<I, @Nullable String> kmsKeyArn,
            Function<I, @Nullable Collection<String>> layers,
            Function<I, @Nullable EphemeralStorage> ephemeralStorage,
            Function<I, @Nullable SnapStart> snapStart,
            Function<I, @Nullable LoggingConfig> loggingConfig,
            Function<I, @Nullable VpcConfig> vpcConfig) {}

    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> add(Operation<I, O> operation, Members<I> members) {
        operation
                .check("role", members.role, Constraints.ROLE)
                .check("handler", members.handler, Check.maxLength(128))
                .check("handler", members.handler, Constraints.HANDLER)
                .check("description", members.description, Check.maxLength(256))
                .check("timeout", members.timeout, Check.atLeast(1))
                .check("timeout", members.timeout, Check.atMost(900))
                .check("memorySize", members.memorySize, Check.atLeast(128))
                .check("memorySize", members.memorySize, Check.atMost(10_240))
                .check(
                        "deadLetterConfig.targetArn",
                        within(members.deadLetterConfig, DeadLetterConfig::targetArn),
                        Constraints.ANY_ARN)
                .check(
                        "tracingConfig.mode",
                        within(members.tracingConfig, TracingConfig::modeAsString),
                        Check.oneOf(List.of("Active", "PassThrough")))
                .check("kMSKeyArn", members.kmsKeyArn, Constraints.ANY_ARN)
                .check("layers", members.layers, Constraints.LAYER_ARNS)
                .check(
                        "ephemeralStorage.size",
                        within(members.ephemeralStorage, EphemeralStorage::size),
                        Check.atLeast(512))
                .check(
                        "ephemeralStorage.size",
                        within(members.ephemeralStorage, EphemeralStorage::size),
                        Check.atMost(10_240))
                .check(
                        "snapStart.applyOn",
                        within(members.snapStart, SnapStart::applyOnAsString),
                        Check.oneOf(List.of("PublishedVersions", "None")));
        return logging(operation, members)
                .check("vpcConfig.subnetIds", within(members.vpcConfig, VpcConfig::subnetIds), Check.maxSize(16))
                .check(
                        "vpcConfig.securityGroupIds",
                        within(members.vpcConfig, VpcConfig::securityGroupIds),
                        Check.maxSize(5));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> logging(
            Operation<I, O> operation, Members<I> members) {
        return operation
                .check(
                        "loggingConfig.logFormat",
                        within(members.loggingConfig, LoggingConfig::logFormatAsString),
                        Check.oneOf(List.of("JSON", "Text")))
                .check(
                        "loggingConfig.applicationLogLevel",
                        within(members.loggingConfig, LoggingConfig::applicationLogLevelAsString),
                        Check.oneOf(List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")))
                .check(
                        "loggingConfig.systemLogLevel",
                        within(members.loggingConfig, LoggingConfig::systemLogLevelAsString),
                        Check.oneOf(List.of("DEBUG", "INFO", "WARN")))
                .check(
                        "loggingConfig.logGroup",
                        within(members.loggingConfig, LoggingConfig::logGroup),
                        Check.minLength(1))
                .check(
                        "loggingConfig.logGroup",
                        within(members.loggingConfig, LoggingConfig::logGroup),
                        Check.maxLength(512))
                .check(
                        "loggingConfig.logGroup",
                        within(members.loggingConfig, LoggingConfig::logGroup),
                        Constraints.LOG_GROUP);
    }
}
