package dev.mayfly.services.iam;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The policies AWS makes available in every account, those that functions' roles use: with their true ARNs, documents
 * and version numbers, from {@code aws-managed-policies.json}. Only the version in force is there.
 */
final class AwsManagedPolicies {
    private static final String RESOURCE = "aws-managed-policies.json";

    /** Reading them takes a moment, which a server that starts should not spend. */
    private static final class Loaded {
        static final Map<String, ManagedPolicy> BY_ARN = load();
    }

    private record Published(
            String name, String path, int version, Instant created, Instant updated, JsonNode document) {

        ManagedPolicy policy() {
            return new ManagedPolicy(
                    ManagedPolicy.AWS,
                    name,
                    UniqueId.policyNamed(name),
                    path,
                    "",
                    created,
                    updated,
                    Tags.NONE,
                    version,
                    version,
                    List.of(new ManagedPolicy.Version(version, document.toPrettyString(), updated)));
        }
    }

    private AwsManagedPolicies() {}

    static Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(Loaded.BY_ARN.get(arn));
    }

    static List<ManagedPolicy> all() {
        return List.copyOf(Loaded.BY_ARN.values());
    }

    private static Map<String, ManagedPolicy> load() {
        try (InputStream resource = AwsManagedPolicies.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the build");
            }
            return Arrays.stream(JsonMapper.shared().readValue(resource, Published[].class))
                    .map(Published::policy)
                    .collect(Collectors.toUnmodifiableMap(ManagedPolicy::arn, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
