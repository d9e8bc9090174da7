package dev.mayfly.services.apigateway.serving;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.Scope;
import dev.mayfly.services.apigateway.definition.Snapshot;
import dev.mayfly.services.apigateway.definition.Stage;
import dev.mayfly.store.Table.Row;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is deployed at an address. Stages are read afresh for each request, so moving one shows at once; compiled
 * deployments never change and the most recently used are kept. Owns that cache; may be called from any thread.
 */
final class Live {
    private static final int MOST_KEPT = 256;

    /** A deployment, compiled. */
    record Compiled(Router router, MediaTypes mediaTypes) {}

    /** A stage and what it serves. */
    record Site(Scope home, String apiId, Stage stage, Compiled deployment) {}

    private final Definitions definitions;
    private final LinkedHashMap<String, Compiled> kept = new LinkedHashMap<>(16, 0.75f, true);

    Live(Definitions definitions) {
        this.definitions = definitions;
    }

    /** Empty when there is no such API or stage, or the API is not to be reached this way. */
    Optional<Site> at(Address address) {
        return definitions
                .home(address.apiId())
                .filter(home ->
                        address.region().isEmpty() || address.region().get().equals(home.region()))
                .filter(home -> open(home, address.apiId()))
                .flatMap(home -> definitions
                        .stage(home, address.apiId(), address.stage())
                        .map(Row::value)
                        .flatMap(stage -> deployment(home, address.apiId(), stage.deploymentId())
                                .map(compiled -> new Site(home, address.apiId(), stage, compiled))));
    }

    private boolean open(Scope home, String apiId) {
        return definitions
                .api(home, apiId)
                .map(Row::value)
                .filter(api -> !api.disableExecuteApiEndpoint())
                .map(RestApi::id)
                .isPresent();
    }

    private Optional<Compiled> deployment(Scope home, String apiId, String deploymentId) {
        String key = apiId + '/' + deploymentId;
        Compiled present = recall(key);
        if (present != null) {
            return Optional.of(present);
        }
        // Two requests may compile the same one; both results are the same.
        Optional<Compiled> compiled =
                definitions.snapshot(home, apiId, deploymentId).map(Live::compiled);
        compiled.ifPresent(fresh -> keep(key, fresh));
        return compiled;
    }

    private static Compiled compiled(Snapshot snapshot) {
        return new Compiled(new Router(snapshot.tree()), new MediaTypes(snapshot.binaryMediaTypes()));
    }

    private @Nullable Compiled recall(String key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }

    private void keep(String key, Compiled compiled) {
        synchronized (kept) {
            kept.put(key, compiled);
            if (kept.size() > MOST_KEPT) {
                kept.pollFirstEntry();
            }
        }
    }
}
