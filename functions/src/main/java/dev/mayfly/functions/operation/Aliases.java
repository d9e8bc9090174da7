package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.paged;
import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.AliasRow;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** CreateAlias, GetAlias, ListAliases, UpdateAlias, DeleteAlias. */
final class Aliases {
    private static final String PATH = "/2015-03-31/functions/{FunctionName}/aliases";
    private static final int PAGE = 500;

    private final Registry registry;
    private final Lookup lookup;

    Aliases(Registry registry, Lookup lookup) {
        this.registry = registry;
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(named(
                        written(
                                Operation.rest(
                                        "CreateAlias",
                                        "POST",
                                        PATH,
                                        201,
                                        CreateAliasRequest::builder,
                                        this::createAlias),
                                CreateAliasRequest::functionName),
                        CreateAliasRequest::name)
                .check("functionVersion", CreateAliasRequest::functionVersion, Check.present())
                .check("functionVersion", CreateAliasRequest::functionVersion, Check.maxLength(1_024))
                .check("functionVersion", CreateAliasRequest::functionVersion, Constraints.VERSION)
                .check("description", CreateAliasRequest::description, Check.maxLength(256)));
        service.offer(named(
                written(
                        Operation.rest(
                                "GetAlias", "GET", PATH + "/{Name}", 200, GetAliasRequest::builder, this::getAlias),
                        GetAliasRequest::functionName),
                GetAliasRequest::name));
        service.offer(paged(
                        written(
                                Operation.rest(
                                        "ListAliases",
                                        "GET",
                                        PATH,
                                        200,
                                        ListAliasesRequest::builder,
                                        this::listAliases),
                                ListAliasesRequest::functionName),
                        ListAliasesRequest::maxItems,
                        10_000)
                .check("functionVersion", ListAliasesRequest::functionVersion, Constraints.VERSION));
        service.offer(named(
                        written(
                                Operation.rest(
                                        "UpdateAlias",
                                        "PUT",
                                        PATH + "/{Name}",
                                        200,
                                        UpdateAliasRequest::builder,
                                        this::updateAlias),
                                UpdateAliasRequest::functionName),
                        UpdateAliasRequest::name)
                .check("functionVersion", UpdateAliasRequest::functionVersion, Check.maxLength(1_024))
                .check("functionVersion", UpdateAliasRequest::functionVersion, Constraints.VERSION)
                .check("description", UpdateAliasRequest::description, Check.maxLength(256)));
        service.offer(named(
                written(
                        Operation.rest(
                                "DeleteAlias",
                                "DELETE",
                                PATH + "/{Name}",
                                204,
                                DeleteAliasRequest::builder,
                                this::deleteAlias),
                        DeleteAliasRequest::functionName),
                DeleteAliasRequest::name));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> named(
            Operation<I, O> operation, Function<I, @Nullable String> name) {
        return operation
                .check("name", name, Check.present())
                .check("name", name, Check.minLength(1))
                .check("name", name, Check.maxLength(128))
                .check("name", name, Constraints.ALIAS);
    }

    CreateAliasResponse createAlias(CreateAliasRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "CreateAlias");
        RuntimeException absent = Refused.notFound("Function not found: " + reference.arn(request.functionVersion()));
        AliasConfiguration view = lookup.change(reference, () -> absent, draft -> {
            requireVersion(draft, request.functionVersion());
            if (draft.alias(request.name()).isPresent()) {
                throw Refused.conflict("Alias already exists: " + reference.arn(request.name()));
            }
            AliasRow alias = AliasRow.of(
                    request.name(),
                    request.functionVersion(),
                    request.description() == null ? "" : request.description(),
                    routing(draft, request.routingConfig(), request.functionVersion()));
            draft.put(alias);
            return view(draft.function(), alias);
        });
        return Shapes.fill(CreateAliasResponse.builder(), view).build();
    }

