package dev.mayfly.functions.operation;

import static dev.mayfly.functions.operation.Constraints.paged;
import static dev.mayfly.functions.operation.Constraints.within;
import static dev.mayfly.functions.operation.Constraints.written;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Qualifier;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.Draft;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.functions.registry.Registry;
import dev.mayfly.functions.registry.UrlRow;
import dev.mayfly.functions.urls.UrlNames;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/** CreateFunctionUrlConfig, Get…, Update…, Delete…, ListFunctionUrlConfigs. */
final class Urls {
    private static final String PATH = "/2021-10-31/functions/{FunctionName}/url";

    private final Registry registry;
    private final Lookup lookup;

    Urls(Registry registry, Lookup lookup) {
        this.registry = registry;
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(configured(
                        Operation.rest(
                                "CreateFunctionUrlConfig",
                                "POST",
                                PATH,
                                201,
                                CreateFunctionUrlConfigRequest::builder,
                                this::create),
                        CreateFunctionUrlConfigRequest::functionName,
                        CreateFunctionUrlConfigRequest::qualifier,
                        CreateFunctionUrlConfigRequest::authTypeAsString,
                        CreateFunctionUrlConfigRequest::invokeModeAsString,
                        CreateFunctionUrlConfigRequest::cors)
                .check("authType", CreateFunctionUrlConfigRequest::authTypeAsString, Check.present()));
        service.offer(qualified(
                Operation.rest(
                        "GetFunctionUrlConfig", "GET", PATH, 200, GetFunctionUrlConfigRequest::builder, this::get),
                GetFunctionUrlConfigRequest::functionName,
                GetFunctionUrlConfigRequest::qualifier));
        service.offer(configured(
                Operation.rest(
                        "UpdateFunctionUrlConfig",
                        "PUT",
                        PATH,
                        200,
                        UpdateFunctionUrlConfigRequest::builder,
                        this::update),
                UpdateFunctionUrlConfigRequest::functionName,
                UpdateFunctionUrlConfigRequest::qualifier,
                UpdateFunctionUrlConfigRequest::authTypeAsString,
                UpdateFunctionUrlConfigRequest::invokeModeAsString,
                UpdateFunctionUrlConfigRequest::cors));
        service.offer(qualified(
                Operation.rest(
                        "DeleteFunctionUrlConfig",
                        "DELETE",
                        PATH,
                        204,
                        DeleteFunctionUrlConfigRequest::builder,
                        this::delete),
                DeleteFunctionUrlConfigRequest::functionName,
                DeleteFunctionUrlConfigRequest::qualifier));
        service.offer(paged(
                written(
                        Operation.rest(
                                "ListFunctionUrlConfigs",
                                "GET",
                                PATH + "s",
                                200,
                                ListFunctionUrlConfigsRequest::builder,
                                this::list),
                        ListFunctionUrlConfigsRequest::functionName),
                ListFunctionUrlConfigsRequest::maxItems,
                50));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> qualified(
            Operation<I, O> operation,
            Function<I, @Nullable String> functionName,
            Function<I, @Nullable String> qualifier) {
        return written(
                operation
                        .check("qualifier", qualifier, Check.maxLength(128))
                        .check("qualifier", qualifier, Constraints.URL_QUALIFIER),
                functionName);
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> configured(
            Operation<I, O> operation,
            Function<I, @Nullable String> functionName,
            Function<I, @Nullable String> qualifier,
            Function<I, @Nullable String> authType,
            Function<I, @Nullable String> invokeMode,
            Function<I, @Nullable Cors> cors) {
        return qualified(operation, functionName, qualifier)
                .check("authType", authType, Check.oneOf(List.of("NONE", "AWS_IAM")))
                .check("invokeMode", invokeMode, Check.oneOf(List.of("RESPONSE_STREAM", "BUFFERED")))
                .check("cors.allowHeaders", within(cors, Cors::allowHeaders), Check.maxSize(100))
                .check("cors.allowMethods", within(cors, Cors::allowMethods), Check.maxSize(6))
                .check("cors.allowOrigins", within(cors, Cors::allowOrigins), Check.maxSize(100))
                .check("cors.exposeHeaders", within(cors, Cors::exposeHeaders), Check.maxSize(100))
                .check("cors.maxAge", within(cors, Cors::maxAge), Check.atLeast(0))
                .check("cors.maxAge", within(cors, Cors::maxAge), Check.atMost(86_400));
    }

    CreateFunctionUrlConfigResponse create(CreateFunctionUrlConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "CreateFunctionUrlConfig");
        UrlRow created = lookup.change(reference, Urls::noFunction, draft -> {
            String qualifier = requireTarget(draft, reference);
            if (draft.url(qualifier).isPresent()) {
                throw Refused.conflict("Failed to create function url config for [functionArn = "
                        + reference.writtenArn()
                        + "]. Error message:  FunctionUrlConfig exists for this Lambda function");
            }
            UrlRow url = new UrlRow(
                    UrlNames.fresh(),
                    qualifier,
                    request.authTypeAsString(),
                    cors(request.cors()),
                    Optional.ofNullable(request.invokeModeAsString()),
                    call.at(),
                    call.at());
            draft.put(url);
            return url;
        });
        CreateFunctionUrlConfigResponse.Builder response =
                Shapes.fill(CreateFunctionUrlConfigResponse.builder(), view(created, reference.writtenArn(), call));
        // Shown at creation only when it was asked for: recorded 2025-11-25.
        return response.invokeMode(created.invokeMode().orElse(null)).build();
    }

    GetFunctionUrlConfigResponse get(GetFunctionUrlConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "GetFunctionUrlConfig");
        UrlRow url = lookup.find(reference)
                .flatMap(function -> registry.url(function, key(reference)))
                .orElseThrow(Urls::noUrl);
        return Shapes.fill(GetFunctionUrlConfigResponse.builder(), view(url, reference.writtenArn(), call))
                .build();
    }

