package dev.mayfly.functions;

import java.util.Optional;

/** Which runtimes this host can serve. Called from any thread. */
@FunctionalInterface
public interface Runtimes {

    /** Empty when the runtime can be served on that architecture; otherwise a sentence saying what to install. */
    Optional<String> missing(String runtimeName, String architecture);
}
