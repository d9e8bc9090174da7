package dev.mayfly.services.apigateway.operation;

import dev.mayfly.base.Ids;
import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.Resource;
import dev.mayfly.services.apigateway.definition.ResourceTree;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.RestApi.EndpointConfiguration;
import dev.mayfly.services.apigateway.definition.Scope;
import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;

/** REST APIs: made with an empty root resource, removed with all that belongs to them. */
public final class RestApis {
    private static final Set<String> ENDPOINT_TYPES = Set.of("PRIVATE", "EDGE", "REGIONAL");
    private static final Set<String> IP_ADDRESS_TYPES = Set.of("ipv4", "dualstack");
    private static final int LARGEST_COMPRESSION_SIZE = 10_485_760;
    private static final String COMPRESSION_SIZE =
            "Invalid minimum compression size, must be between 0 and " + LARGEST_COMPRESSION_SIZE;
    private static final Patchable<RestApi> PATCHABLE = new Patchable<>(RestApi.class)
            .text("name")
            .removableText("description")
            .removableText("version")
            .removableText("policy")
            .text("apiKeySource")
            .flag("disableExecuteApiEndpoint")
            .removableInteger("minimumCompressionSize", COMPRESSION_SIZE)
            .elements("binaryMediaTypes")
            .elements("endpointConfiguration/types")
            .text("endpointConfiguration/ipAddressType")
            .elements("endpointConfiguration/vpcEndpointIds");

    private final Definitions definitions;

    public RestApis(Definitions definitions) {
        this.definitions = definitions;
    }

    public void offer(Service service) {
        service.offer(
                Operation.rest("CreateRestApi", "POST", "/restapis", 201, CreateRestApiRequest::builder, this::create)
                        .check("createRestApiInput.name", CreateRestApiRequest::name, Check.present())
                        .check(
                                "createRestApiInput.endpointConfiguration.types",
                                RestApis::types,
                                Check.of(
                                        ENDPOINT_TYPES::containsAll,
                                        "Member must satisfy constraint: "
                                                + "[Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]"))
                        .check(
                                "createRestApiInput.endpointConfiguration.ipAddressType",
                                RestApis::ipAddressType,
                                Check.oneOf(List.of("ipv4", "dualstack"))));
        service.offer(Operation.rest("GetRestApis", "GET", "/restapis", 200, GetRestApisRequest::builder, this::list));
        service.offer(Operation.rest(
                "GetRestApi", "GET", "/restapis/{restapi_id}", 200, GetRestApiRequest::builder, this::get));
        service.offer(Operation.rest(
                "UpdateRestApi", "PATCH", "/restapis/{restapi_id}", 200, UpdateRestApiRequest::builder, this::update));
        service.offer(Operation.rest(
                "DeleteRestApi", "DELETE", "/restapis/{restapi_id}", 202, DeleteRestApiRequest::builder, this::delete));
    }

    public CreateRestApiResponse create(CreateRestApiRequest request, Call call) {
        if (request.cloneFrom() != null) {
            throw Refusal.bad("Cloning an API (cloneFrom) is not supported here");
        }
        Scope scope = scope(call);
        RestApi api = Attempts.until(() -> {
            RestApi fresh = checked(fresh(request, call));
            definitions.create(scope, fresh, ResourceTree.of(Resource.root(fresh.rootResourceId())));
            return fresh;
        });
        return Shown.as(Shown.api(api), CreateRestApiResponse.builder());
    }

    public GetRestApiResponse get(GetRestApiRequest request, Call call) {
        RestApi api = find(definitions, call, request.restApiId()).value();
        return Shown.as(Shown.api(api), GetRestApiResponse.builder());
    }

    public GetRestApisResponse list(GetRestApisRequest request, Call call) {
        Paging paging = Paging.of(request.position(), request.limit());
        var page = paging.page(definitions.apis(scope(call), paging.after(), paging.reading()), RestApi::id);
        return GetRestApisResponse.builder()
                .items(page.items().stream().map(Shown::api).toList())
                .position(page.position().orElse(null))
                .build();
    }

    public UpdateRestApiResponse update(UpdateRestApiRequest request, Call call) {
        Patchable.checkOperations("updateRestApi", request.patchOperations());
        RestApi changed = Attempts.until(() -> {
            Row<RestApi> row = find(definitions, call, request.restApiId());
            RestApi patched = checked(PATCHABLE.apply(row.value(), request.patchOperations()));
            definitions.replace(row, patched);
            return patched;
        });
        var shown = Shown.api(changed).toBuilder().tags(changed.tags()).build();
        return Shown.as(shown, UpdateRestApiResponse.builder());
    }

