package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.wire.Service;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

class IamTest {
    private static final Duration LIFE = Duration.ofHours(12);

    private final TestAccount account = new TestAccount();

    @Test
    void a_role_is_found_by_exactly_its_arn() {
        String arn = account.createRole("worker");

        assertThat(account.service.role(arn)).hasValueSatisfying(role -> {
            assertThat(role.trusts("lambda.amazonaws.com")).isTrue();
            assertThat(role.trusts("ec2.amazonaws.com")).isFalse();
        });
        assertThat(account.service.role(arn.replace("role/", "role/path/"))).isEmpty();
        assertThat(account.service.role(arn.replace("worker", "Worker"))).isEmpty();
        assertThat(account.service.role(arn.replace("000000000000", "111111111111")))
                .isEmpty();
        assertThat(account.service.role("arn:aws:iam::000000000000:role/" + "x".repeat(5_000)))
                .isEmpty();
        assertThat(account.service.role("arn:aws:iam::" + "1".repeat(5_000) + ":role/worker"))
                .isEmpty();
        assertThat(account.service.role("worker")).isEmpty();
    }

    @Test
    void every_operation_is_offered_once_and_known_to_the_client() {
        List<Service> services = List.of(account.service.iam(), account.service.sts());

        assertThat(services).allSatisfy(service -> {
            List<String> names = service.operations().stream()
                    .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                    .toList();
            assertThat(names).doesNotHaveDuplicates();
            assertThat(Arrays.stream(service.client().getMethods())
                            .map(method -> method.getName().toLowerCase(Locale.ROOT)))
                    .containsAll(names);
        });
    }

    @Test
    void a_functions_session_lasts_as_long_as_asked() {
        String arn = account.createRole("worker");

        for (int hour = 0; hour < 30; hour++) {
            SessionCredentials session = account.service.session(arn, "my-function", LIFE);
            assertThat(session.expires())
                    .isAfterOrEqualTo(account.clock.instant().plus(LIFE).minusSeconds(1));
            assertThat(account.service.find(session.accessKeyId())).hasValueSatisfying(key -> {
                assertThat(key.identity()).hasToString("arn:aws:sts::000000000000:assumed-role/worker/my-function");
                assertThat(key.secret()).isEqualTo(session.secretAccessKey());
                assertThat(key.sessionToken()).contains(session.sessionToken());
            });
            account.clock.advance(Duration.ofHours(1));
        }
    }

    @Test
    void every_environment_has_a_session_of_its_own() {
        String arn = account.createRole("worker");

        Set<String> keys = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> account.service.session(arn, "my-function", LIFE).accessKeyId())
                .collect(Collectors.toSet());

        assertThat(keys).hasSize(64);
    }

    @Test
    void a_session_outlives_this_process() {
        String arn = account.createRole("worker");
        SessionCredentials session = account.service.session(arn, "my-function", LIFE);

        assertThat(new Iam(account.store, account.clock).find(session.accessKeyId()))
                .isPresent();
    }

    @Test
    void there_is_no_session_for_a_role_that_is_not_there() {
        assertThatThrownBy(() -> account.service.session("arn:aws:iam::000000000000:role/none", "session", LIFE))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void expired_sessions_do_not_pile_up() {
        String arn = account.createRole("worker");

        for (int i = 0; i < 200; i++) {
            account.service.session(arn, "function-" + i % 3, Duration.ofMinutes(1));
            account.clock.advance(Duration.ofMinutes(1));
        }

        assertThat(account.store.scan("iam/session", "", 1_000)).hasSizeLessThan(20);
    }

    @Test
    void after_everything_was_wiped_no_session_is_valid() {
        String arn = account.createRole("worker");
        String keyId = account.service.session(arn, "my-function", LIFE).accessKeyId();

        account.store.clear();

        assertThat(account.service.find(keyId)).isEmpty();
        assertThat(account.service.role(arn)).isEmpty();
    }
}
