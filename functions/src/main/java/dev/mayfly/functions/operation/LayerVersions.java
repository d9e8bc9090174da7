package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.layer;
import static dev.mayfly.functions.operation.Constraints.paged;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.code.Downloads;
import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.code.Packages;
import dev.mayfly.functions.layers.LayerName;
import dev.mayfly.functions.layers.LayerVersionRow;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.policy.Policy;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** PublishLayerVersion, GetLayerVersion, GetLayerVersionByArn, DeleteLayerVersion, ListLayers, ListLayerVersions. */
final class LayerVersions {
    private static final String PATH = "/2018-10-31/layers/{LayerName}/versions";

    /** Layers may name runtimes that are long gone, though the words list the supported ones only (recorded). */
    private static final Check<Collection<String>> RUNTIMES = Check.of(
            values -> values.stream().allMatch(value -> value != null && RuntimeNames.EVER.contains(value)),
            "Member must satisfy enum value set: " + RuntimeNames.SUPPORTED);

    private final Layers layers;
    private final Packages packages;
    private final Downloads downloads;

    LayerVersions(Layers layers, Packages packages, Downloads downloads) {
        this.layers = layers;
        this.packages = packages;
        this.downloads = downloads;
    }

    void offer(Service service) {
        offerVersions(service);
        service.offer(paged(
                        Operation.rest(
                                "ListLayers",
                                "GET",
                                "/2018-10-31/layers",
                                200,
                                ListLayersRequest::builder,
                                this::listLayers),
                        ListLayersRequest::maxItems,
                        50)
                .check(
                        "compatibleRuntime",
                        ListLayersRequest::compatibleRuntimeAsString,
                        Check.oneOf(RuntimeNames.EVER))
                .check(
                        "compatibleArchitecture",
                        ListLayersRequest::compatibleArchitectureAsString,
                        Check.oneOf(Constraints.ARCHITECTURES)));
        service.offer(paged(
                        layer(
                                Operation.rest(
                                        "ListLayerVersions",
                                        "GET",
                                        PATH,
                                        200,
                                        ListLayerVersionsRequest::builder,
                                        this::listLayerVersions),
                                ListLayerVersionsRequest::layerName),
                        ListLayerVersionsRequest::maxItems,
                        50)
                .check(
                        "compatibleRuntime",
                        ListLayerVersionsRequest::compatibleRuntimeAsString,
                        Check.oneOf(RuntimeNames.EVER))
                .check(
                        "compatibleArchitecture",
                        ListLayerVersionsRequest::compatibleArchitectureAsString,
                        Check.oneOf(Constraints.ARCHITECTURES)));
    }

    private void offerVersions(Service service) {
        service.offer(layer(
                        Operation.rest(
                                "PublishLayerVersion",
                                "POST",
                                PATH,
                                201,
                                PublishLayerVersionRequest::builder,
                                this::publish),
                        PublishLayerVersionRequest::layerName)
                .bodyLimit(CodeInput.LONGEST_REQUEST)
                .check("content", PublishLayerVersionRequest::content, Check.present())
                .check("description", PublishLayerVersionRequest::description, Check.maxLength(256))
                .check("licenseInfo", PublishLayerVersionRequest::licenseInfo, Check.maxLength(512))
                .check("compatibleRuntimes", PublishLayerVersionRequest::compatibleRuntimesAsStrings, Check.maxSize(15))
                .check("compatibleRuntimes", PublishLayerVersionRequest::compatibleRuntimesAsStrings, RUNTIMES)
                .check(
                        "compatibleArchitectures",
                        PublishLayerVersionRequest::compatibleArchitecturesAsStrings,
                        Check.maxSize(2))
                .check(
                        "compatibleArchitectures",
                        PublishLayerVersionRequest::compatibleArchitecturesAsStrings,
                        Constraints.ARCHITECTURE_VALUES));
        service.offer(layer(
                Operation.rest(
                        "GetLayerVersion",
                        "GET",
                        PATH + "/{VersionNumber}",
                        200,
                        GetLayerVersionRequest::builder,
                        this::get),
                GetLayerVersionRequest::layerName));
        service.offer(Operation.rest(
                        "GetLayerVersionByArn",
                        "GET",
                        "/2018-10-31/layers?find=LayerVersion",
                        200,
                        GetLayerVersionByArnRequest::builder,
                        this::getByArn)
                .check("arn", GetLayerVersionByArnRequest::arn, Check.present())
                .check("arn", GetLayerVersionByArnRequest::arn, Check.maxLength(140))
                .check("arn", GetLayerVersionByArnRequest::arn, Constraints.LAYER_VERSION));
        service.offer(layer(
                Operation.rest(
                        "DeleteLayerVersion",
                        "DELETE",
                        PATH + "/{VersionNumber}",
                        204,
                        DeleteLayerVersionRequest::builder,
                        this::delete),
                DeleteLayerVersionRequest::layerName));
    }

