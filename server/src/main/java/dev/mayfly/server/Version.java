package dev.mayfly.server;

import java.util.Optional;

/** The version that was built. */
final class Version {
    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
