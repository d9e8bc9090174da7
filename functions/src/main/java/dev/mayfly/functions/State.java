package dev.mayfly.functions;

/** Whether a function or version can be invoked. */
public sealed interface State {

    /** Not yet: it is being created. */
    record Pending(String reason) implements State {}

    record Active() implements State {}

    /**
     * Never, unless it is changed.
     *
     * @param code as AWS names it: {@code InvalidRuntime}
     */
    record Failed(String code, String reason) implements State {}
}
