package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.Call;
import dev.mayfly.wire.Caller;
import dev.mayfly.wire.http.Headers;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** IAM and STS on a store in memory, called by the root of one account unless said otherwise. */
final class TestAccount {
    static final String ID = "000000000000";
    static final String TRUSTS_LAMBDA = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},\
            "Action":"sts:AssumeRole"}]}""";
    static final String ALLOWS_LOGS = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}""";
    static final String BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    final MemoryStore store = new MemoryStore();
    final MovingClock clock = new MovingClock();
    final Iam service = new Iam(store, clock);
    final IamClient iam = iamAs(root(ID));
    final StsClient sts = stsAs(root(ID));

    static Caller root(String account) {
        return caller(account, Arn.of("iam", "", account, "root"), account);
    }

    static Caller caller(String account, Arn identity, String userId) {
        return new Caller(Optional.empty(), account, identity, userId, Optional.empty());
    }

    /** The caller that the server makes of a key it found. */
    Caller owner(String accessKeyId) {
        var key = service.find(accessKeyId).orElseThrow();
        return caller(key.account(), key.identity(), key.userId());
    }

    IamClient iamAs(Caller caller) {
        return DirectClient.of(IamClient.class, service.iam(), () -> call(caller));
    }

    StsClient stsAs(Caller caller) {
        return DirectClient.of(StsClient.class, service.sts(), () -> call(caller));
    }

    String createRole(String name) {
        return createRole(name, TRUSTS_LAMBDA);
    }

    /** @return its ARN */
    String createRole(String name, String trustPolicy) {
        return iam.createRole(role -> role.roleName(name).assumeRolePolicyDocument(trustPolicy))
                .role()
                .arn();
    }

    /** @return its ARN */
    String createPolicy(String name) {
        return iam.createPolicy(policy -> policy.policyName(name).policyDocument(ALLOWS_LOGS))
                .policy()
                .arn();
    }

    private Call call(Caller caller) {
        return new Call("request", caller, "us-east-1", clock.instant(), "http://localhost:4566", new Headers());
    }
}
