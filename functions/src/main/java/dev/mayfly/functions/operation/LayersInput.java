package dev.mayfly.functions.operation;

import dev.mayfly.functions.Limits;
import dev.mayfly.functions.Refused;
import dev.mayfly.functions.code.PackageInfo;
import dev.mayfly.functions.layers.LayerName;
import dev.mayfly.functions.layers.LayerVersionRow;
import dev.mayfly.functions.layers.Layers;
import dev.mayfly.functions.registry.Settings;
import dev.mayfly.functions.registry.Settings.LayerUse;
import dev.mayfly.wire.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers as a function's owner lists them, checked and found. */
final class LayersInput {
    private static final int MOST = 5;
    private static final String GET = "lambda:GetLayerVersion";

    private final Layers layers;
    private final Limits limits;

    LayersInput(Layers layers, Limits limits) {
        this.layers = layers;
        this.limits = limits;
    }

    /** @param arns of layer versions, each satisfying the API's pattern */
    List<LayerUse> checked(List<String> arns, Call call) {
        if (arns.size() > MOST) {
            throw Refused.invalid("Cannot reference more than " + MOST + " layers.");
        }
        Map<String, String> seen = new HashMap<>();
        List<LayerUse> uses = new ArrayList<>();
        for (String arn : arns) {
            LayerName name = LayerName.read(arn, call.account(), call.region());
            LayerVersionRow version = find(name, arn, call);
            String earlier = seen.put(name.arn(), arn);
            if (earlier != null) {
                throw Refused.invalid("Two different versions of the same layer are not allowed to be referenced in the"
                        + " same function. " + earlier + " and " + arn + " are versions of the same layer.");
            }
            uses.add(new LayerUse(version.arn(), version.code()));
        }
        return List.copyOf(uses);
    }

    private LayerVersionRow find(LayerName name, String arn, Call call) {
        if (!name.region().equals(call.region())) {
            throw Refused.invalid("Layers are not in the same region as the function. Layers are expected to be in"
                    + " region " + call.region() + ".");
        }
        Optional<LayerVersionRow> found = name.version().flatMap(number -> layers.find(name, number));
        if (name.account().equals(call.account())) {
            return found.orElseThrow(() -> Refused.invalid("Layer version " + arn + " does not exist."));
        }
        return found.filter(version -> version.policy().permits(call.account(), GET))
                .orElseThrow(() -> Refused.denied(call.caller().identity().toString(), GET, arn));
    }

    /** The code and its layers share one limit. */
    void requireRoom(PackageInfo code, List<LayerUse> uses) {
        long size = Settings.unzippedSize(code, uses);
        if (!uses.isEmpty() && size > limits.unzippedBytes()) {
            throw Refused.invalid("Function code combined with layers exceeds the maximum allowed size of "
                    + limits.unzippedBytes() + " bytes. The actual size is " + size + " bytes.");
        }
    }
}
