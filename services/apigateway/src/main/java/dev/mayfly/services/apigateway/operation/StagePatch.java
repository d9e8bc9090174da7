package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Stage;
import dev.mayfly.services.apigateway.definition.Stage.MethodSetting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/**
 * Patches of a stage: its own members, and settings of methods under paths such as
 * {@code /~1pets/GET/throttling/burstLimit} or {@code /}{@code *}{@code /*}{@code /logging/loglevel}.
 */
final class StagePatch {
    private static final Patchable<Stage> STAGE = new Patchable<>(Stage.class)
            .text("deploymentId")
            .removableText("description")
            .flag("tracingEnabled")
            .flag("cacheClusterEnabled")
            .text("cacheClusterSize")
            .text("documentationVersion")
            .texts("variables", "Invalid stage variable specified");
    private static final String NUMBER = "Invalid value for a method setting: a number is needed";
    private static final Patchable<MethodSetting> SETTING = new Patchable<>(MethodSetting.class)
            .flag("metricsEnabled")
            .text("loggingLevel")
            .flag("dataTraceEnabled")
            .integer("throttlingBurstLimit", NUMBER)
            .decimal("throttlingRateLimit", NUMBER)
            .flag("cachingEnabled")
            .integer("cacheTtlInSeconds", NUMBER)
            .flag("cacheDataEncrypted")
            .flag("requireAuthorizationForCacheControl")
            .text("unauthorizedCacheControlHeaderStrategy");
    private static final Map<String, String> MEMBERS = Map.of(
            "metrics/enabled", "metricsEnabled",
            "logging/loglevel", "loggingLevel",
            "logging/dataTrace", "dataTraceEnabled",
            "throttling/burstLimit", "throttlingBurstLimit",
            "throttling/rateLimit", "throttlingRateLimit",
            "caching/enabled", "cachingEnabled",
            "caching/ttlInSeconds", "cacheTtlInSeconds",
            "caching/dataEncrypted", "cacheDataEncrypted",
            "caching/requireAuthorizationForCacheControl", "requireAuthorizationForCacheControl",
            "caching/unauthorizedCacheControlHeaderStrategy", "unauthorizedCacheControlHeaderStrategy");
    private static final Pattern OWN = Pattern.compile("/(deploymentId|description|tracingEnabled|cacheClusterEnabled"
            + "|cacheClusterSize|documentationVersion|variables/[^/]+)");
    private static final Pattern OF_METHOD = Pattern.compile("/(?<resource>[^/]+)/(?<method>[^/]+)(/(?<member>.+))?");

    /** As AWS says it, missing commas included. */
    private static final String PATHS = "[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, "
            + "/clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, "
            + "/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, "
            + "/{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit"
            + "/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, "
            + "/{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, "
            + "/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, "
            + "/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, "
            + "/*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit "
            + "/*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, "
            + "/*/*/caching/requireAuthorizationForCacheControl, "
            + "/*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]";

    private StagePatch() {}

    static Stage apply(Stage stage, List<PatchOperation> patches, Instant at) {
        Stage patched = stage;
        for (PatchOperation patch : patches) {
            patched = apply(patched, patch);
        }
        return with(patched, patched.methodSettings(), at.toEpochMilli());
    }

    private static Stage apply(Stage stage, PatchOperation patch) {
        if (OWN.matcher(patch.path()).matches()) {
            return STAGE.apply(stage, List.of(patch));
        }
        Matcher path = OF_METHOD.matcher(patch.path());
        if (!path.matches()) {
            throw noSuchPath(patch);
        }
        String resource = path.group("resource").replace("~1", "/").replace("~0", "~");
        String key = (resource.startsWith("/") ? resource.substring(1) : resource) + '/' + path.group("method");
        Map<String, MethodSetting> settings = new TreeMap<>(stage.methodSettings());
        String member = path.group("member");
        if (member == null) {
            remove(settings, key, patch);
        } else {
            MethodSetting present = settings.getOrDefault(key, MethodSetting.DEFAULT);
            settings.put(key, SETTING.apply(present, List.of(renamed(patch, member))));
        }
        return with(stage, settings, stage.lastUpdatedMillis());
    }

    private static void remove(Map<String, MethodSetting> settings, String key, PatchOperation patch) {
        if (patch.op() != Op.REMOVE) {
            throw noSuchPath(patch);
        }
        if (settings.remove(key) == null) {
            throw Refusal.bad(
                    "Cannot remove method setting " + key + " because there is no method setting for this method ");
        }
    }

    private static PatchOperation renamed(PatchOperation patch, String member) {
        String name = MEMBERS.get(member);
        if (name == null) {
            throw noSuchPath(patch);
        }
        return patch.toBuilder().path('/' + name).build();
    }

    private static RuntimeException noSuchPath(PatchOperation patch) {
        return Refusal.bad("Invalid method setting path: " + patch.path() + ". Must be one of: " + PATHS);
    }

    private static Stage with(Stage stage, Map<String, MethodSetting> settings, long lastUpdatedMillis) {
        return new Stage(
                stage.stageName(),
                stage.deploymentId(),
                stage.description(),
                stage.variables(),
                settings,
                stage.tracingEnabled(),
                stage.cacheClusterEnabled(),
                stage.cacheClusterSize(),
                stage.documentationVersion(),
                stage.tags(),
                stage.createdMillis(),
                lastUpdatedMillis);
    }
}
