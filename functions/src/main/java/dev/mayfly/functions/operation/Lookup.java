package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.AliasRow;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.VersionRow;
import dev.mayfly.wire.Call;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Finds what a caller names, and says in AWS's words when it is not there. */
final class Lookup {
    private final Registry registry;

    Lookup(Registry registry) {
        this.registry = registry;
    }

    /**
     * Another account's function may be named where its resource policy permits {@code operation} (recorded: it may be
     * managed like that, not only invoked).
     */
    Reference reference(String functionName, @Nullable String qualifier, Call call, String operation) {
        Reference reference = Reference.read(functionName, qualifier, call.account(), call.region());
        String action = "lambda:" + operation;
        if (!reference.account().equals(call.account()) && !permits(reference, call.account(), action)) {
            throw Refused.denied(call.caller().identity().toString(), action, reference.writtenArn());
        }
        return reference;
    }

    Reference reference(String functionName, Call call, String operation) {
        return reference(functionName, null, call, operation);
    }

    private boolean permits(Reference reference, String account, String action) {
        String qualifier = reference.qualifier().orElse("$LATEST");
        return find(reference)
                .map(function -> registry.policy(function, qualifier))
                .filter(policy -> policy.permits(account, action))
                .isPresent();
    }

    FunctionRow function(Reference reference) {
        return function(reference, absent(reference));
    }

    FunctionRow function(Reference reference, Supplier<? extends RuntimeException> absent) {
        return find(reference).orElseThrow(absent);
    }

    Optional<FunctionRow> find(Reference reference) {
        return registry.find(reference.account(), reference.region(), reference.name());
    }

    /** Names the function without its qualifier. */
    static Supplier<ResourceNotFoundException> absent(Reference reference) {
        return () -> Refused.notFound("Function not found: " + reference.arn());
    }

    <R> R change(Reference reference, Function<Draft, R> decide) {
        return change(reference, absent(reference), decide);
    }

    <R> R change(Reference reference, Supplier<? extends RuntimeException> absent, Function<Draft, R> decide) {
        return registry.change(reference.account(), reference.region(), reference.name(), absent, decide);
    }

    /**
     * The alias or version that a policy is about, as a row key; {@code $LATEST} when none was named.
     *
     * @throws ResourceNotFoundException when there is none such
     */
    static String resource(Draft draft, Reference reference) {
        Optional<Qualifier> qualifier = reference.parsedQualifier();
        if (qualifier.isEmpty()) {
            return "$LATEST";
        }
        String arn = reference.writtenArn();
        return switch (qualifier.get()) {
            case Qualifier.Latest latest -> latest.text();
            case Qualifier.VersionNumber number ->
                draft.version(number.number())
                        .map(version -> number.text())
                        .orElseThrow(() -> Refused.notFound("Function not found: " + arn));
            case Qualifier.AliasName alias ->
                draft.alias(alias.text())
                        .map(AliasRow::name)
                        .orElseThrow(() -> Refused.notFound("Cannot find alias arn: " + arn));
            case Qualifier.Nothing _ -> throw Refused.notFound("Function not found: " + arn);
        };
    }

    /** Gives whatever the policy of {@code qualifier} belongs to a new revision id. */
    static void touch(Draft draft, String qualifier, String revisionId) {
        switch (Qualifier.of(qualifier)) {
            case Qualifier.VersionNumber number ->
                draft.version(number.number())
                        .map(version -> version.with(version.edition().touched(revisionId)))
                        .ifPresent(draft::put);
            case Qualifier.AliasName alias ->
                draft.alias(alias.text())
                        .map(found -> found.touched(revisionId))
                        .ifPresent(draft::put);
            case Qualifier.Latest _, Qualifier.Nothing _ ->
                draft.put(draft.function().with(draft.function().latest().touched(revisionId)));
        }
    }

    /** The revision id that the API shows for {@code qualifier}. */
    static String revisionId(Draft draft, String qualifier) {
        return switch (Qualifier.of(qualifier)) {
            case Qualifier.VersionNumber number ->
                draft.version(number.number()).map(Lookup::revisionId).orElse("");
            case Qualifier.AliasName alias ->
                draft.alias(alias.text()).map(AliasRow::revisionId).orElse("");
            case Qualifier.Latest _, Qualifier.Nothing _ ->
                draft.function().latest().revisionId();
        };
    }

    private static String revisionId(VersionRow version) {
        return version.edition().revisionId();
    }
}