    UpdateFunctionUrlConfigResponse update(UpdateFunctionUrlConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "UpdateFunctionUrlConfig");
        UrlRow updated = lookup.change(reference, Urls::noFunction, draft -> {
            UrlRow url = draft.url(requireTarget(draft, reference)).orElseThrow(Urls::noUrl);
            UrlRow changed = new UrlRow(
                    url.urlId(),
                    url.qualifier(),
                    request.authType() == null ? url.authType() : request.authTypeAsString(),
                    request.cors() == null ? url.cors() : cors(request.cors()),
                    Optional.ofNullable(request.invokeModeAsString()).or(url::invokeMode),
                    url.created(),
                    call.at());
            draft.put(changed);
            return changed;
        });
        return Shapes.fill(UpdateFunctionUrlConfigResponse.builder(), view(updated, reference.writtenArn(), call))
                .build();
    }

    DeleteFunctionUrlConfigResponse delete(DeleteFunctionUrlConfigRequest request, Call call) {
        Reference reference =
                lookup.reference(request.functionName(), request.qualifier(), call, "DeleteFunctionUrlConfig");
        lookup.change(reference, Urls::noUrl, draft -> {
            draft.delete(draft.url(key(reference)).orElseThrow(Urls::noUrl));
            return reference;
        });
        return DeleteFunctionUrlConfigResponse.builder().build();
    }

    ListFunctionUrlConfigsResponse list(ListFunctionUrlConfigsRequest request, Call call) {
        FunctionRow function = lookup.function(
                lookup.reference(request.functionName(), call, "ListFunctionUrlConfigs"), Urls::noFunction);
        int limit = Paging.limit(request.maxItems());
        Paging<UrlRow> page = Paging.of(
                registry.urls(function, Paging.decode(request.marker()), limit + 1), limit, UrlRow::qualifier);
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(page.items().stream()
                        .map(url -> view(url, arn(function, url), call))
                        .toList())
                .nextMarker(page.nextMarkerOrNull())
                .build();
    }

    /** @return the row key of the URL */
    private static String requireTarget(Draft draft, Reference reference) {
        Optional<Qualifier> qualifier = reference.parsedQualifier();
        boolean there = qualifier.isEmpty()
                || (qualifier.get() instanceof Qualifier.AliasName alias
                        && draft.alias(alias.text()).isPresent());
        if (!there) {
            throw noFunction();
        }
        return key(reference);
    }

    private static String key(Reference reference) {
        String qualifier = reference.qualifier().orElse("$LATEST");
        return qualifier.length() > 128 ? qualifier.substring(0, 128) : qualifier;
    }

    private static String arn(FunctionRow function, UrlRow url) {
        return url.qualifier().equals("$LATEST") ? function.arn() : function.arn() + ':' + url.qualifier();
    }

    private static ResourceNotFoundException noFunction() {
        return Refused.notFound("Function does not exist");
    }

    private static ResourceNotFoundException noUrl() {
        return Refused.notFound("The resource you requested does not exist.");
    }

    private static FunctionUrlConfig view(UrlRow url, String functionArn, Call call) {
        FunctionUrlConfig.Builder view = FunctionUrlConfig.builder()
                .functionUrl(UrlNames.url(url.urlId(), call.region(), call.endpoint()))
                .functionArn(functionArn)
                .authType(url.authType())
                .invokeMode(url.invokeMode().orElse("BUFFERED"))
                .creationTime(Shapes.urlDate(url.created()))
                .lastModifiedTime(Shapes.urlDate(url.modified()));
        url.cors().ifPresent(cors -> view.cors(show(cors)));
        return view.build();
    }

    private static Cors show(UrlRow.Cors cors) {
        Cors.Builder view = Cors.builder();
        cors.allowCredentials().ifPresent(view::allowCredentials);
        cors.allowHeaders().ifPresent(view::allowHeaders);
        cors.allowMethods().ifPresent(view::allowMethods);
        cors.allowOrigins().ifPresent(view::allowOrigins);
        cors.exposeHeaders().ifPresent(view::exposeHeaders);
        cors.maxAge().ifPresent(view::maxAge);
        return view.build();
    }

    private static Optional<UrlRow.Cors> cors(@Nullable Cors cors) {
        if (cors == null) {
            return Optional.empty();
        }
        return Optional.of(new UrlRow.Cors(
                Optional.ofNullable(cors.allowCredentials()),
                given(cors.hasAllowHeaders(), cors.allowHeaders()),
                given(cors.hasAllowMethods(), cors.allowMethods()),
                given(cors.hasAllowOrigins(), cors.allowOrigins()),
                given(cors.hasExposeHeaders(), cors.exposeHeaders()),
                Optional.ofNullable(cors.maxAge())));
    }

    private static Optional<List<String>> given(boolean given, List<String> values) {
        return given ? Optional.of(values.stream().map(String::valueOf).toList()) : Optional.empty();
    }
}
