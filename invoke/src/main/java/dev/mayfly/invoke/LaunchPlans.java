package dev.mayfly.invoke;

import dev.mayfly.functions.Revision;
import dev.mayfly.worker.environment.EnvironmentSpec;

/** From what is deployed to what can be started on this host: code directories, runtime, variables, log stream. */
@FunctionalInterface
public interface LaunchPlans {

    /** A plan for one new environment; each has a log stream and credentials of its own. */
    EnvironmentSpec plan(Revision revision);
}
