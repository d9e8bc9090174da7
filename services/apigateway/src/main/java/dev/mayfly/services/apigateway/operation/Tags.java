package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.Definitions;
import dev.mayfly.services.apigateway.definition.RestApi;
import dev.mayfly.services.apigateway.definition.Stage;
import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.GetTagsRequest;
import software.amazon.awssdk.services.apigateway.model.GetTagsResponse;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.TagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceResponse;

/** Tags of APIs and stages, named by {@code arn:aws:apigateway:REGION::/restapis/ID[/stages/NAME]}. */
public final class Tags {
    private static final String ONE = "/tags/{resource_arn}";
    private static final int MOST_TAGS = 50;
    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:apigateway:(?<region>[a-z0-9-]+)::/restapis/(?<api>[a-z0-9]+)(/stages/(?<stage>[^/]+))?");

    private final Definitions definitions;

    public Tags(Definitions definitions) {
        this.definitions = definitions;
    }

    public void offer(Service service) {
        service.offer(Operation.rest("TagResource", "PUT", ONE, 204, TagResourceRequest::builder, this::tag)
                .check("tagResourceInput.tags", request -> request.hasTags() ? request.tags() : null, Check.present()));
        service.offer(Operation.rest("UntagResource", "DELETE", ONE, 204, UntagResourceRequest::builder, this::untag));
        service.offer(Operation.rest("GetTags", "GET", ONE, 200, GetTagsRequest::builder, this::get));
    }

    public TagResourceResponse tag(TagResourceRequest request, Call call) {
        change(request.resourceArn(), call, tags -> {
            tags.putAll(request.tags());
            if (tags.size() > MOST_TAGS) {
                throw Refusal.bad("The number of tags exceeds the limit of " + MOST_TAGS);
            }
            return tags;
        });
        return TagResourceResponse.builder().build();
    }

    public UntagResourceResponse untag(UntagResourceRequest request, Call call) {
        change(request.resourceArn(), call, tags -> {
            tags.keySet().removeAll(request.tagKeys());
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    public GetTagsResponse get(GetTagsRequest request, Call call) {
        Target target = target(request.resourceArn(), call);
        Map<String, String> tags = target.stage() == null
                ? target.api().value().tags()
                : target.stage().value().tags();
        return GetTagsResponse.builder().tags(tags).build();
    }

    /** @param stage null when the API itself is meant */
    private record Target(Row<RestApi> api, @Nullable Row<Stage> stage) {}

    private void change(String arn, Call call, UnaryOperator<Map<String, String>> change) {
        Attempts.until(() -> {
            Target target = target(arn, call);
            if (target.stage() == null) {
                RestApi api = target.api().value();
                definitions.replace(target.api(), api.tagged(change.apply(new TreeMap<>(api.tags()))));
            } else {
                Stage stage = target.stage().value();
                Stage tagged = stage.tagged(change.apply(new TreeMap<>(stage.tags())));
                definitions.put(RestApis.scope(call), target.api(), tagged);
            }
            return target;
        });
    }

    private Target target(String arn, Call call) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches() || !matcher.group("region").equals(call.region())) {
            throw Refusal.bad("Invalid ARN specified in the request");
        }
        Row<RestApi> api = RestApis.find(definitions, call, matcher.group("api"));
        String stageName = matcher.group("stage");
        if (stageName == null) {
            return new Target(api, null);
        }
        Row<Stage> stage = definitions
                .stage(RestApis.scope(call), api.value().id(), stageName)
                .orElseThrow(Refusal::noStage);
        return new Target(api, stage);
    }
}
