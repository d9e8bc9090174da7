package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.lookedUp;
import static dev.mayfly.functions.operation.Constraints.paged;
import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Reference;
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
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** PublishVersion, ListVersionsByFunction. */
final class Versions {
    private final Registry registry;
    private final Lookup lookup;

    Versions(Registry registry, Lookup lookup) {
        this.registry = registry;
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(written(
                        Operation.rest(
                                "PublishVersion",
                                "POST",
                                "/2015-03-31/functions/{FunctionName}/versions",
                                201,
                                PublishVersionRequest::builder,
                                this::publishVersion),
                        PublishVersionRequest::functionName)
                .check("description", PublishVersionRequest::description, Check.maxLength(256)));
        service.offer(paged(
                lookedUp(
                        Operation.rest(
                                "ListVersionsByFunction",
                                "GET",
                                "/2015-03-31/functions/{FunctionName}/versions",
                                200,
                                ListVersionsByFunctionRequest::builder,
                                this::listVersionsByFunction),
                        ListVersionsByFunctionRequest::functionName),
                ListVersionsByFunctionRequest::maxItems,
                10_000));
    }

    PublishVersionResponse publishVersion(PublishVersionRequest request, Call call) {
        Reference reference = lookup.reference(request.functionName(), call, "PublishVersion");
        FunctionConfiguration view = lookup.change(reference, draft -> {
            Edition latest = draft.function().latest();
            Changing.requireRevision(request.revisionId(), latest.revisionId());
            requireCode(request.codeSha256(), latest);
            Changing.requireReady(draft.function());
            VersionRow version = draft.publish(Optional.ofNullable(request.description()));
            return ConfigurationView.version(draft.function(), version);
        });
        return Shapes.fill(PublishVersionResponse.builder(), view).build();
    }

    private static void requireCode(@Nullable String given, Edition latest) {
        String current = latest.settings().code().digest().base64();
        if (given != null && !given.isEmpty() && !given.equals(current)) {
            throw Refused.invalid("CodeSHA256 (" + given + ") is different from current CodeSHA256 in $LATEST ("
                    + current + "). Please try again with the CodeSHA256 in $LATEST.");
        }
    }

    ListVersionsByFunctionResponse listVersionsByFunction(ListVersionsByFunctionRequest request, Call call) {
        FunctionRow function =
                lookup.function(lookup.reference(request.functionName(), call, "ListVersionsByFunction"));
        int limit = Paging.limit(request.maxItems());
        String after = Paging.decode(request.marker());
        List<FunctionConfiguration> oneMore = new ArrayList<>();
        if (after.isEmpty()) {
            oneMore.add(ConfigurationView.listed(function, function.latest(), "$LATEST", function.arn() + ":$LATEST"));
        }
        registry.versions(function, ReadFunctions.numberIn(after), limit + 1 - oneMore.size())
                .forEach(version -> oneMore.add(ReadFunctions.listedVersion(function, version)));
        Paging<FunctionConfiguration> page = Paging.of(oneMore, limit, Versions::position);
        return ListVersionsByFunctionResponse.builder()
                .versions(page.items())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    private static String position(FunctionConfiguration version) {
        return version.version().equals("$LATEST") ? "/0" : '/' + version.version();
    }
}
