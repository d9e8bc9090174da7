package dev.mayfly.functions.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.mayfly.functions.State;

/** How far a function or version has come; State and LastUpdateStatus in one. Legal moves are methods. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Condition.Creating.class, name = "creating"),
    @JsonSubTypes.Type(value = Condition.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = Condition.Updating.class, name = "updating"),
    @JsonSubTypes.Type(value = Condition.UpdateFailed.class, name = "update-failed"),
    @JsonSubTypes.Type(value = Condition.Failed.class, name = "failed")
})
public sealed interface Condition {
    String UNDER_WAY = "The function is being created.";

    /** What invocations run. */
    record Serving(Settings settings, String executionId) {}

    /** @param code as AWS names it: {@code InvalidRuntime} */
    record Failure(String code, String reason) {
        public static Failure invalidRuntime(String reason) {
            return new Failure("InvalidRuntime", reason);
        }
    }

    record Creating() implements Condition {
        Ready ready() {
            return new Ready();
        }

        Failed failed(Failure failure) {
            return new Failed(failure);
        }
    }

    record Ready() implements Condition {
        Updating updating(Serving previous) {
            return new Updating(previous);
        }
    }

    /** Invocations run what was before. */
    record Updating(Serving previous) implements Condition {
        Ready ready() {
            return new Ready();
        }

        UpdateFailed failed(Failure failure) {
            return new UpdateFailed(previous, failure);
        }
    }

    /** Invocations still run what was before. */
    record UpdateFailed(Serving previous, Failure failure) implements Condition {
        Updating updating() {
            return new Updating(previous);
        }

        /** What was missing has been installed. */
        Ready cured() {
            return new Ready();
        }
    }

    record Failed(Failure failure) implements Condition {
        Creating creating() {
            return new Creating();
        }

        /** What was missing has been installed. */
        Ready cured() {
            return new Ready();
        }
    }

    /** Whether somebody has to look at it again, now or after the next start. */
    @JsonIgnore
    default boolean isUnsettled() {
        return switch (this) {
            case Creating _, Updating _, UpdateFailed _, Failed _ -> true;
            case Ready _ -> false;
        };
    }

    @JsonIgnore
    default State state() {
        return switch (this) {
            case Creating _ -> new State.Pending(UNDER_WAY);
            case Ready _, Updating _, UpdateFailed _ -> new State.Active();
            case Failed failed -> new State.Failed(failed.failure.code(), failed.failure.reason());
        };
    }
}
