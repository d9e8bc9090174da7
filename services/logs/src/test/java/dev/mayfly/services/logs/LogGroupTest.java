package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ValidationException;

class LogGroupTest {
    private final MemoryStore store = new MemoryStore();
    private final Account account = new Account(store);

    @Test
    void a_group_is_described_as_aws_does() {
        account.createGroup("/aws/lambda/hello");

        LogGroup group = account.groups(all -> {}).logGroups().getFirst();
        assertThat(group.logGroupName()).isEqualTo("/aws/lambda/hello");
        assertThat(group.arn()).isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/hello:*");
        assertThat(group.logGroupArn()).isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/hello");
        assertThat(group.creationTime()).isEqualTo(account.now());
        assertThat(group.metricFilterCount()).isZero();
        assertThat(group.storedBytes()).isZero();
        assertThat(group.retentionInDays()).isNull();
        assertThat(group.logGroupClassAsString()).isEqualTo("STANDARD");
    }

    @Test
    void stored_bytes_count_26_for_each_event() {
        account.append("g", "s", new LogEvent(account.now(), "12345"), new LogEvent(account.now(), "ü"));

        assertThat(account.groups(all -> {}).logGroups().getFirst().storedBytes())
                .isEqualTo(5 + 26 + 2 + 26);
    }

    @Test
    void a_name_is_taken_once() {
        account.createGroup("g");

        Refusal.isTaken("The specified log group already exists", () -> account.createGroup("g"));
    }

    @Test
    void a_bad_name_is_refused_in_the_words_of_aws() {
        Refusal.isInvalid(
                "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
                () -> account.createGroup("a b"));
        Refusal.isInvalid(
                "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must"
                        + " not be null",
                () -> account.logs.groups.create(CreateLogGroupRequest.builder().build(), account.call()));
        Refusal.isInvalid(
                "2 validation errors detected: Value '' at 'logGroupName' failed to satisfy constraint: Member must"
                        + " have length greater than or equal to 1; Value '' at 'logGroupName' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
                () -> account.createGroup(""));
    }

    @Test
    void groups_are_found_by_the_beginning_of_their_names_and_by_any_part() {
        List.of("/app/one", "/app/two", "/other/app").forEach(account::createGroup);

        assertThat(names(account.groups(some -> some.logGroupNamePrefix("/app"))))
                .containsExactly("/app/one", "/app/two");
        assertThat(names(account.groups(some -> some.logGroupNamePattern("app"))))
                .containsExactly("/app/one", "/app/two", "/other/app");
        assertThat(names(account.groups(some -> some.logGroupNamePattern("APP"))))
                .isEmpty();
        Refusal.isInvalid(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
                () -> account.groups(some -> some.logGroupNamePrefix("a").logGroupNamePattern("b")));
    }

    @Test
    void groups_are_found_by_name_or_arn() {
        List.of("a", "b").forEach(account::createGroup);

        assertThat(names(account.groups(some ->
                        some.logGroupIdentifiers("arn:aws:logs:us-east-1:000000000000:log-group:b", "a", "absent"))))
                .containsExactly("b", "a");
    }

