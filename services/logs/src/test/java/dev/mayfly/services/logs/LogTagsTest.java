package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.store.MemoryStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TooManyTagsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

class LogTagsTest {
    private static final String ARN = "arn:aws:logs:us-east-1:000000000000:log-group:g";

    private final Account account = new Account(new MemoryStore());

    @BeforeEach
    void a_group() {
        account.createGroup("g");
    }

    @Test
    void tags_set_by_arn_are_read_by_name_and_the_other_way_round() {
        tag(ARN, Map.of("a", "1"));
        account.logs.tags.tagGroup(
                TagLogGroupRequest.builder()
                        .logGroupName("g")
                        .tags(Map.of("b", "2"))
                        .build(),
                account.call());

        assertThat(byArn()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(account.logs
                        .tags
                        .listGroup(
                                ListTagsLogGroupRequest.builder()
                                        .logGroupName("g")
                                        .build(),
                                account.call())
                        .tags())
                .isEqualTo(byArn());
    }

    @Test
    void tags_are_removed_by_key_and_absent_ones_do_not_matter() {
        tag(ARN, Map.of("a", "1", "b", "2", "c", "3"));

        account.logs.tags.untagResource(
                UntagResourceRequest.builder()
                        .resourceArn(ARN)
                        .tagKeys("a", "absent")
                        .build(),
                account.call());
        account.logs.tags.untagGroup(
                UntagLogGroupRequest.builder().logGroupName("g").tags("b").build(), account.call());

        assertThat(byArn()).isEqualTo(Map.of("c", "3"));
    }

    @Test
    void fifty_tags_are_enough() {
        Map<String, String> fifty = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            fifty.put("k" + i, "v");
        }
        tag(ARN, fifty);

        assertThatThrownBy(() -> tag(ARN, Map.of("one more", "v"))).isInstanceOf(TooManyTagsException.class);
        assertThat(byArn()).isEqualTo(fifty);
    }

    @Test
    void a_tag_of_forbidden_characters_is_refused() {
        assertThatThrownBy(() -> tag(ARN, Map.of("a?", "1")))
                .hasMessageStartingWith("1 validation error detected: Value '{a?=1}' at 'tags' failed to satisfy"
                        + " constraint: Map keys must satisfy constraint: [");
        assertThatThrownBy(() -> tag(ARN, Map.of("a", "?")))
                .hasMessageStartingWith("1 validation error detected: Value '{a=?}' at 'tags' failed to satisfy"
                        + " constraint: Map value must satisfy constraint: [");
    }

    @Test
    void an_arn_of_something_else_or_of_someone_else_is_refused() {
        Refusal.isInvalid("Invalid ARN: arn:aws:s3:::b", () -> tag("arn:aws:s3:::b", Map.of("a", "1")));
        Refusal.isInvalid("Invalid ARN: g", () -> tag("g", Map.of("a", "1")));
        Refusal.isAbsentGroup(() -> tag("arn:aws:logs:us-east-1:111111111111:log-group:g", Map.of("a", "1")));
    }

    private void tag(String arn, Map<String, String> tags) {
        account.logs.tags.tagResource(
                TagResourceRequest.builder().resourceArn(arn).tags(tags).build(), account.call());
    }

    private Map<String, String> byArn() {
        return account.logs
                .tags
                .listResource(
                        ListTagsForResourceRequest.builder().resourceArn(ARN).build(), account.call())
                .tags();
    }
}
