package dev.mayfly.functions.registry;

import dev.mayfly.functions.Logging;
import dev.mayfly.functions.code.PackageInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything about a function that its owner chooses, and its code. Equal settings make equal versions.
 *
 * @param environment empty when it was never set, which the API shows differently from a set of no variables
 * @param vpcShown whether a (detached) network configuration was given, which the API then shows
 */
public record Settings(
        String runtime,
        String handler,
        String role,
        String description,
        int timeoutSeconds,
        int memoryMegabytes,
        int ephemeralMegabytes,
        String architecture,
        Optional<Map<String, String>> environment,
        PackageInfo code,
        List<LayerUse> layers,
        Logging logging,
        String tracingMode,
        Optional<String> deadLetterArn,
        Optional<String> kmsKeyArn,
        boolean vpcShown,
        String snapStart) {

    /** A layer version that a function refers to; its package stays when the layer version is deleted. */
    public record LayerUse(String arn, PackageInfo code) {}

    public Settings withCode(PackageInfo newCode, String newArchitecture) {
        return new Settings(
                runtime,
                handler,
                role,
                description,
                timeoutSeconds,
                memoryMegabytes,
                ephemeralMegabytes,
                newArchitecture,
                environment,
                newCode,
                layers,
                logging,
                tracingMode,
                deadLetterArn,
                kmsKeyArn,
                vpcShown,
                snapStart);
    }

    public Settings withDescription(String newDescription) {
        return new Settings(
                runtime,
                handler,
                role,
                newDescription,
                timeoutSeconds,
                memoryMegabytes,
                ephemeralMegabytes,
                architecture,
                environment,
                code,
                layers,
                logging,
                tracingMode,
                deadLetterArn,
                kmsKeyArn,
                vpcShown,
                snapStart);
    }

    /** Of the code and the layers together, in bytes. */
    public long unzippedSize() {
        return unzippedSize(code, layers);
    }

    public static long unzippedSize(PackageInfo code, List<LayerUse> layers) {
        return code.unzippedSize()
                + layers.stream()
                        .mapToLong(layer -> layer.code().unzippedSize())
                        .sum();
    }
}
