package dev.mayfly.worker.sandbox;

/**
 * A way to run untrusted processes. Methods may be called from any thread.
 *
 * <p>The contract that every driver keeps: nothing that a sandbox does reaches files, processes or sockets outside what
 * its home and spec name; killing a sandbox ends every process in it; closing a home leaves no process, mount, cgroup,
 * socket or file behind.
 */
public interface SandboxDriver extends AutoCloseable {

    /** As {@code --driver} names it and the server says it at start. */
    String name();

    /**
     * Makes the place that sandboxes run in.
     *
     * @param id unique among the homes of this driver; letters, digits and dashes
     * @throws SandboxException with nothing left behind
     */
    SandboxHome prepare(String id, Limits limits) throws SandboxException;

    /** Closes what all homes share; the homes must have been closed before. */
    @Override
    void close();

    /**
     * @param memoryMegabytes hard limit for all processes together
     * @param processors share of a processor once {@link SandboxHome#throttle} is called; 1.0 is one whole core
     * @param scratchMegabytes size of /tmp
     * @param processes processes and threads together
     * @param openFiles a process
     */
    record Limits(int memoryMegabytes, double processors, int scratchMegabytes, int processes, int openFiles) {}
}
