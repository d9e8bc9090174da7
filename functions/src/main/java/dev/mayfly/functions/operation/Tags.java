package dev.mayfly.functions.operation;

import dev.mayfly.base.Arn;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.name.Reference;
import dev.mayfly.functions.registry.FunctionRow;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import dev.mayfly.wire.Operation;
import dev.mayfly.wire.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** TagResource, UntagResource, ListTags. */
final class Tags {
    private static final String PATH = "/2017-03-31/tags/{Resource}";
    private static final Check<String> RESOURCE =
            Check.pattern("arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:"
                    + "(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|"
                    + "code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"
                    + "[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)");

    private final Lookup lookup;

    Tags(Lookup lookup) {
        this.lookup = lookup;
    }

    void offer(Service service) {
        service.offer(resource(
                        Operation.rest(
                                "TagResource", "POST", PATH, 204, TagResourceRequest::builder, this::tagResource),
                        TagResourceRequest::resource)
                .check("tags", request -> request.hasTags() ? request.tags() : null, Check.present()));
        service.offer(resource(
                        Operation.rest(
                                "UntagResource",
                                "DELETE",
                                PATH,
                                204,
                                UntagResourceRequest::builder,
                                this::untagResource),
                        UntagResourceRequest::resource)
                .check(
                        "tagKeys",
                        request -> request.hasTagKeys() && !request.tagKeys().isEmpty() ? request.tagKeys() : null,
                        Check.present()));
        service.offer(resource(
                Operation.rest("ListTags", "GET", PATH, 200, ListTagsRequest::builder, this::listTags),
                ListTagsRequest::resource));
    }

    private static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> resource(
            Operation<I, O> operation, Function<I, @Nullable String> resource) {
        return operation
                .check("resource", resource, Check.present())
                .check("resource", resource, Check.maxLength(256))
                .check("resource", resource, RESOURCE);
    }

    TagResourceResponse tagResource(TagResourceRequest request, Call call) {
        Reference function = function(request.resource(), call, "TagResource");
        if (request.tags().isEmpty()) {
            throw Refused.invalid("An error occurred and the request cannot be processed.");
        }
        change(function, tags -> {
            tags.putAll(request.tags());
            return TagInput.checked(tags);
        });
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untagResource(UntagResourceRequest request, Call call) {
        change(function(request.resource(), call, "UntagResource"), tags -> {
            request.tagKeys().forEach(tags::remove);
            return tags;
        });
        return UntagResourceResponse.builder().build();
    }

    ListTagsResponse listTags(ListTagsRequest request, Call call) {
        FunctionRow function = lookup.function(function(request.resource(), call, "ListTags"));
        return ListTagsResponse.builder().tags(function.tags()).build();
    }

    private void change(Reference reference, UnaryOperator<Map<String, String>> change) {
        lookup.change(reference, draft -> {
            FunctionRow function = draft.function();
            Map<String, String> changed = change.apply(new HashMap<>(function.tags()));
            if (!changed.equals(function.tags())) {
                draft.put(function.tagged(changed));
            }
            return reference;
        });
    }

    private Reference function(String resource, Call call, String operation) {
        String kind = Arn.parse(resource).map(Arn::resource).orElse("");
        if (!kind.startsWith("function:")) {
            throw Refused.notFound(nameOf(kind) + " not found: " + resource);
        }
        Reference reference = lookup.reference(resource, call, operation);
        if (reference.qualifier().isPresent()) {
            throw Refused.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return reference;
    }

    private static String nameOf(String resource) {
        return switch (resource.substring(0, Math.max(0, resource.indexOf(':')))) {
            case "event-source-mapping" -> "Event source mapping";
            case "capacity-provider" -> "Capacity provider";
            case "code-signing-config" -> "Code signing config";
            default -> "Layer";
        };
    }
}
