package dev.mayfly.functions;

import java.time.Duration;

/**
 * What an account may use in a region, and the like. AWS's figures by default; all may be raised.
 *
 * @param concurrentExecutions of all functions together
 * @param minimumUnreserved executions that reservations must leave
 * @param zippedBytes of a package sent with the request
 * @param unzippedBytes of a package together with its layers
 * @param totalCodeBytes of all packages; shown, not enforced
 * @param archiveEntries files, directories and links in one package
 * @param lookupAge how long another node's change may stay unseen by invocations here
 */
public record Limits(
        int concurrentExecutions,
        int minimumUnreserved,
        long zippedBytes,
        long unzippedBytes,
        long totalCodeBytes,
        int archiveEntries,
        Duration lookupAge) {

    public static Limits aws() {
        return new Limits(1_000, 100, 52_428_800, 262_144_000, 80_530_636_800L, 200_000, Duration.ofSeconds(1));
    }

    public Limits withConcurrentExecutions(int executions, int unreserved) {
        return new Limits(
                executions, unreserved, zippedBytes, unzippedBytes, totalCodeBytes, archiveEntries, lookupAge);
    }

    public Limits withUnzippedBytes(long bytes) {
        return new Limits(
                concurrentExecutions, minimumUnreserved, zippedBytes, bytes, totalCodeBytes, archiveEntries, lookupAge);
    }
}
