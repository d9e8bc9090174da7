package dev.mayfly.runtimes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which runtime names this host can serve. Asked for a name, it looks for an interpreter of exactly that language version,
 * and finds it or says what is missing; another version never serves instead. What is found is kept for as long as the
 * interpreter's file stays as it is; what is missing is looked for again each time, so that installing it is enough.
 *
 * <p>Safe for any number of threads. Making one costs nothing: the folders are read, and interpreters looked for, when a
 * name is first asked for, so that the server's start does not wait for them.
 */
public final class Runtimes {
    private final Path home;
    private final Interpreters interpreters;
    private final Map<String, InstalledRuntime> installed = new ConcurrentHashMap<>();

    private @Nullable List<Family> families;

    private Runtimes(Path home, Interpreters interpreters) {
        this.home = home;
        this.interpreters = interpreters;
    }

    /**
     * The families are the folders of {@code runtimesHome}. Interpreters are looked for in the places that a runtime.json
     * names, and in the {@code PATH}, below the {@code HOME} and first of all in the {@code MAYFLY_RUNTIME_PATH} of
     * {@code environment}: directories, separated by colons, that are, hold, or hold folders with, a {@code bin}.
     */
    public static Runtimes discover(Path runtimesHome, Map<String, String> environment) {
        return new Runtimes(runtimesHome, new Interpreters(environment));
    }

    /** What serves the runtime {@code name}, such as {@code nodejs20.x}; empty when the host cannot. */
    public Optional<InstalledRuntime> find(String name) {
        InstalledRuntime known = installed.get(name);
        if (known != null && interpreters.isUnchanged(known.interpreter())) {
            return Optional.of(known);
        }
        Optional<InstalledRuntime> found = familyOf(name).flatMap(family -> install(family, name));
        found.ifPresentOrElse(runtime -> installed.put(name, runtime), () -> installed.remove(name));
        return found;
    }

    /**
     * Why this host cannot run functions of the runtime {@code name} and {@code architecture} ({@code x86_64} or
     * {@code arm64}), as a sentence that says what to install; empty when it can.
     */
    public Optional<String> missing(String name, String architecture) {
        if (!architecture.equals(Host.ARCHITECTURE)) {
            return Optional.of("The runtime %s for %s needs a host of that architecture; this one is %s."
                    .formatted(name, architecture, Host.ARCHITECTURE));
        }
        return find(name).isPresent() ? Optional.empty() : Optional.of(whyMissing(name));
    }

    /** One row a known runtime name, for people to read; asks every interpreter on the host for its version. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        families()
                .forEach(family -> family.runtimes().forEach((name, version) -> rows.add(row(family, name, version))));
        return rows;
    }

    private Row row(Family family, String name, String version) {
        return interpreters
                .find(family, version)
                .map(interpreter -> new Row(
                        name, interpreter.version(), true, interpreter.onHost().toString()))
                .orElseGet(() -> new Row(name, version, false, whyMissing(name)));
    }

    private Optional<InstalledRuntime> install(Family family, String name) {
        String version = family.runtimes().getOrDefault(name, "");
        return interpreters.find(family, version).map(interpreter -> {
            family.prepare(interpreter);
            return family.install(name, version, interpreter);
        });
    }

    private String whyMissing(String name) {
        return familyOf(name)
                .map(family -> family.whyMissing(name))
                .orElseGet(() -> "The runtime %s is not one that Mayfly knows.".formatted(name));
    }

    private Optional<Family> familyOf(String name) {
        return families().stream()
                .filter(family -> family.runtimes().containsKey(name))
                .findAny();
    }

    /** In the order of their names. A runtime.json that cannot be read is a fault of the installation. */
    private synchronized List<Family> families() {
        List<Family> known = families;
        if (known == null) {
            try (Stream<Path> folders = Files.list(home)) {
                known = folders.filter(folder -> Files.exists(folder.resolve(Family.FILE)))
                        .sorted()
                        .map(Family::read)
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            families = known;
        }
        return known;
    }

    /**
     * A line of {@code ./mayfly runtimes}: the runtime's name, the language version (in full when installed), and the
     * interpreter, or else what is missing.
     */
    public record Row(String name, String version, boolean installed, String interpreterOrMissing) {}
}
