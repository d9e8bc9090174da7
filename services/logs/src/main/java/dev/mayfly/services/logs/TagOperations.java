package dev.mayfly.services.logs;

import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TooManyTagsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Tags of log groups, by name (the older operations) and by ARN. */
final class TagOperations {
    private final Groups groups;

    TagOperations(Groups groups) {
        this.groups = groups;
    }

    TagLogGroupResponse tagGroup(TagLogGroupRequest request, Call call) {
        new Constraints()
                .groupName(request.logGroupName())
                .require("tags", request.hasTags() ? request.tags() : null)
                .tags(request.tags())
                .enforce();
        tag(Tenant.of(call), request.logGroupName(), request.tags());
        return TagLogGroupResponse.builder().build();
    }

    UntagLogGroupResponse untagGroup(UntagLogGroupRequest request, Call call) {
        new Constraints()
                .groupName(request.logGroupName())
                .require("tags", request.hasTags() ? request.tags() : null)
                .enforce();
        untag(Tenant.of(call), request.logGroupName(), request.tags());
        return UntagLogGroupResponse.builder().build();
    }

    ListTagsLogGroupResponse listGroup(ListTagsLogGroupRequest request, Call call) {
        new Constraints().groupName(request.logGroupName()).enforce();
        return ListTagsLogGroupResponse.builder()
                .tags(tags(Tenant.of(call), request.logGroupName()))
                .build();
    }

    TagResourceResponse tagResource(TagResourceRequest request, Call call) {
        resource(request.resourceArn())
                .require("tags", request.hasTags() ? request.tags() : null)
                .tags(request.tags())
                .enforce();
        Tenant tenant = Tenant.of(call);
        tag(tenant, Groups.nameIn(tenant, request.resourceArn()), request.tags());
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untagResource(UntagResourceRequest request, Call call) {
        resource(request.resourceArn())
                .require("tagKeys", request.hasTagKeys() ? request.tagKeys() : null)
                .check("tagKeys", request.tagKeys(), Check.maxSize(Constraints.MOST_TAGS))
                .enforce();
        Tenant tenant = Tenant.of(call);
        untag(tenant, Groups.nameIn(tenant, request.resourceArn()), request.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse listResource(ListTagsForResourceRequest request, Call call) {
        resource(request.resourceArn()).enforce();
        Tenant tenant = Tenant.of(call);
        return ListTagsForResourceResponse.builder()
                .tags(tags(tenant, Groups.nameIn(tenant, request.resourceArn())))
                .build();
    }

    private static Constraints resource(String arn) {
        return new Constraints().require("resourceArn", arn).resourceArn(arn);
    }

    private Map<String, String> tags(Tenant tenant, String group) {
        return groups.get(tenant, group).value().tags();
    }

    private void tag(Tenant tenant, String name, Map<String, String> more) {
        groups.change(tenant, name, group -> {
            Map<String, String> tags = new TreeMap<>(group.tags());
            tags.putAll(more);
            if (tags.size() > Constraints.MOST_TAGS) {
                throw TooManyTagsException.builder()
                        .message("The resource has too many tags: at most " + Constraints.MOST_TAGS + " are allowed.")
                        .resourceName(name)
                        .build();
            }
            return group.withTags(tags);
        });
    }

    private void untag(Tenant tenant, String name, Collection<String> keys) {
        groups.change(tenant, name, group -> {
            Map<String, String> tags = new TreeMap<>(group.tags());
            keys.stream().filter(Objects::nonNull).forEach(tags::remove);
            return group.withTags(tags);
        });
    }
}