    public DeleteRestApiResponse delete(DeleteRestApiRequest request, Call call) {
        return Attempts.until(() -> {
            definitions.delete(scope(call), find(definitions, call, request.restApiId()));
            return DeleteRestApiResponse.builder().build();
        });
    }

    static Scope scope(Call call) {
        return new Scope(call.account(), call.region());
    }

    static Row<RestApi> find(Definitions definitions, Call call, String apiId) {
        Scope scope = scope(call);
        return definitions.api(scope, apiId).orElseThrow(() -> Refusal.noApi(scope, apiId));
    }

    private static RestApi fresh(CreateRestApiRequest request, Call call) {
        return new RestApi(
                freshId(10),
                request.name(),
                request.description(),
                call.at().toEpochMilli(),
                request.version(),
                List.copyOf(request.binaryMediaTypes()),
                request.minimumCompressionSize(),
                request.apiKeySourceAsString() == null ? "HEADER" : request.apiKeySourceAsString(),
                endpointConfiguration(request),
                request.policy(),
                Map.copyOf(request.tags()),
                Boolean.TRUE.equals(request.disableExecuteApiEndpoint()),
                freshId(10));
    }

    private static EndpointConfiguration endpointConfiguration(CreateRestApiRequest request) {
        var asked = request.endpointConfiguration();
        if (asked == null) {
            return new EndpointConfiguration(List.of("EDGE"), "ipv4", List.of());
        }
        List<String> types = asked.hasTypes() ? asked.typesAsStrings() : List.of("EDGE");
        String usual = types.contains("PRIVATE") ? "dualstack" : "ipv4";
        String ipAddressType = asked.ipAddressTypeAsString();
        return new EndpointConfiguration(
                List.copyOf(types), ipAddressType == null ? usual : ipAddressType, List.copyOf(asked.vpcEndpointIds()));
    }

    /** @return the same API, when it may be so */
    private static RestApi checked(RestApi api) {
        if (api.name() == null || api.name().isBlank()) {
            throw Refusal.bad("API Name cannot be blank");
        }
        if (api.description() != null && api.description().isEmpty()) {
            throw Refusal.bad("Description cannot be an empty string");
        }
        Integer size = api.minimumCompressionSize();
        if (size != null && (size < 0 || size > LARGEST_COMPRESSION_SIZE)) {
            throw Refusal.bad(COMPRESSION_SIZE);
        }
        if (!Set.of("HEADER", "AUTHORIZER").contains(api.apiKeySource())) {
            throw Refusal.bad("Invalid API key source specified. Valid options are HEADER,AUTHORIZER");
        }
        check(api.endpointConfiguration());
        return api;
    }

    private static void check(EndpointConfiguration endpoint) {
        if (endpoint.types().isEmpty()) {
            throw Refusal.bad("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
        }
        if (!ENDPOINT_TYPES.containsAll(endpoint.types())) {
            throw Refusal.bad("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
        }
        if (endpoint.types().size() > 1) {
            throw Refusal.bad("Cannot create an api with multiple Endpoint Types.");
        }
        if (endpoint.ipAddressType() == null || !IP_ADDRESS_TYPES.contains(endpoint.ipAddressType())) {
            throw Refusal.bad("ipAddressType must be either ipv4 or dualstack.");
        }
        if (endpoint.types().contains("PRIVATE") && endpoint.ipAddressType().equals("ipv4")) {
            throw Refusal.bad("Only dualstack ipAddressType is supported for Private APIs.");
        }
    }

    private static @Nullable List<String> types(CreateRestApiRequest request) {
        var asked = request.endpointConfiguration();
        return asked == null || !asked.hasTypes() ? null : asked.typesAsStrings();
    }

    private static @Nullable String ipAddressType(CreateRestApiRequest request) {
        var asked = request.endpointConfiguration();
        return asked == null ? null : asked.ipAddressTypeAsString();
    }

    /** Lower-case letters and digits, as AWS's ids are. */
    static String freshId(int length) {
        return Ids.drawn(length, "abcdefghijklmnopqrstuvwxyz0123456789");
    }
}
