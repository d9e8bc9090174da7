package dev.mayfly.functions.layers;

import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A published version of a layer.
 *
 * @param runtimes it is meant for; empty when nothing was said
 * @param architectures it is meant for; empty when nothing was said
 */
public record LayerVersionRow(
        String account,
        String region,
        String layer,
        long number,
        String description,
        Optional<String> license,
        Optional<List<String>> runtimes,
        Optional<List<String>> architectures,
        PackageInfo code,
        Instant created,
        Policy policy) {

    public String layerArn() {
        return "arn:aws:lambda:" + region + ':' + account + ":layer:" + layer;
    }

    public String arn() {
        return layerArn() + ':' + number;
    }

    public LayerVersionRow with(Policy changed) {
        return new LayerVersionRow(
                account, region, layer, number, description, license, runtimes, architectures, code, created, changed);
    }

    boolean suits(Optional<String> runtime, Optional<String> architecture) {
        return runtime.map(wanted -> runtimes.orElse(List.of()).contains(wanted))
                        .orElse(true)
                && architecture
                        .map(wanted -> architectures.orElse(List.of()).contains(wanted))
                        .orElse(true);
    }
}
