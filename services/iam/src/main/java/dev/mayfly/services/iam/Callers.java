package dev.mayfly.services.iam;

import dev.mayfly.wire.Call;
import org.jspecify.annotations.Nullable;

/** Which user a request is about when it names none: the one who signed it. */
final class Callers {
    private Callers() {}

    static String userName(@Nullable String named, Call call) {
        if (named != null) {
            return named;
        }
        String resource = call.caller().identity().resource();
        if (!resource.startsWith("user/")) {
            throw Refusal.validation("Must specify userName when calling with non-User credentials");
        }
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    static boolean isRoot(Call call) {
        return call.caller().identity().resource().equals("root");
    }
}
