package dev.mayfly.worker.environment;

import dev.mayfly.worker.runtimeapi.RuntimeSession;
import dev.mayfly.worker.sandbox.Sandbox;

/** Whether an environment has a runtime. Only legal moves exist as methods. */
sealed interface EnvironmentState {

    /** Never had one: its first initialisation has a time limit of its own. */
    record Fresh() implements EnvironmentState {
        Warm starts(Sandbox sandbox, RuntimeSession session) {
            return new Warm(sandbox, session);
        }
    }

    /** Has one that is initialised, or is being. */
    record Warm(Sandbox sandbox, RuntimeSession session) implements EnvironmentState {
        /** After a crash or a time-out: the processes go, /tmp stays. */
        Reset reset() {
            return new Reset();
        }
    }

    /** Lost it: the next invocation initialises anew, within its own time. */
    record Reset() implements EnvironmentState {
        Warm starts(Sandbox sandbox, RuntimeSession session) {
            return new Warm(sandbox, session);
        }
    }

    record Closed() implements EnvironmentState {}
}
