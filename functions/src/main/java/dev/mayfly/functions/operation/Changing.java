package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import dev.mayfly.functions.registry.Condition;
import dev.mayfly.functions.registry.FunctionRow;
import org.jspecify.annotations.Nullable;

/** What must hold before a function may be changed. */
final class Changing {
    private static final String NOT_NOW = "The operation cannot be performed at this time. ";

    private Changing() {}

    static void requireRevision(@Nullable String given, String current) {
        if (given != null && !given.isEmpty() && !given.equals(current)) {
            throw Refused.staleRevision("GetFunction/GetAlias");
        }
    }

    static void requireNothingUnderWay(FunctionRow function) {
        switch (function.latest().condition()) {
            case Condition.Creating _ ->
                throw Refused.conflict(NOT_NOW + "The function is currently in the following state: Pending");
            case Condition.Updating _ ->
                throw Refused.conflict(NOT_NOW + "An update is in progress for resource: " + function.arn());
            case Condition.Ready _, Condition.UpdateFailed _, Condition.Failed _ -> {}
        }
    }

    /** Only what runs can be published. */
    static void requireReady(FunctionRow function) {
        requireNothingUnderWay(function);
        switch (function.latest().condition()) {
            case Condition.Failed _ ->
                throw Refused.conflict(NOT_NOW + "The function is currently in the following state: Failed");
            case Condition.UpdateFailed failed ->
                throw Refused.conflict(NOT_NOW + "The last update of the function failed: "
                        + failed.failure().reason());
            case Condition.Ready _, Condition.Creating _, Condition.Updating _ -> {}
        }
    }
}