    PublishLayerVersionResponse publish(PublishLayerVersionRequest request, Call call) {
        LayerName name = own(request.layerName(), call, "PublishLayerVersion");
        LayerVersionContentInput content = request.content();
        byte[] zip = CodeInput.zip(content.zipFile(), content.s3Bucket(), content.s3Key());
        PackageInfo info = packages.check(zip);
        LayerVersionRow published = packages.keep(
                zip,
                info,
                () -> layers.publish(
                        name,
                        number -> new LayerVersionRow(
                                name.account(),
                                name.region(),
                                name.name(),
                                number,
                                request.description() == null ? "" : request.description(),
                                Optional.ofNullable(request.licenseInfo()),
                                given(request.hasCompatibleRuntimes(), request.compatibleRuntimesAsStrings()),
                                given(request.hasCompatibleArchitectures(), request.compatibleArchitecturesAsStrings()),
                                info,
                                call.at(),
                                Policy.EMPTY)));
        return Shapes.fill(PublishLayerVersionResponse.builder(), view(published, call))
                .build();
    }

    private static Optional<List<String>> given(boolean given, List<String> values) {
        return given ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    GetLayerVersionResponse get(GetLayerVersionRequest request, Call call) {
        requireNumber(request.versionNumber());
        LayerName name = LayerName.read(request.layerName(), call.account(), call.region());
        return view(find(name, request.versionNumber(), call), call);
    }

    GetLayerVersionByArnResponse getByArn(GetLayerVersionByArnRequest request, Call call) {
        LayerName name = LayerName.read(request.arn(), call.account(), call.region());
        LayerVersionRow found = find(name, name.version().orElse(0L), call);
        return Shapes.fill(GetLayerVersionByArnResponse.builder(), view(found, call))
                .build();
    }

    DeleteLayerVersionResponse delete(DeleteLayerVersionRequest request, Call call) {
        requireNumber(request.versionNumber());
        layers.delete(own(request.layerName(), call, "DeleteLayerVersion"), request.versionNumber());
        return DeleteLayerVersionResponse.builder().build();
    }

    ListLayersResponse listLayers(ListLayersRequest request, Call call) {
        int limit = Paging.limit(request.maxItems());
        Paging<Layers.Listed> page = Paging.of(
                layers.list(
                        call.account(),
                        call.region(),
                        Paging.decode(request.marker()),
                        limit + 1,
                        Optional.ofNullable(request.compatibleRuntimeAsString()),
                        Optional.ofNullable(request.compatibleArchitectureAsString())),
                limit,
                Layers.Listed::name);
        return ListLayersResponse.builder()
                .layers(page.items().stream()
                        .map(listed -> LayersListItem.builder()
                                .layerName(listed.name())
                                .layerArn(listed.latest().layerArn())
                                .latestMatchingVersion(item(listed.latest(), call))
                                .build())
                        .toList())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    ListLayerVersionsResponse listLayerVersions(ListLayerVersionsRequest request, Call call) {
        LayerName name = own(request.layerName(), call, "ListLayerVersions");
        int limit = Paging.limit(request.maxItems());
        String after = Paging.decode(request.marker());
        Paging<LayerVersionRow> page = Paging.of(
                layers.versions(
                        name,
                        after.isEmpty() ? Long.MAX_VALUE : ReadFunctions.numberIn(after),
                        limit + 1,
                        Optional.ofNullable(request.compatibleRuntimeAsString()),
                        Optional.ofNullable(request.compatibleArchitectureAsString())),
                limit,
                version -> "/" + version.number());
        return ListLayerVersionsResponse.builder()
                .layerVersions(page.items().stream()
                        .map(version -> item(version, call))
                        .toList())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    private static void requireNumber(@Nullable Long number) {
        if (number == null || number < 1) {
            throw Refused.invalid("Layer Version Cannot be less than 1");
        }
    }

    /** Another account's layer is found when its policy lets everybody, or this account, get it. */
    private LayerVersionRow find(LayerName name, long number, Call call) {
        boolean own = name.account().equals(call.account());
        return layers.find(name, number)
                .filter(version -> name.region().equals(call.region()))
                .filter(version -> own || version.policy().permits(call.account(), "lambda:GetLayerVersion"))
                .orElseThrow(() -> Refused.notFound("The resource you requested does not exist."));
    }

    static LayerName own(String layerName, Call call, String operation) {
        LayerName name = LayerName.read(layerName, call.account(), call.region());
        if (!name.account().equals(call.account()) || !name.region().equals(call.region())) {
            throw Refused.denied(call.caller().identity().toString(), "lambda:" + operation, name.arn());
        }
        return name;
    }

    private GetLayerVersionResponse view(LayerVersionRow version, Call call) {
        GetLayerVersionResponse.Builder view = GetLayerVersionResponse.builder()
                .layerArn(version.layerArn())
                .layerVersionArn(version.arn())
                .version(version.number())
                .description(version.description())
                .createdDate(Shapes.date(version.created()))
                .content(content -> content.location(
                                downloads.url(call.endpoint(), version.code().digest()))
                        .codeSha256(version.code().digest().base64())
                        .codeSize(version.code().size()));
        version.license().ifPresent(view::licenseInfo);
        version.runtimes().ifPresent(view::compatibleRuntimesWithStrings);
        version.architectures().ifPresent(view::compatibleArchitecturesWithStrings);
        return view.build();
    }

    private LayerVersionsListItem item(LayerVersionRow version, Call call) {
        return Shapes.fill(LayerVersionsListItem.builder(), view(version, call)).build();
    }
}