    GetAliasResponse getAlias(GetAliasRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "GetAlias");
        FunctionRow function = lookup.function(reference);
        AliasRow alias = registry.alias(function, request.name())
                .orElseThrow(() -> Refused.notFound("Cannot find alias arn: " + reference.arn(request.name())));
        return Shapes.fill(GetAliasResponse.builder(), view(function, alias)).build();
    }

    ListAliasesResponse listAliases(ListAliasesRequest request, Call call) {
        FunctionRow function = lookup.function(lookup.reference(request.functionName(), call, "ListAliases"));
        int limit = Paging.limit(request.maxItems());
        Paging<AliasRow> page = Paging.of(
                matching(function, Paging.decode(request.marker()), limit + 1, request.functionVersion()),
                limit,
                AliasRow::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> view(function, alias))
                        .toList())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    private List<AliasRow> matching(FunctionRow function, String after, int limit, @Nullable String version) {
        List<AliasRow> found = new ArrayList<>();
        String from = after;
        while (found.size() < limit) {
            List<AliasRow> page = registry.aliases(function, from, PAGE);
            page.stream()
                    .filter(alias -> version == null || alias.version().equals(version))
                    .limit(limit - found.size())
                    .forEach(found::add);
            if (page.size() < PAGE) {
                break;
            }
            from = page.getLast().name();
        }
        return found;
    }

    UpdateAliasResponse updateAlias(UpdateAliasRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "UpdateAlias");
        AliasConfiguration view = lookup.change(reference, draft -> {
            AliasRow alias = draft.alias(request.name())
                    .orElseThrow(() -> Refused.notFound("Alias not found: " + reference.arn(request.name())));
            Changing.requireRevision(request.revisionId(), alias.revisionId());
            AliasRow changed = changed(draft, alias, request);
            draft.put(changed);
            return view(draft.function(), changed);
        });
        return Shapes.fill(UpdateAliasResponse.builder(), view).build();
    }

    /** The revision id is a new one even when nothing has changed. */
    private static AliasRow changed(Draft draft, AliasRow alias, UpdateAliasRequest request) {
        String version = request.functionVersion() == null ? alias.version() : request.functionVersion();
        requireVersion(draft, version);
        return AliasRow.of(
                alias.name(),
                version,
                request.description() == null ? alias.description() : request.description(),
                request.routingConfig() == null ? alias.routing() : routing(draft, request.routingConfig(), version));
    }

    DeleteAliasResponse deleteAlias(DeleteAliasRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "DeleteAlias");
        lookup.change(reference, draft -> {
            draft.alias(request.name()).ifPresent(draft::delete);
            return reference;
        });
        return DeleteAliasResponse.builder().build();
    }

    private static void requireVersion(Draft draft, String version) {
        boolean there = switch (Qualifier.of(version)) {
            case Qualifier.Latest _ -> true;
            case Qualifier.VersionNumber number ->
                draft.version(number.number()).isPresent();
            case Qualifier.AliasName _, Qualifier.Nothing _ -> false;
        };
        if (!there) {
            throw Refused.notFound("Function not found: " + draft.function().arn() + ':' + version);
        }
    }

    private static Optional<AliasRow.Routing> routing(
            Draft draft, @Nullable AliasRoutingConfiguration config, String version) {
        if (config == null || config.additionalVersionWeights().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> weights = config.additionalVersionWeights();
        if (weights.size() > 1) {
            throw Refused.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        Map.Entry<String, Double> second = weights.entrySet().iterator().next();
        requireWellFormed(weights, second.getKey(), second.getValue());
        if (second.getKey().equals(version)) {
            throw Refused.invalid("Invalid function version " + version + ". Function version " + version
                    + " is already included in routing configuration.");
        }
        if (version.equals("$LATEST")) {
            throw Refused.invalid("$LATEST is not supported for an alias pointing to more than 1 version");
        }
        requireVersion(draft, second.getKey());
        return Optional.of(new AliasRow.Routing(Long.parseLong(second.getKey()), second.getValue()));
    }

    private static void requireWellFormed(Map<String, Double> weights, String version, @Nullable Double weight) {
        String at =
                "Value '" + weights + "' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ";
        if (weight == null || !(weight >= 0.0 && weight <= 1.0)) {
            throw Refused.constraint(
                    at + "Map value must satisfy constraint: [Member must have value less than or equal"
                            + " to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]");
        }
        if (!version.matches("[0-9]{1,1024}")) {
            throw Refused.constraint(at + "Map keys must satisfy constraint: [Member must have length less than or"
                    + " equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular"
                    + " expression pattern: [0-9]+, Member must not be null]");
        }
    }

    private static AliasConfiguration view(FunctionRow function, AliasRow alias) {
        AliasConfiguration.Builder view = AliasConfiguration.builder()
                .aliasArn(function.arn() + ':' + alias.name())
                .name(alias.name())
                .functionVersion(alias.version())
                .description(alias.description())
                .revisionId(alias.revisionId());
        alias.routing()
                .ifPresent(routing -> view.routingConfig(config ->
                        config.additionalVersionWeights(Map.of(Long.toString(routing.version()), routing.weight()))));
        return view.build();
    }
}
