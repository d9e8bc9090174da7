package dev.mayfly.worker.sandbox;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/**
 * What outlives a restart of the processes: a network with two listeners, /tmp, the pipes that carry logs out, the
 * memory and CPU limits. At most one sandbox runs in a home at a time. Owned by one execution environment.
 */
public interface SandboxHome extends AutoCloseable {

    /** Bound inside the sandbox's own network, accepted on from here. */
    ServerSocketChannel runtimeApi();

    /** Bound inside the sandbox's own network, accepted on from here: where a guest finds AWS. */
    ServerSocketChannel awsEndpoint();

    /** A named pipe that receives standard output and standard error of every process. */
    Path output();

    /** A named pipe that guests find at {@link #LOG_PIPE} inside and write framed log records to. */
    Path frames();

    /** Where {@link #frames} is for the processes inside. */
    String framesInside();

    /** Starts processes in this home; returns once the first is started or as good as. */
    Sandbox start(SandboxSpec spec) throws SandboxException;

    /** Sets the CPU limit; until then a sandbox may use the whole machine's, so that it starts fast. */
    void throttle();

    /** The most memory that this home's processes used together so far, in bytes. */
    long peakMemory();

    /** Kills what runs, and removes everything. Does not throw: what cannot be removed is logged and left to the next start. */
    @Override
    void close();

    String LOG_PIPE = "/var/run/mayfly/log";
}
