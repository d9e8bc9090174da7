package dev.mayfly.functions;

/** Which roles Lambda may assume; IAM answers. Called from any thread. */
@FunctionalInterface
public interface Roles {

    enum Verdict {
        FINE,
        /** There is no such role. */
        ABSENT,
        /** The role's trust policy does not name Lambda. */
        UNTRUSTED
    }

    Verdict check(String roleArn);
}
