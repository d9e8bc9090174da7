package dev.mayfly.functions;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.name.FunctionNames;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.policy.Policy;
import dev.mayfly.functions.registry.AliasRow;
import dev.mayfly.functions.registry.Condition.Serving;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.functions.registry.UrlRow;
import dev.mayfly.functions.registry.VersionRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is deployed, for those who invoke it. Safe for any thread; the store owns the state.
 *
 * <p>Every invocation asks here first, so answers are remembered: until anything is changed through this process, and
 * for {@link Limits#lookupAge} at most, as another node may change it too. One counter of changes for everything is
 * coarse and cannot be wrong: whoever reads it before reading the store never keeps an answer that is older than a
 * change announced since. Changes are rare where invocations are many.
 */
public final class Catalog {
    private static final int MOST_REMEMBERED = 10_000;

    private final Registry registry;
    private final Limits limits;
    private final AtomicLong changes = new AtomicLong();
    private final Map<Reference, Remembered> remembered = new ConcurrentHashMap<>();
    private final List<Consumer<String>> retirementListeners = new CopyOnWriteArrayList<>();

    private record Remembered(Found found, long changes, long nanoTime) {}

    /**
     * What there is under a name and a qualifier.
     *
     * @param second takes {@code weight} of the invocations; null when there is none
     */
    private record Found(Target first, @Nullable Target second, double weight) {
        Target pick() {
            return second != null && ThreadLocalRandom.current().nextDouble() < weight ? second : first;
        }
    }

    Catalog(Registry registry, Limits limits) {
        this.registry = registry;
        this.limits = limits;
        registry.onCommit(this::committed);
    }

    private void committed(Registry.Committed committed) {
        changes.incrementAndGet();
        for (String revisionId : committed.retired()) {
            retirementListeners.forEach(listener -> listener.accept(revisionId));
        }
    }

    /** The store was emptied behind the registry's back: nothing that was remembered holds. */
    public void forget() {
        changes.incrementAndGet();
        remembered.clear();
    }

    /**
     * What an invocation by {@code account} of {@code functionName} leads to; picks a version by the alias's weights.
     *
     * @param functionName name, ARN or part of one; may carry a qualifier
     * @throws software.amazon.awssdk.services.lambda.model.LambdaException as Invoke answers
     * @throws dev.mayfly.wire.AwsException when the name or qualifier is malformed, or another account's function may
     *     not be invoked
     */
    public Target resolve(String account, String region, String functionName, Optional<String> qualifier) {
        FunctionNames.requireInvocable(functionName, qualifier);
        Reference reference = Reference.read(functionName, qualifier.orElse(null), account, region);
        Found found = find(reference);
        if (!reference.account().equals(account)) {
            requirePermitted(reference, account);
        }
        return found.pick();
    }

    private Found find(Reference reference) {
        Remembered known = remembered.get(reference);
        long now = System.nanoTime();
        // Read before the store is: a change after this makes the answer old.
        long seen = changes.get();
        if (known != null
                && known.changes == seen
                && now - known.nanoTime < limits.lookupAge().toNanos()) {
            return known.found;
        }
        Found found = read(reference);
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(reference, new Remembered(found, seen, now));
        return found;
    }

    private Found read(Reference reference) {
        FunctionRow function = registry.find(reference.account(), reference.region(), reference.name())
                .orElseThrow(() -> absent(reference));
        Qualifier qualifier = reference.parsedQualifier().orElseGet(Qualifier.Latest::new);
        return switch (qualifier) {
            case Qualifier.Latest _ -> only(latest(function, reference.writtenArn()));
            case Qualifier.VersionNumber number ->
                only(version(function, number.number(), reference.writtenArn()).orElseThrow(() -> absent(reference)));
            case Qualifier.AliasName name ->
                registry.alias(function, name.text())
                        .flatMap(alias -> alias(function, alias, reference.writtenArn()))
                        .orElseThrow(() -> absent(reference));
            case Qualifier.Nothing _ -> throw absent(reference);
        };
    }

    private static RuntimeException absent(Reference reference) {
        // A name too long to exist is answered with $LATEST, by Invoke only: recorded 2025-11-25.
        boolean tooLong = reference.name().length() > FunctionNames.LONGEST
                && reference.qualifier().isEmpty();
        String arn = tooLong ? reference.arn("$LATEST") : reference.writtenArn();
        return Refused.notFound("Function not found: " + arn);
    }

    private void requirePermitted(Reference reference, String account) {
        String qualifier = reference.qualifier().orElse("$LATEST");
        Policy policy = registry.find(reference.account(), reference.region(), reference.name())
                .map(function -> registry.policy(function, qualifier))
                .orElse(Policy.EMPTY);
        if (!policy.permits(account, "lambda:InvokeFunction")) {
            throw Refused.denied("arn:aws:iam::" + account + ":root", "lambda:InvokeFunction", reference.writtenArn());
        }
    }

    private static Found only(Target target) {
        return new Found(target, null, 0);
    }

    private Optional<Found> alias(FunctionRow function, AliasRow alias, String arn) {
        Optional<Target> first = alias.version().equals("$LATEST")
                ? Optional.of(latest(function, arn))
                : version(function, Long.parseLong(alias.version()), arn);
        @Nullable
        Target second = alias.routing()
                .flatMap(routing -> version(function, routing.version(), arn))
                .orElse(null);
        double weight = alias.routing().map(AliasRow.Routing::weight).orElse(0.0);
        return first.map(target -> new Found(target, second, weight));
    }

    private static Target latest(FunctionRow function, String arn) {
        return target(function, function.latest(), "$LATEST", arn);
    }

    private Optional<Target> version(FunctionRow function, long number, String arn) {
        Optional<VersionRow> version = registry.version(function, number);
        return version.map(row -> target(function, row.edition(), Long.toString(number), arn));
    }

    private static Target target(FunctionRow function, Edition edition, String version, String arn) {
        return new Target(
                revision(function, edition.serving(), version),
                arn,
                version,
                edition.condition().state(),
                function.reserved().map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    static Revision revision(FunctionRow function, Serving serving, String version) {
        Settings settings = serving.settings();
        List<Sha256> layers =
                settings.layers().stream().map(layer -> layer.code().digest()).toList();
        return new Revision(
                serving.executionId(),
                function.account(),
                function.region(),
                function.name(),
                version,
                function.arn(),
                settings.runtime(),
                settings.handler(),
                settings.role(),
                settings.memoryMegabytes(),
                Duration.ofSeconds(settings.timeoutSeconds()),
                settings.ephemeralMegabytes(),
                settings.environment().orElse(Map.of()),
                settings.code().digest(),
                layers,
                settings.architecture(),
                settings.logging(),
                settings.tracingMode().equals("Active"));
    }

    /** Where a function URL leads; empty when there is no such URL. */
    public Optional<UrlTarget> url(String urlId) {
        return urlIdIsPlausible(urlId) ? registry.findUrl(urlId).map(Catalog::urlTarget) : Optional.empty();
    }

    private static boolean urlIdIsPlausible(String urlId) {
        return urlId.matches("[a-z0-9]{1,64}");
    }

    private static UrlTarget urlTarget(Registry.FoundUrl found) {
        UrlRow url = found.url();
        return new UrlTarget(
                url.urlId(),
                found.function().account(),
                found.function().region(),
                found.function().name(),
                Optional.of(url.qualifier()).filter(qualifier -> !qualifier.equals("$LATEST")),
                url.authType(),
                url.cors().map(Catalog::cors),
                url.invokeMode().orElse("BUFFERED"));
    }

    private static UrlTarget.Cors cors(UrlRow.Cors cors) {
        return new UrlTarget.Cors(
                cors.allowCredentials().orElse(false),
                cors.allowHeaders().orElse(List.of()),
                cors.allowMethods().orElse(List.of()),
                cors.allowOrigins().orElse(List.of()),
                cors.exposeHeaders().orElse(List.of()),
                cors.maxAge().map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    /** Whether the resource policy lets everybody call this URL unsigned, as {@code NONE} needs on AWS. */
    public boolean isOpen(UrlTarget url) {
        return registry
                .find(url.account(), url.region(), url.functionName())
                .map(function -> registry.policy(function, url.qualifier().orElse("$LATEST")))
                .orElse(Policy.EMPTY)
                .statements()
                .stream()
                .anyMatch(statement -> statement.opensUrl());
    }

    /**
     * {@code listener} is told the id of every revision that no new call can lead to any more (updated, deleted), after
     * the commit that made it so, on the committing thread; it must not block or throw.
     */
    public void onRetired(Consumer<String> listener) {
        retirementListeners.add(listener);
    }

    /** What of an account's concurrency no function has reserved. */
    public int unreservedConcurrency(String account, String region) {
        return limits.concurrentExecutions() - registry.ledger().reserved(account, region);
    }
}
