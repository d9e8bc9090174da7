package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.lookedUp;
import static dev.mayfly.functions.operation.Constraints.paged;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.code.Downloads;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.AliasRow;
import dev.mayfly.functions.registry.Edition;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.VersionRow;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** GetFunction, GetFunctionConfiguration, ListFunctions. */
final class ReadFunctions {
    private final Registry registry;
    private final Lookup lookup;
    private final Downloads downloads;

    ReadFunctions(Registry registry, Lookup lookup, Downloads downloads) {
        this.registry = registry;
        this.lookup = lookup;
        this.downloads = downloads;
    }

    void offer(Service service) {
        service.offer(lookedUp(
                Operation.rest(
                        "GetFunction",
                        "GET",
                        "/2015-03-31/functions/{FunctionName}",
                        200,
                        GetFunctionRequest::builder,
                        this::getFunction),
                GetFunctionRequest::functionName,
                GetFunctionRequest::qualifier));
        service.offer(lookedUp(
                Operation.rest(
                        "GetFunctionConfiguration",
                        "GET",
                        "/2015-03-31/functions/{FunctionName}/configuration",
                        200,
                        GetFunctionConfigurationRequest::builder,
                        this::getFunctionConfiguration),
                GetFunctionConfigurationRequest::functionName,
                GetFunctionConfigurationRequest::qualifier));
        service.offer(paged(
                        Operation.rest(
                                "ListFunctions",
                                "GET",
                                "/2015-03-31/functions",
                                200,
                                ListFunctionsRequest::builder,
                                this::listFunctions),
                        ListFunctionsRequest::maxItems,
                        10_000)
                .check("functionVersion", ListFunctionsRequest::functionVersionAsString, Check.oneOf(List.of("ALL"))));
    }

    private record Chosen(FunctionRow function, Edition edition, FunctionConfiguration view) {}

    GetFunctionResponse getFunction(GetFunctionRequest request, Call call) {
        Chosen chosen = choose(lookup.reference(request.functionName(), request.qualifier(), call, "GetFunction"));
        FunctionRow function = chosen.function;
        String location =
                downloads.url(call.endpoint(), chosen.edition.settings().code().digest());
        GetFunctionResponse.Builder response = GetFunctionResponse.builder()
                .configuration(chosen.view)
                .code(code -> code.repositoryType("S3").location(location));
        if (!function.tags().isEmpty()) {
            response.tags(function.tags());
        }
        function.reserved()
                .ifPresent(reserved ->
                        response.concurrency(concurrency -> concurrency.reservedConcurrentExecutions(reserved)));
        return response.build();
    }

    GetFunctionConfigurationResponse getFunctionConfiguration(GetFunctionConfigurationRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "GetFunctionConfiguration");
        return Shapes.fill(GetFunctionConfigurationResponse.builder(), choose(reference).view)
                .build();
    }

    private Chosen choose(Reference reference) {
        RuntimeException absent = Refused.notFound("Function not found: " + reference.writtenArn());
        FunctionRow function = lookup.function(reference, () -> absent);
        Qualifier qualifier = reference.parsedQualifier().orElseGet(Qualifier.Latest::new);
        return switch (qualifier) {
            case Qualifier.Latest _ -> latest(function, reference);
            case Qualifier.VersionNumber number ->
                version(function, number.number(), reference).orElseThrow(() -> absent);
            case Qualifier.AliasName alias -> {
                AliasRow found = registry.alias(function, alias.text()).orElseThrow(() -> absent);
                yield found.version().equals("$LATEST")
                        ? latest(function, reference)
                        : version(function, Long.parseLong(found.version()), reference)
                                .orElseThrow(() -> absent);
            }
            case Qualifier.Nothing _ -> throw absent;
        };
    }

    private static Chosen latest(FunctionRow function, Reference reference) {
        return chosen(function, function.latest(), "$LATEST", reference);
    }

    private Optional<Chosen> version(FunctionRow function, long number, Reference reference) {
        return registry.version(function, number)
                .map(version -> chosen(function, version.edition(), Long.toString(number), reference));
    }

    private static Chosen chosen(FunctionRow function, Edition edition, String version, Reference reference) {
        return new Chosen(
                function, edition, ConfigurationView.full(function, edition, version, reference.writtenArn()));
    }

    // ---- lists

    /** @param position {@code name/number}, where 0 stands for $LATEST */
    private record Listed(String position, FunctionConfiguration view) {}

    ListFunctionsResponse listFunctions(ListFunctionsRequest request, Call call) {
        boolean allVersions = request.functionVersionAsString() != null;
        int limit = Paging.limit(request.maxItems());
        String after = Paging.decode(request.marker());
        List<Listed> found = new ArrayList<>();
        String afterName = after.isEmpty() ? "" : after.substring(0, Math.max(0, after.indexOf('/')));
        if (allVersions && !afterName.isEmpty()) {
            registry.find(call.account(), call.region(), afterName)
                    .ifPresent(function -> addVersions(function, numberIn(after), limit, found));
        }
        while (found.size() <= limit) {
            List<FunctionRow> page = registry.list(call.account(), call.region(), afterName, limit + 1);
            for (FunctionRow function : page) {
                String arn = allVersions ? function.arn() + ":$LATEST" : function.arn();
                found.add(new Listed(
                        function.name() + "/0", ConfigurationView.listed(function, function.latest(), "$LATEST", arn)));
                if (allVersions && found.size() <= limit) {
                    addVersions(function, 0, limit, found);
                }
            }
            if (page.size() <= limit) {
                break;
            }
            afterName = page.getLast().name();
        }
        List<Listed> oneMore = found.subList(0, Math.min(found.size(), limit + 1));
        Paging<Listed> page = Paging.of(oneMore, limit, Listed::position);
        return ListFunctionsResponse.builder()
                .functions(page.items().stream().map(Listed::view).toList())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    private void addVersions(FunctionRow function, long after, int limit, List<Listed> found) {
        for (VersionRow version : registry.versions(function, after, limit + 1)) {
            found.add(new Listed(function.name() + '/' + version.number(), listedVersion(function, version)));
        }
    }

    static FunctionConfiguration listedVersion(FunctionRow function, VersionRow version) {
        String number = Long.toString(version.number());
        return ConfigurationView.listed(function, version.edition(), number, function.arn() + ':' + number);
    }

    /** The number after the slash of a position; no number that a marker invents can be wrong. */
    static long numberIn(@Nullable String position) {
        String digits = position == null ? "" : position.substring(position.indexOf('/') + 1);
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
