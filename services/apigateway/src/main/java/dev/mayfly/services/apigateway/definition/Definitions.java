package dev.mayfly.services.apigateway.definition;

import dev.mayfly.store.Batch;
import dev.mayfly.store.Store;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table;
import dev.mayfly.store.Table.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The tables of this room. An API's row is the lock of its stages and deployments: each change of those replaces the
 * row, so a reader of the API who commits against its revision has seen them all. The resource tree is a row, and a
 * lock, of its own. Holds no state but the store's.
 *
 * <p>Every method that writes throws {@link StoreException.Conflict} when someone else was faster: read again. Ids come
 * from requests and may be anything; what cannot be an id is found nowhere.
 */
public final class Definitions {
    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,32}");
    private static final Pattern STAGE_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    private final Store store;
    private final Table<RestApi> apis;
    private final Table<ResourceTree> trees;
    private final Table<Deployment> deployments;
    private final Table<Snapshot> snapshots;
    private final Table<Stage> stages;
    private final Table<Scope> homes;
    private final Table<AccountSettings> accounts;

    public Definitions(Store store) {
        this.store = store;
        this.apis = new Table<>(store, "apigateway/api", RestApi.class);
        this.trees = new Table<>(store, "apigateway/tree", ResourceTree.class);
        this.deployments = new Table<>(store, "apigateway/deployment", Deployment.class);
        this.snapshots = new Table<>(store, "apigateway/snapshot", Snapshot.class);
        this.stages = new Table<>(store, "apigateway/stage", Stage.class);
        this.homes = new Table<>(store, "apigateway/home", Scope.class);
        this.accounts = new Table<>(store, "apigateway/account", AccountSettings.class);
    }

    public static boolean validStageName(String name) {
        return STAGE_NAME.matcher(name).matches();
    }

    /** Whose API this is: ids of APIs are unique over all accounts and regions. */
    public Optional<Scope> home(String apiId) {
        return validId(apiId) ? homes.get(apiId) : Optional.empty();
    }

    public Optional<Row<RestApi>> api(Scope scope, String apiId) {
        return validId(apiId) ? apis.row(scope.key(apiId)) : Optional.empty();
    }

    /** By id, those after {@code after} (empty: from the start). */
    public List<RestApi> apis(Scope scope, String after, int limit) {
        String from = after.isEmpty() ? "" : scope.key(after);
        return values(apis.scan(scope.key(""), from, limit));
    }

    public void create(Scope scope, RestApi api, ResourceTree tree) {
        store.commit(Batch.of(
                homes.creating(api.id(), scope),
                apis.creating(scope.key(api.id()), api),
                trees.creating(scope.key(api.id()), tree)));
    }

    public void replace(Row<RestApi> row, RestApi api) {
        store.commit(Batch.of(apis.replacing(row, api)));
    }

    /** Removes the API with everything that belongs to it. */
    public void delete(Scope scope, Row<RestApi> row) {
        String apiId = row.value().id();
        Batch batch = Batch.of(apis.deleting(row), trees.deleting(scope.key(apiId)), homes.deleting(apiId));
        for (Row<Deployment> deployment : deployments.all(scope.key(apiId, ""))) {
            batch.add(deployments.deleting(deployment.key())).add(snapshots.deleting(deployment.key()));
        }
        for (Row<Stage> stage : stages.all(scope.key(apiId, ""))) {
            batch.add(stages.deleting(stage.key()));
        }
        store.commit(batch);
    }

    public Optional<Row<ResourceTree>> tree(Scope scope, String apiId) {
        return validId(apiId) ? trees.row(scope.key(apiId)) : Optional.empty();
    }

    /** Empty when there is no such API; {@code change} may run several times. */
    public Optional<ResourceTree> changeTree(Scope scope, String apiId, UnaryOperator<ResourceTree> change) {
        return validId(apiId) ? trees.update(scope.key(apiId), change) : Optional.empty();
    }

    public Optional<Row<Deployment>> deployment(Scope scope, String apiId, String deploymentId) {
        return validId(apiId) && validId(deploymentId)
                ? deployments.row(scope.key(apiId, deploymentId))
                : Optional.empty();
    }

    /** By id, those after {@code after} (empty: from the start). */
    public List<Deployment> deployments(Scope scope, String apiId, String after, int limit) {
        String from = after.isEmpty() ? "" : scope.key(apiId, after);
        return values(deployments.scan(scope.key(apiId, ""), from, limit));
    }

    public Optional<Snapshot> snapshot(Scope scope, String apiId, String deploymentId) {
        return validId(apiId) && validId(deploymentId)
                ? snapshots.get(scope.key(apiId, deploymentId))
                : Optional.empty();
    }

    /** Freezes {@code tree} as it was read and, if given, points {@code stage} at it. */
    public void deploy(
            Scope scope, Row<RestApi> api, Row<ResourceTree> tree, Deployment deployment, Optional<Stage> stage) {
        String apiId = api.value().id();
        String key = scope.key(apiId, deployment.id());
        Snapshot snapshot = new Snapshot(tree.value(), api.value().binaryMediaTypes());
        Batch batch = Batch.of(
                touching(api),
                trees.requiring(tree),
                deployments.creating(key, deployment),
                snapshots.creating(key, snapshot));
        stage.ifPresent(moved -> batch.add(stages.putting(scope.key(apiId, moved.stageName()), moved)));
        store.commit(batch);
    }

    public void replace(Row<RestApi> api, Row<Deployment> row, Deployment deployment) {
        store.commit(Batch.of(touching(api), deployments.replacing(row, deployment)));
    }

    public void delete(Row<RestApi> api, Row<Deployment> row) {
        store.commit(Batch.of(touching(api), deployments.deleting(row), snapshots.deleting(row.key())));
    }

    public Optional<Row<Stage>> stage(Scope scope, String apiId, String stageName) {
        return validId(apiId) && validStageName(stageName) ? stages.row(scope.key(apiId, stageName)) : Optional.empty();
    }

    public List<Stage> stages(Scope scope, String apiId) {
        return validId(apiId) ? values(stages.all(scope.key(apiId, ""))) : List.of();
    }

    public void put(Scope scope, Row<RestApi> api, Stage stage) {
        store.commit(
                Batch.of(touching(api), stages.putting(scope.key(api.value().id(), stage.stageName()), stage)));
    }

    public void deleteStage(Row<RestApi> api, Row<Stage> row) {
        store.commit(Batch.of(touching(api), stages.deleting(row)));
    }

    public AccountSettings account(Scope scope) {
        return accounts.get(scope.key("settings")).orElse(AccountSettings.NONE);
    }

    public void put(Scope scope, AccountSettings settings) {
        accounts.put(scope.key("settings"), settings);
    }

    private Batch.Step touching(Row<RestApi> api) {
        return apis.replacing(api, api.value());
    }

    private static <T> List<T> values(List<Row<T>> rows) {
        return rows.stream().map(Row::value).toList();
    }

    private static boolean validId(String text) {
        return ID.matcher(text).matches();
    }
}
