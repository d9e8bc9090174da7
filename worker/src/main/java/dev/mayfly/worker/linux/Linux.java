package dev.mayfly.worker.linux;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that the worker needs, each a static method that throws {@link Errno} with the kernel's reason. Holds
 * no state. Calls are short and never block, except where the name says so.
 */
public final class Linux {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    public static final int CLONE_NEWNET = 0x40000000;

    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_BIND = 4_096;
    public static final long MS_REC = 16_384;

    public static final int SIGKILL = 9;

    static final int EAGAIN = 11;
    static final int EINTR = 4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle CAPTURED_ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = variadic("open", 2, FunctionDescriptor.of(INT, POINTER, INT, INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle READ = function("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
    private static final MethodHandle MKFIFO = function("mkfifo", FunctionDescriptor.of(INT, POINTER, INT));
    private static final MethodHandle IOCTL = variadic("ioctl", 2, FunctionDescriptor.of(INT, INT, LONG, POINTER));
    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle UNSHARE = function("unshare", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle SETNS = function("setns", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle MOUNT =
            function("mount", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, LONG, POINTER));
    private static final MethodHandle UMOUNT = function("umount2", FunctionDescriptor.of(INT, POINTER, INT));
    private static final MethodHandle KILL = function("kill", FunctionDescriptor.of(INT, INT, INT));

    private Linux() {}

    /** A call failed; the message names it and the kernel's reason. */
    public static final class Errno extends IOException {
        private final int number;

        Errno(String call, int number) {
            super(call + ": " + reason(number));
            this.number = number;
        }

        public int number() {
            return number;
        }

        private static String reason(int number) {
            return switch (number) {
                case 1 -> "operation not permitted";
                case 2 -> "no such file or directory";
                case 12 -> "out of memory";
                case 13 -> "permission denied";
                case 16 -> "busy";
                case 17 -> "exists";
                case 22 -> "invalid argument";
                case 24 -> "too many open files";
                case 28 -> "no space left on device";
                default -> "errno " + number;
            };
        }
    }

    /** Opens a file and returns its descriptor, to be closed by the caller. */
    public static int open(String path, int flags) throws Errno {
        return call(
                "open " + path, (arena, errno) -> (int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags, 0));
    }

    public static void close(int descriptor) throws Errno {
        call("close", (arena, errno) -> (int) CLOSE.invokeExact(errno, descriptor));
    }

    /** Reads into {@code buffer} and returns the number of bytes; 0 at the end, -1 when nothing is there right now. */
    public static int read(int descriptor, MemorySegment buffer) throws Errno {
        int result = attempt((_, errno) -> (int) (long) READ.invokeExact(errno, descriptor, buffer, buffer.byteSize()));
        return result == -EAGAIN || result == -EINTR ? -1 : checked("read", result);
    }

    /** Makes a named pipe with these permission bits (subject to the umask). */
    public static void mkfifo(String path, int mode) throws Errno {
        call("mkfifo " + path, (arena, errno) -> (int) MKFIFO.invokeExact(errno, arena.allocateFrom(path), mode));
    }

    /** Puts the calling thread, which must be a platform thread, into new namespaces. */
    public static void unshare(int flags) throws Errno {
        call("unshare", (arena, errno) -> (int) UNSHARE.invokeExact(errno, flags));
    }

    /** Moves the calling thread, which must be a platform thread, into the namespace behind {@code descriptor}. */
    public static void setns(int descriptor, int type) throws Errno {
        call("setns", (arena, errno) -> (int) SETNS.invokeExact(errno, descriptor, type));
    }

    /** Brings the loopback interface of the calling thread's network namespace up. */
    public static void loopbackUp() throws Errno {
        int afInet = 2;
        int sockDgram = 2;
        long siocsifflags = 0x8914;
        short iffUp = 1;
        int socket = call("socket", (arena, errno) -> (int) SOCKET.invokeExact(errno, afInet, sockDgram, 0));
        try {
            call("ioctl SIOCSIFFLAGS", (arena, errno) -> {
                // struct ifreq: 16 bytes of name, then a union whose short at the front is the flags.
                MemorySegment request = arena.allocate(40, 8);
                request.setString(0, "lo");
                request.set(ValueLayout.JAVA_SHORT, 16, iffUp);
                return (int) IOCTL.invokeExact(errno, socket, siocsifflags, request);
            });
        } finally {
            close(socket);
        }
    }

    /** @param options as {@code mount -o} has them for this file system; may be empty */
    public static void mount(String source, String target, String type, long flags, String options) throws Errno {
        call("mount " + target, (arena, errno) -> (int) MOUNT.invokeExact(
                errno,
                arena.allocateFrom(source),
                arena.allocateFrom(target),
                arena.allocateFrom(type),
                flags,
                arena.allocateFrom(options)));
    }

    /** Takes a mount, and all below it, away at once; a file system goes when its last user has gone. */
    public static void unmount(String target) throws Errno {
        int detach = 2;
        call("umount " + target, (arena, errno) -> (int) UMOUNT.invokeExact(errno, arena.allocateFrom(target), detach));
    }

    /** Sends a signal; a process that is gone already is not an error. */
    public static void kill(int pid, int signal) throws Errno {
        int noSuchProcess = 3;
        int result = attempt((_, errno) -> (int) KILL.invokeExact(errno, pid, signal));
        if (result != -noSuchProcess) {
            checked("kill " + pid, result);
        }
    }

    /** One call through a method handle, which wants exact types and the segment that takes errno. */
    @FunctionalInterface
    interface Call {
        /** @param arena for what the call points at, freed afterwards */
        int run(Arena arena, MemorySegment errno) throws Throwable;
    }

    static int call(String name, Call call) throws Errno {
        return checked(name, attempt(call));
    }

    /** What the call returned, or its errno, negated: for failures that are no news and must cost nothing. */
    static int attempt(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(CAPTURED);
            int result = call.run(arena, errno);
            return result < 0 ? -(int) CAPTURED_ERRNO.get(errno, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a method handle declares Throwable but throws none of its own", e);
        }
    }

    static int checked(String name, int result) throws Errno {
        if (result < 0) {
            throw new Errno(name, -result);
        }
        return result;
    }

    static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int firstVariadic, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(firstVariadic));
    }
}
