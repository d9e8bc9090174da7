package dev.mayfly.functions.operation;

import dev.mayfly.functions.Refused;
import java.util.List;
import java.util.Set;

/** Which runtimes Lambda knows, in the order in which it lists them. */
final class RuntimeNames {

    /** Those that functions can be made with. */
    static final List<String> SUPPORTED = List.of(
            "nodejs20.x",
            "python3.14",
            "provided.al2023",
            "python3.12",
            "python3.13",
            "nodejs24.x",
            "nodejs22.x",
            "java25",
            "python3.10",
            "python3.11",
            "java21",
            "ruby3.3",
            "ruby3.4",
            "ruby3.2",
            "python3.8",
            "python3.9",
            "java17",
            "nodejs16.x",
            "dotnet10",
            "dotnet8",
            "java11",
            "dotnet6",
            "nodejs18.x",
            "provided.al2",
            "java8.al2");

    /** Those that layers may be looked for by: all that ever were, and some more. */
    static final List<String> EVER = List.of(
            ("ruby3.5, ruby2.6, dotnetcore1.0, python3.7, nodejs8.10, nasa, ruby2.7, python2.7-greengrass, dotnetcore2.0,"
                            + " python3.8, java21, dotnet6, dotnetcore2.1, python3.9, java11, nodejs6.10, provided,"
                            + " dotnetcore3.1, dotnet8, java25, java17, nodejs, nodejs4.3, java8.al2, go1.x, dotnet10,"
                            + " nodejs20.x, go1.9, byol, nodejs10.x, provided.al2023, nodejs22.x, python3.10, java8,"
                            + " nodejs12.x, python3.11, nodejs24.x, nodejs8.x, python3.12, nodejs14.x, nodejs8.9,"
                            + " nodejs26.x, python3.13, python3.14, nodejs16.x, python3.15, provided.al2,"
                            + " nodejs4.3-edge, nodejs18.x, ruby3.2, python3.4, ruby3.3, ruby3.4, ruby2.5, python3.6,"
                            + " python2.7")
                    .split(", "));

    private static final Set<String> SUPPORTED_SET = Set.copyOf(SUPPORTED);
    private static final Set<String> EVER_SET = Set.copyOf(EVER);

    /** https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html */
    private static final Set<String> SNAP_START = Set.of(
            "java11", "java17", "java21", "java25", "python3.12", "python3.13", "python3.14", "dotnet8", "dotnet10");

    private RuntimeNames() {}

    static void requireSupported(String runtime) {
        if (SUPPORTED_SET.contains(runtime)) {
            return;
        }
        if (EVER_SET.contains(runtime)) {
            throw Refused.invalid("The runtime parameter of " + runtime
                    + " is no longer supported for creating or updating AWS Lambda functions. We recommend you use a"
                    + " supported runtime while creating or updating functions.");
        }
        throw Refused.invalid("Value " + runtime
                + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: " + SUPPORTED
                + " or be a valid ARN");
    }

    static void requireSnapStart(String runtime) {
        if (!SNAP_START.contains(runtime)) {
            throw Refused.invalid(runtime + " is not supported for SnapStart enabled functions.");
        }
    }
}
