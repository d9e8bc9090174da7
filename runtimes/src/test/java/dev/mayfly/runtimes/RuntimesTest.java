package dev.mayfly.runtimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discovery, with a made-up language whose interpreters are copies of a small program. */
class RuntimesTest {
    @TempDir
    Path folder;

    private Path home;
    private Path installations;

    @BeforeEach
    void describe_a_language() throws IOException {
        home = Files.createDirectories(folder.resolve("runtimes"));
        installations = Files.createDirectories(folder.resolve("installations"));
        Files.createDirectories(home.resolve("logo"));
        Files.writeString(home.resolve("logo/runtime.json"), """
                {
                  "runtimes": { "logo1.2": "1.2", "logo1.3": "1.3" },
                  "language": "Logo",
                  "interpreter": {
                    "places": ["%s/usual/bin/logo*", "~/logo*"],
                    "name": "logo*",
                    "version": { "place": "FILE_NAME", "pattern": "logo((\\\\d\\\\.\\\\d))" },
                    "links": []
                  },
                  "command": ["{interpreter}", "--memory={memory 50%%}", "{options}", "/var/runtime/boot", "{handler}"],
                  "options": { "1.2": ["--old"] },
                  "environment": { "AWS_EXECUTION_ENV": "AWS_Lambda_{runtime}", "LOGO": "v{version}" },
                  "install": "Logo {version} (apt-get install logo{version})"
                }
                """.formatted(folder));
        Files.createDirectories(home.resolve("ruby"));
        Files.writeString(
                home.resolve("ruby/runtime.json"), "{\"runtimes\":{\"ruby3.3\":\"3.3\"},\"language\":\"Ruby\"}");
    }

    private Runtimes runtimes() {
        return Runtimes.discover(
                home,
                Map.of(
                        "HOME", folder.toString(),
                        "PATH", "/nowhere:relative:" + folder.resolve("path/bin"),
                        "MAYFLY_RUNTIME_PATH", installations.toString()));
    }

    private static Path install(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(Path.of("/bin/true").toRealPath(), file);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toRealPath();
    }

    @Test
    void only_the_exact_version_serves() throws IOException {
        install(installations.resolve("one/bin/logo1.3"));
        assertThat(runtimes().find("logo1.3")).isPresent();
        assertThat(runtimes().find("logo1.2")).isEmpty();
    }

    @Test
    void what_is_missing_says_what_to_install() {
        assertThat(runtimes().missing("logo1.2", Host.ARCHITECTURE))
                .contains("The runtime logo1.2 needs Logo 1.2, which this host does not have: "
                        + "install Logo 1.2 (apt-get install logo1.2).");
        assertThat(runtimes().missing("ruby3.3", Host.ARCHITECTURE))
                .contains("The runtime ruby3.3 needs Ruby 3.3, which Mayfly does not run.");
        assertThat(runtimes().missing("cobol85", Host.ARCHITECTURE))
                .contains("The runtime cobol85 is not one that Mayfly knows.");
        assertThat(runtimes().missing("logo1.2", "s390x"))
                .contains("The runtime logo1.2 for s390x needs a host of that architecture; this one is "
                        + Host.ARCHITECTURE + ".");
    }

    @Test
    void what_is_installed_is_described_for_the_sandbox() throws IOException {
        Path interpreter = install(installations.resolve("one/bin/logo1.2"));
        InstalledRuntime logo = runtimes().find("logo1.2").orElseThrow();
        assertThat(logo.interpreter()).isEqualTo(interpreter);
        assertThat(logo.mounts())
                .containsExactly(
                        new Mount(home.resolve("logo"), "/var/runtime"),
                        new Mount(installations.resolve("one").toRealPath(), "/var/lang"));
        assertThat(logo.environment()).isEqualTo(Map.of("AWS_EXECUTION_ENV", "AWS_Lambda_logo1.2", "LOGO", "v1.2"));
        assertThat(logo.entrypoint(
                        Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512", "_HANDLER", "app.handler"), folder, List.of()))
                .isEqualTo(new Entrypoint.Command(
                        List.of("/var/lang/bin/logo1.2", "--memory=256", "--old", "/var/runtime/boot", "app.handler")));
    }

    @Test
    void configured_directories_go_before_the_usual_places_and_those_before_the_path() throws IOException {
        Path last = install(folder.resolve("path/bin/logo1.2"));
        assertThat(runtimes().find("logo1.2").orElseThrow().interpreter()).isEqualTo(last);
        Path better = install(folder.resolve("usual/bin/logo1.2"));
        assertThat(runtimes().find("logo1.2").orElseThrow().interpreter()).isEqualTo(better);
        Path best = install(installations.resolve("bin/logo1.2"));
        assertThat(runtimes().find("logo1.2").orElseThrow().interpreter()).isEqualTo(best);
    }

    @Test
    void scripts_in_place_of_an_interpreter_do_not_count() throws IOException {
        Path shim = Files.createDirectories(installations.resolve("shims/bin")).resolve("logo1.2");
        Files.writeString(shim, "#!/bin/sh\nexec logo\n");
        assertThat(shim.toFile().setExecutable(true)).isTrue();
        assertThat(runtimes().find("logo1.2")).isEmpty();
    }

    @Test
    void a_home_directory_is_never_mounted_for_the_sake_of_an_interpreter_in_it() throws IOException {
        install(folder.resolve("bin/logo1.2"));
        Runtimes runtimes = Runtimes.discover(
                home,
                Map.of("HOME", folder.toString(), "PATH", folder.resolve("bin").toString()));
        assertThat(runtimes.find("logo1.2")).isEmpty();
    }

    @Test
    void what_is_installed_later_is_found_and_what_is_removed_is_not() throws IOException {
        Runtimes runtimes = runtimes();
        assertThat(runtimes.find("logo1.2")).isEmpty();
        Path interpreter = install(installations.resolve("one/bin/logo1.2"));
        assertThat(runtimes.find("logo1.2")).isPresent();
        Files.setLastModifiedTime(interpreter, FileTime.fromMillis(0));
        assertThat(runtimes.find("logo1.2")).as("updated in place").isPresent();
        Files.delete(interpreter);
        assertThat(runtimes.find("logo1.2")).isEmpty();
    }

    @Test
    void rows_show_every_name() throws IOException {
        Path interpreter = install(installations.resolve("one/bin/logo1.2"));
        assertThat(runtimes().rows())
                .containsExactly(
                        new Runtimes.Row("logo1.2", "1.2", true, interpreter.toString()),
                        new Runtimes.Row(
                                "logo1.3",
                                "1.3",
                                false,
                                runtimes().missing("logo1.3", Host.ARCHITECTURE).orElseThrow()),
                        new Runtimes.Row(
                                "ruby3.3",
                                "3.3",
                                false,
                                "The runtime ruby3.3 needs Ruby 3.3, which Mayfly does not run."));
    }

    @Test
    void the_families_of_the_house_are_well_formed() {
        Runtimes house = Runtimes.discover(Guest.RUNTIMES_HOME, System.getenv());
        assertThat(house.rows())
                .extracting(Runtimes.Row::name)
                .contains("nodejs20.x", "python3.11", "java17", "java25", "provided.al2", "provided.al2023", "ruby3.3");
        assertThat(house.find("nodejs20.x").orElseThrow().environment())
                .containsEntry(
                        "NODE_PATH",
                        "/opt/nodejs/node20/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task");
    }
}
