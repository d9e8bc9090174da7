package dev.mayfly.invoke;

/** There is no permit: nothing was run, and trying again later may help. The caller decides what to say. */
public final class Throttled extends Exception {
    private final Reason reason;

    /** AWS's words for why (API model, {@code ThrottleReason}). */
    public enum Reason {
        CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ConcurrentInvocationLimitExceeded"),
        RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ReservedFunctionConcurrentInvocationLimitExceeded");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public Throttled(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
