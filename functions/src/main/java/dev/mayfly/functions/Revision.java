package dev.mayfly.functions;

import dev.mayfly.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Immutable: what an execution environment is made from. Every change of code or configuration makes a new one.
 *
 * @param id unique, never reused
 * @param version {@code $LATEST} or a number
 * @param functionArn unqualified
 * @param code digest of the deployment package
 * @param layers digests of the layers' packages, in the order in which they are merged
 * @param architecture {@code x86_64} or {@code arm64}
 * @param tracing whether the function asks for active tracing
 */
public record Revision(
        String id,
        String account,
        String region,
        String functionName,
        String version,
        String functionArn,
        String runtime,
        String handler,
        String role,
        int memoryMegabytes,
        Duration timeout,
        int ephemeralMegabytes,
        Map<String, String> environment,
        Sha256 code,
        List<Sha256> layers,
        String architecture,
        Logging logging,
        boolean tracing) {

    /** Of the build of the runtime that serves this revision. */
    public String runtimeVersionArn() {
        return runtimeVersionArn(region, runtime, architecture);
    }

    /** AWS names the build of a runtime by a digest; here it stands for the runtime's name and architecture. */
    public static String runtimeVersionArn(String region, String runtime, String architecture) {
        String name = runtime + '/' + architecture;
        return "arn:aws:lambda:" + region + "::runtime:"
                + Sha256.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