    @Test
    void pages_of_groups_hold_each_once() {
        for (int i = 0; i < 7; i++) {
            account.createGroup("g" + i);
        }

        List<String> seen = new ArrayList<>();
        DescribeLogGroupsResponse page = account.groups(first -> first.limit(3));
        seen.addAll(names(page));
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = account.groups(next -> next.limit(3).nextToken(token));
            seen.addAll(names(page));
        }
        assertThat(seen).containsExactly("g0", "g1", "g2", "g3", "g4", "g5", "g6");
    }

    @Test
    void a_token_of_nobody_or_of_another_listing_is_refused() {
        account.createGroup("g");
        account.createStream("g", "a");
        account.createStream("g", "b");
        String ofStreams = account.streams("g", first -> first.limit(1)).nextToken();

        for (String token : List.of("x", "AAAA", "=", "\n", "ü", ofStreams)) {
            Refusal.isInvalid(
                    "The specified nextToken is invalid.", () -> account.groups(next -> next.nextToken(token)));
        }
    }

    @Test
    void listing_takes_alternatives_of_parts_and_beginnings() {
        List.of("/app/one", "/app/two", "/other/app").forEach(account::createGroup);

        assertThat(account.logs
                        .groups
                        .list(
                                ListLogGroupsRequest.builder()
                                        .logGroupNamePattern("^/other|two")
                                        .build(),
                                account.call())
                        .logGroups())
                .extracting(group -> group.logGroupName())
                .containsExactly("/app/two", "/other/app");
    }

    @Test
    void retention_is_one_of_a_few_numbers_of_days() {
        account.createGroup("g");
        account.retain("g", 1096);

        assertThat(account.groups(all -> {}).logGroups().getFirst().retentionInDays())
                .isEqualTo(1096);
        Refusal.isInvalid(
                "1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,"
                        + " 1096, 1827, 2192, 2557, 2922, 3288, 3653]",
                () -> account.retain("g", 2));
        Refusal.isAbsentGroup(() -> account.retain("absent", 1));
    }

    @Test
    void retention_can_be_taken_back() {
        account.createGroup("g");
        account.retain("g", 1);

        account.logs.groups.deleteRetention(
                DeleteRetentionPolicyRequest.builder().logGroupName("g").build(), account.call());

        assertThat(account.groups(all -> {}).logGroups().getFirst().retentionInDays())
                .isNull();
    }

    @Test
    void deleting_a_group_hides_its_streams_and_events_at_once() {
        account.append("g", "s", new LogEvent(account.now(), "before"));

        account.deleteGroup("g");

        assertThat(account.groupNames()).isEmpty();
        Refusal.isAbsentGroup(() -> account.messages("g", "s"));
        Refusal.isAbsentGroup(() -> account.deleteGroup("g"));
    }

    @Test
    void a_new_group_of_an_old_name_is_empty() {
        account.append("g", "s", new LogEvent(account.now(), "before"));
        account.deleteGroup("g");

        account.createGroup("g");

        assertThat(account.streamNames("g", all -> {})).isEmpty();
        assertThat(account.found("g", all -> {})).isEmpty();
    }

    @Test
    void a_protected_group_is_not_deleted_until_it_is_no_more() {
        account.logs.groups.create(
                CreateLogGroupRequest.builder()
                        .logGroupName("g")
                        .deletionProtectionEnabled(true)
                        .build(),
                account.call());
        account.append("g", "s", new LogEvent(account.now(), "precious"));
        assertThatThrownBy(() -> account.deleteGroup("g")).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> account.deleteStream("g", "s")).isInstanceOf(ValidationException.class);
        assertThat(account.messages("g", "s")).containsExactly("precious");

        account.logs.groups.protect(
                PutLogGroupDeletionProtectionRequest.builder()
                        .logGroupIdentifier("g")
                        .deletionProtectionEnabled(false)
                        .build(),
                account.call());
        account.deleteGroup("g");

        assertThat(account.groupNames()).isEmpty();
    }

    @Test
    void a_region_does_not_see_the_groups_of_another() {
        Account elsewhere = new Account(store, "eu-west-1");
        account.append("g", "s", new LogEvent(account.now(), "here"));

        assertThat(elsewhere.groupNames()).isEmpty();
        Refusal.isAbsentGroup(() -> elsewhere.messages("g", "s"));
        Refusal.isAbsentGroup(() -> elsewhere.logs.filter.filter(
                FilterLogEventsRequest.builder()
                        .logGroupIdentifier("arn:aws:logs:us-east-1:000000000000:log-group:g")
                        .build(),
                elsewhere.call()));
    }

    @Test
    void a_key_for_encryption_is_refused_as_there_is_none() {
        Refusal.isInvalid(
                "The specified KMS key does not exist or is not allowed to be used with LogGroup"
                        + " 'arn:aws:logs:us-east-1:000000000000:log-group:g'",
                () -> account.logs.groups.create(
                        CreateLogGroupRequest.builder()
                                .logGroupName("g")
                                .kmsKeyId("arn:aws:kms:us-east-1:000000000000:key/k")
                                .build(),
                        account.call()));
    }

    private static List<String> names(DescribeLogGroupsResponse page) {
        return page.logGroups().stream().map(LogGroup::logGroupName).toList();
    }
}
