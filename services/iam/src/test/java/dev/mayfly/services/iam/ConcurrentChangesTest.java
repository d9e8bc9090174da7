package dev.mayfly.services.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.Tag;

/** Two at once: whoever comes second sees what the first did, and nothing is left dangling. */
class ConcurrentChangesTest {
    private final TestAccount account = new TestAccount();

    @RepeatedTest(50)
    void a_role_is_not_deleted_while_a_policy_is_being_attached() {
        String policy = account.createPolicy("logs");
        account.createRole("worker");

        both(
                () -> account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(policy)),
                () -> account.iam.deleteRole(it -> it.roleName("worker")));

        int roles = account.iam.listRoles().roles().size();
        assertThat(account.iam.getPolicy(it -> it.policyArn(policy)).policy().attachmentCount())
                .isEqualTo(roles);
    }

    @RepeatedTest(50)
    void a_policy_is_not_deleted_while_it_is_being_attached() {
        String policy = account.createPolicy("logs");
        account.createRole("worker");

        both(
                () -> account.iam.attachRolePolicy(it -> it.roleName("worker").policyArn(policy)),
                () -> account.iam.deletePolicy(it -> it.policyArn(policy)));

        boolean attached = !account.iam
                .listAttachedRolePolicies(it -> it.roleName("worker"))
                .attachedPolicies()
                .isEmpty();
        assertThat(exists(policy)).isEqualTo(attached);
    }

    @Test
    void no_change_of_many_is_lost() throws Exception {
        account.createRole("worker");
        String policy = account.createPolicy("logs");

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> done : threads.invokeAll(IntStream.range(0, 40)
                    .mapToObj(i -> (Callable<Object>) () -> {
                        account.createRole("role-" + i);
                        account.iam.attachRolePolicy(
                                it -> it.roleName("role-" + i).policyArn(policy));
                        return account.iam.tagRole(it -> it.roleName("worker")
                                .tags(Tag.builder().key("k" + i).value("v").build()));
                    })
                    .toList())) {
                done.get();
            }
        }

        assertThat(account.iam.listRoleTags(it -> it.roleName("worker")).tags()).hasSize(40);
        assertThat(account.iam.getPolicy(it -> it.policyArn(policy)).policy().attachmentCount())
                .isEqualTo(40);
    }

    private boolean exists(String policyArn) {
        return account.iam.listPolicies(it -> it.scope("Local")).policies().stream()
                .anyMatch(policy -> policy.arn().equals(policyArn));
    }

    /** Either may be refused; anything but IAM's own refusal is a failure. */
    private static void both(Runnable one, Runnable other) {
        List.of(one, other).parallelStream().forEach(change -> {
            try {
                change.run();
            } catch (IamException refused) {
                assertThat(refused)
                        .hasMessageMatching(".*(first\\.|attached to entities\\.|cannot be found\\.|attachable\\.)");
            }
        });
    }
}
