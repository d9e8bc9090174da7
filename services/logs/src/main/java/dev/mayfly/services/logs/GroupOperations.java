package dev.mayfly.services.logs;

import dev.mayfly.store.Table.Row;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupSummary;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;

/** What clients do with log groups as such. */
final class GroupOperations {
    private static final List<String> CLASSES = List.of("STANDARD", "INFREQUENT_ACCESS", "DELIVERY");
    private static final List<Integer> RETENTIONS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);
    private static final String NAME_PATTERN =
            "(\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}";
    private static final int ROWS_PAGE = 500;

    private final Groups groups;
    private final Streams streams;

    GroupOperations(Groups groups, Streams streams) {
        this.groups = groups;
        this.streams = streams;
    }

    CreateLogGroupResponse create(CreateLogGroupRequest request, Call call) {
        new Constraints()
                .groupName(request.logGroupName())
                .length("kmsKeyId", request.kmsKeyId(), 0, 256)
                .tags(request.tags())
                .check("logGroupClass", request.logGroupClassAsString(), Check.oneOf(CLASSES))
                .enforce();
        Tenant tenant = Tenant.of(call);
        if (request.kmsKeyId() != null) {
            throw Constraints.invalid(
                    "The specified KMS key does not exist or is not allowed to be used with LogGroup '"
                            + tenant.groupArn(request.logGroupName()) + "'");
        }
        Group group = Group.born(call.at())
                .withProtection(Boolean.TRUE.equals(request.deletionProtectionEnabled()))
                .withTags(request.tags());
        String chosenClass = request.logGroupClassAsString();
        groups.create(tenant, request.logGroupName(), chosenClass == null ? group : group.withClass(chosenClass));
        return CreateLogGroupResponse.builder().build();
    }

    DeleteLogGroupResponse delete(DeleteLogGroupRequest request, Call call) {
        new Constraints().groupName(request.logGroupName()).enforce();
        groups.delete(Tenant.of(call), request.logGroupName());
        return DeleteLogGroupResponse.builder().build();
    }

    PutLogGroupDeletionProtectionResponse protect(PutLogGroupDeletionProtectionRequest request, Call call) {
        new Constraints()
                .require("logGroupIdentifier", request.logGroupIdentifier())
                .identifier("logGroupIdentifier", request.logGroupIdentifier())
                .require("deletionProtectionEnabled", request.deletionProtectionEnabled())
                .enforce();
        Tenant tenant = Tenant.of(call);
        String name = Groups.named(tenant, null, request.logGroupIdentifier());
        groups.change(tenant, name, group -> group.withProtection(request.deletionProtectionEnabled()));
        return PutLogGroupDeletionProtectionResponse.builder().build();
    }

    PutRetentionPolicyResponse putRetention(PutRetentionPolicyRequest request, Call call) {
        Check<Integer> valid = Check.of(RETENTIONS::contains, "Member must satisfy enum value set: " + RETENTIONS);
        new Constraints()
                .groupName(request.logGroupName())
                .require("retentionInDays", request.retentionInDays())
                .check("retentionInDays", request.retentionInDays(), valid)
                .enforce();
        groups.change(Tenant.of(call), request.logGroupName(), group -> group.keptFor(request.retentionInDays()));
        return PutRetentionPolicyResponse.builder().build();
    }

    DeleteRetentionPolicyResponse deleteRetention(DeleteRetentionPolicyRequest request, Call call) {
        new Constraints().groupName(request.logGroupName()).enforce();
        groups.change(Tenant.of(call), request.logGroupName(), Group::keptForEver);
        return DeleteRetentionPolicyResponse.builder().build();
    }

    DescribeLogGroupsResponse describe(DescribeLogGroupsRequest request, Call call) {
        Constraints constraints = new Constraints()
                .optionalGroupName("logGroupNamePrefix", request.logGroupNamePrefix())
                .length("logGroupNamePattern", request.logGroupNamePattern(), 0, 512)
                .check("logGroupNamePattern", request.logGroupNamePattern(), Check.pattern("[\\.\\-_/#A-Za-z0-9]*"))
                .token(request.nextToken())
                .range("limit", request.limit(), 1, 50)
                .check("logGroupClass", request.logGroupClassAsString(), Check.oneOf(CLASSES))
                .check("logGroupIdentifiers", request.logGroupIdentifiers(), Check.maxSize(50));
        for (int i = 0; i < request.logGroupIdentifiers().size(); i++) {
            String member = "logGroupIdentifiers." + (i + 1) + ".member";
            String identifier = request.logGroupIdentifiers().get(i);
            constraints.require(member, identifier).identifier(member, identifier);
        }
        constraints.enforce();
        if (request.logGroupNamePrefix() != null && request.logGroupNamePattern() != null) {
            throw Constraints.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        Tenant tenant = Tenant.of(call);
        if (request.hasLogGroupIdentifiers() && !request.logGroupIdentifiers().isEmpty()) {
            return describeNamed(request, tenant);
        }
        String part = orEmpty(request.logGroupNamePattern());
        Page page = page(
                tenant,
                "DescribeLogGroups",
                orEmpty(request.logGroupNamePrefix()),
                row -> Groups.nameIn(tenant, row).contains(part) && ofClass(row, request.logGroupClassAsString()),
                request.nextToken(),
                request.limit());
        return DescribeLogGroupsResponse.builder()
                .logGroups(page.rows().stream().map(row -> shown(tenant, row)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeLogGroupsResponse describeNamed(DescribeLogGroupsRequest request, Tenant tenant) {
        if (request.logGroupNamePrefix() != null || request.logGroupNamePattern() != null) {
            throw Constraints.invalid(
                    "LogGroup identifiers and LogGroup name prefix or pattern are mutually exclusive" + " parameters.");
        }
        List<LogGroup> found = request.logGroupIdentifiers().stream()
                .map(identifier -> Groups.named(tenant, null, identifier))
                .distinct()
                .flatMap(name -> groups.find(tenant, name).stream())
                .map(row -> shown(tenant, row))
                .toList();
        return DescribeLogGroupsResponse.builder().logGroups(found).build();
    }

    ListLogGroupsResponse list(ListLogGroupsRequest request, Call call) {
        new Constraints()
                .length("logGroupNamePattern", request.logGroupNamePattern(), 3, 129)
                .check("logGroupNamePattern", request.logGroupNamePattern(), Check.pattern(NAME_PATTERN))
                .check("logGroupClass", request.logGroupClassAsString(), Check.oneOf(CLASSES))
                .token(request.nextToken())
                .range("limit", request.limit(), 1, 1000)
                .enforce();
        Tenant tenant = Tenant.of(call);
        Page page = page(
                tenant,
                "ListLogGroups",
                "",
                row -> matches(Groups.nameIn(tenant, row), request.logGroupNamePattern())
                        && ofClass(row, request.logGroupClassAsString()),
                request.nextToken(),
                request.limit());
        return ListLogGroupsResponse.builder()
                .logGroups(page.rows().stream().map(row -> summary(tenant, row)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** Alternatives separated by a bar; each a part of the name, or its beginning after a caret. */
    private static boolean matches(String name, @Nullable String pattern) {
        if (pattern == null) {
            return true;
        }
        for (String alternative : pattern.split("\\|")) {
            boolean matches = alternative.startsWith("^")
                    ? name.startsWith(alternative.substring(1))
                    : name.contains(alternative);
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static boolean ofClass(Row<Group> row, @Nullable String wanted) {
        return wanted == null || row.value().groupClass().equals(wanted);
    }

    private record Page(List<Row<Group>> rows, @Nullable String nextToken) {}

    private Page page(
            Tenant tenant,
            String operation,
            String prefix,
            Predicate<Row<Group>> wanted,
            @Nullable String token,
            @Nullable Integer limit) {
        String scope = operation + '/' + tenant.keyPrefix();
        int most = limit == null ? 50 : limit;
        String after = PageToken.read(scope, token, 1).getFirst();
        List<Row<Group>> rows = new ArrayList<>();
        while (true) {
            List<Row<Group>> scanned = groups.list(tenant, prefix, after, ROWS_PAGE);
            for (Row<Group> row : scanned) {
                if (!wanted.test(row)) {
                    continue;
                }
                if (rows.size() == most) {
                    return new Page(rows, PageToken.of(scope, Groups.nameIn(tenant, rows.getLast())));
                }
                rows.add(row);
            }
            if (scanned.size() < ROWS_PAGE) {
                return new Page(rows, null);
            }
            after = Groups.nameIn(tenant, scanned.getLast());
        }
    }

    private LogGroup shown(Tenant tenant, Row<Group> row) {
        String name = Groups.nameIn(tenant, row);
        Group group = row.value();
        return LogGroup.builder()
                .logGroupName(name)
                .creationTime(group.createdAt())
                .retentionInDays(group.retentionInDays().orElse(null))
                .metricFilterCount(0)
                .arn(tenant.groupArn(name) + ":*")
                .storedBytes(storedBytes(tenant, group))
                .logGroupClass(group.groupClass())
                .logGroupArn(tenant.groupArn(name))
                .deletionProtectionEnabled(group.deletionProtected())
                .build();
    }

    /** Summed when asked: a total in the group's row would make all its writers wait for each other. */
    private long storedBytes(Tenant tenant, Group group) {
        long[] bytes = new long[1];
        streams.each(
                tenant, group.id(), "", stream -> bytes[0] += stream.value().bytes());
        return bytes[0];
    }

    private static LogGroupSummary summary(Tenant tenant, Row<Group> row) {
        String name = Groups.nameIn(tenant, row);
        return LogGroupSummary.builder()
                .logGroupName(name)
                .logGroupArn(tenant.groupArn(name))
                .logGroupClass(row.value().groupClass())
                .build();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
