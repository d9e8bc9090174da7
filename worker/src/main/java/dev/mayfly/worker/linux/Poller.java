package dev.mayfly.worker.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.IntConsumer;

/**
 * Waits for many descriptors to become readable (epoll, one-shot): after a report a descriptor is silent until it is
 * armed again. {@link #await} is for one thread; the other methods may be called from any.
 */
public final class Poller implements AutoCloseable {
    private static final int EVENTS = 64;
    private static final int EPOLLIN = 1;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int MODIFY = 3;

    /** struct epoll_event is packed on x86-64 alone. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final int EVENT_SIZE = PACKED ? 12 : 16;

    private static final MethodHandle CREATE =
            Linux.function("epoll_create1", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CONTROL = Linux.function(
            "epoll_ctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS));
    private static final MethodHandle EVENTFD = Linux.function(
            "eventfd", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle WAIT = Linux.function(
            "epoll_wait",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));

    private final int epoll;
    private final int bell;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT_SIZE * EVENTS, 8);

    public Poller() throws Linux.Errno {
        epoll = Linux.call("epoll_create1", (_, errno) -> (int) CREATE.invokeExact(errno, Linux.O_CLOEXEC));
        // A counter that stands at one is readable as soon as it is watched.
        bell = Linux.call("eventfd", (_, errno) -> (int) EVENTFD.invokeExact(errno, 1, Linux.O_CLOEXEC));
    }

    /** Starts watching {@code descriptor}, armed. */
    public void add(int descriptor) throws Linux.Errno {
        control(ADD, descriptor);
    }

    /** Asks for one more report of {@code descriptor}. */
    public void arm(int descriptor) throws Linux.Errno {
        control(MODIFY, descriptor);
    }

    public void remove(int descriptor) throws Linux.Errno {
        control(REMOVE, descriptor);
    }

    /** Lets {@link #await} return now or, when nobody waits, at once the next time. May be called once. */
    public void wake() throws Linux.Errno {
        add(bell);
    }

    /** Blocks until there is something to report, and reports each descriptor that has become readable. */
    public void await(IntConsumer readable) throws Linux.Errno {
        int count = ready();
        for (int i = 0; i < count; i++) {
            int descriptor = events.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * EVENT_SIZE + DATA_OFFSET);
            if (descriptor != bell) {
                readable.accept(descriptor);
            }
        }
    }

    private int ready() throws Linux.Errno {
        int forEver = -1;
        int result = Linux.attempt((_, errno) -> (int) WAIT.invokeExact(errno, epoll, events, EVENTS, forEver));
        return result == -Linux.EINTR ? 0 : Linux.checked("epoll_wait", result);
    }

    private void control(int action, int descriptor) throws Linux.Errno {
        Linux.call("epoll_ctl", (arena, errno) -> {
            MemorySegment event = arena.allocate(EVENT_SIZE, 8);
            event.set(ValueLayout.JAVA_INT, 0, EPOLLIN | EPOLLONESHOT);
            event.set(ValueLayout.JAVA_INT_UNALIGNED, DATA_OFFSET, descriptor);
            return (int) CONTROL.invokeExact(errno, epoll, action, descriptor, event);
        });
    }

    @Override
    public void close() throws Linux.Errno {
        Linux.close(epoll);
        Linux.close(bell);
        arena.close();
    }
}
