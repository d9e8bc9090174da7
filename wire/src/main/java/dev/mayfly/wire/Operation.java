package dev.mayfly.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One operation of a service: its name, where REST puts it, its types, its constraints and the method that does it.
 *
 * @param <I> the SDK's request class, immutable
 * @param <O> the SDK's response class
 */
public final class Operation<I extends SdkPojo, O extends SdkPojo> {

    /** Does the work: read, decide, write. Throws the SDK's modelled exceptions or {@link AwsException}. */
    @FunctionalInterface
    public interface Work<I, O> {
        O run(I request, Call call);
    }

    private final String name;
    private final String method;
    private final String path;
    private final int status;
    private final Supplier<? extends SdkBuilder<?, I>> input;
    private final Work<I, O> work;
    private final List<Constraint<I>> constraints = new ArrayList<>();
    private long bodyLimit = 1L << 20;

    private Operation(
            String name,
            String method,
            String path,
            int status,
            Supplier<? extends SdkBuilder<?, I>> input,
            Work<I, O> work) {
        this.name = name;
        this.method = method;
        this.path = path;
        this.status = status;
        this.input = input;
        this.work = work;
    }

    /** An operation of awsJson or awsQuery, found by its name. */
    public static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> named(
            String name, Supplier<? extends SdkBuilder<?, I>> input, Work<I, O> work) {
        return new Operation<>(name, "POST", "/", 200, input, work);
    }

    /**
     * An operation of restJson.
     *
     * @param path as AWS's model writes it: {@code /2015-03-31/functions/{FunctionName}/code}, {@code {Name+}} for a
     *     greedy label, {@code ?flag} for a query that must be present
     * @param status of a successful answer
     */
    public static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> rest(
            String name,
            String method,
            String path,
            int status,
            Supplier<? extends SdkBuilder<?, I>> input,
            Work<I, O> work) {
        return new Operation<>(name, method, path, status, input, work);
    }

    /**
     * Adds a constraint on a member; constraints are checked in the order in which they were added, all of them, and
     * reported together as AWS does.
     *
     * @param member as AWS prints it: {@code functionName}
     * @param value null when the member was not sent
     */
    public <V> Operation<I, O> check(String member, Function<I, @Nullable V> value, Check<? super V> check) {
        constraints.add(new Constraint<>(member, value::apply, Check.untyped(check)));
        return this;
    }

    /** The longest request body in bytes; 1 MiB unless said. A longer one is refused before it is read. */
    public Operation<I, O> bodyLimit(long bytes) {
        bodyLimit = bytes;
        return this;
    }

    public String name() {
        return name;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    public int status() {
        return status;
    }

    public long bodyLimit() {
        return bodyLimit;
    }

    public Supplier<? extends SdkBuilder<?, I>> input() {
        return input;
    }

    public Work<I, O> work() {
        return work;
    }

    public List<Constraint<I>> constraints() {
        return List.copyOf(constraints);
    }

    /** One member, how to read it, and what it must satisfy. */
    public record Constraint<I>(String member, Function<I, @Nullable Object> value, Check<Object> check) {}
}
