package dev.mayfly.functions.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.base.Sha256;
import dev.mayfly.functions.Limits;
import dev.mayfly.functions.code.Zips.Entry;
import dev.mayfly.store.Blobs;
import dev.mayfly.store.MemoryBlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeDirectoriesTest {
    private final Blobs blobs = new MemoryBlobs();

    private CodeDirectories in(Path home) {
        return in(home, InstantSource.system());
    }

    private CodeDirectories in(Path home, InstantSource clock) {
        return new CodeDirectories(home.resolve("code"), blobs, Limits.aws(), clock);
    }

    private Sha256 kept(byte[] zip) {
        return blobs.put(zip).digest();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void code_is_unpacked_with_directories_and_content(@TempDir Path home) throws IOException {
        Path code = in(home).code(kept(Zips.of("index.js", "1", "node_modules/a/b.js", "2")));

        assertThat(code.resolve("index.js")).hasContent("1");
        assertThat(code.resolve("node_modules/a/b.js")).hasContent("2");
        assertThat(mode(code.resolve("node_modules"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(code)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void permissions_are_kept_and_everything_is_readable(@TempDir Path home) throws IOException {
        Path code = in(home).code(kept(Zips.handMade(
                new Entry("bootstrap", "#!").mode(0100755),
                new Entry("private", "x").mode(0100600),
                new Entry("setuid", "x").mode(0104755))));

        assertThat(mode(code.resolve("bootstrap"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(code.resolve("private"))).isEqualTo("rw-r--r--");
        assertThat(mode(code.resolve("setuid"))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void links_are_kept_as_links(@TempDir Path home) throws IOException {
        Path code = in(home).code(kept(Zips.handMade(new Entry("bin/tool", "t"), Entry.link("tool", "bin/tool"))));

        assertThat(Files.readSymbolicLink(code.resolve("tool"))).hasToString("bin/tool");
        assertThat(code.resolve("tool")).hasContent("t");
    }

    @Test
    void nothing_is_ever_written_through_a_link(@TempDir Path home) throws IOException {
        Path code = in(home).code(kept(Zips.handMade(
                Entry.directory("real"), Entry.link("way", "real"), new Entry("way/file", "not through"))));

        assertThat(Files.isSymbolicLink(code.resolve("way"))).isFalse();
        assertThat(code.resolve("way/file")).hasContent("not through");
        assertThat(names(code.resolve("real"))).isEmpty();
    }

    @Test
    void a_link_that_comes_after_what_lies_below_it_replaces_that(@TempDir Path home) throws IOException {
        Path code = in(home).code(kept(Zips.handMade(
                new Entry("way/file", "gone"), new Entry("real/file", "stays"), Entry.link("way", "real"))));

        assertThat(code.resolve("way/file")).hasContent("stays");
        assertThat(code.resolve("real/file")).hasContent("stays");
    }

    @Test
    void of_two_entries_with_one_name_the_later_wins(@TempDir Path home) {
        Path code = in(home).code(kept(Zips.handMade(new Entry("a", "first"), new Entry("./a", "second"))));

        assertThat(code.resolve("a")).hasContent("second");
    }

    @Test
    void a_package_that_leads_out_leaves_nothing_behind(@TempDir Path home) throws IOException {
        CodeDirectories directories = in(home);
        Sha256 evil = kept(Zips.handMade(new Entry("ok", "x"), new Entry("../../evil", "x")));

        assertThatThrownBy(() -> directories.code(evil)).isInstanceOf(UncheckedIOException.class);

        assertThat(names(home)).containsExactly("code");
        assertThat(names(home.resolve("code"))).containsExactly("unfinished");
        assertThat(names(home.resolve("code/unfinished"))).isEmpty();
    }

    @Test
    void layers_are_merged_in_order_and_the_later_wins(@TempDir Path home) {
        Sha256 first = kept(Zips.of("python/a.py", "1", "python/b.py", "1", "bin", "a file"));
        Sha256 second = kept(Zips.of("python/b.py", "2", "bin/tool", "2"));

        Path merged = in(home).layers(List.of(first, second));

        assertThat(merged.resolve("python/a.py")).hasContent("1");
        assertThat(merged.resolve("python/b.py")).hasContent("2");
        assertThat(merged.resolve("bin/tool")).hasContent("2");
    }

    @Test
    void a_link_of_one_layer_does_not_carry_files_of_the_next(@TempDir Path home) throws IOException {
        Sha256 first = kept(Zips.handMade(new Entry("lib/x", "1"), Entry.link("lib64", "lib")));
        Sha256 second = kept(Zips.handMade(new Entry("lib64/y", "2")));

        Path merged = in(home).layers(List.of(first, second));

        assertThat(merged.resolve("lib64/y")).hasContent("2");
        assertThat(names(merged.resolve("lib"))).containsExactly("x");
    }

    @Test
    void no_layers_are_an_empty_directory(@TempDir Path home) throws IOException {
        assertThat(names(in(home).layers(List.of()))).isEmpty();
    }

    @Test
    void many_at_once_get_one_directory(@TempDir Path home) throws Exception {
        CodeDirectories directories = in(home);
        Sha256 zip = kept(Zips.of("index.js", "1"));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Path> ask = () -> directories.code(zip);
            for (Future<Path> answer : executor.invokeAll(Collections.nCopies(50, ask))) {
                assertThat(answer.get().resolve("index.js")).hasContent("1");
            }
        }
        assertThat(names(home.resolve("code"))).containsExactlyInAnyOrder(zip.hex(), "unfinished");
    }

    @Test
    void what_a_crash_left_half_made_is_gone_after_the_next_start(@TempDir Path home) throws IOException {
        in(home);
        Path left = Files.createDirectories(home.resolve("code/unfinished/half/root"));
        Files.writeString(left.resolve("file"), "x");

        in(home);

        assertThat(names(home.resolve("code/unfinished"))).isEmpty();
    }

    @Test
    void sweeping_removes_what_is_not_in_use_and_was_not_just_handed_out(@TempDir Path home) throws IOException {
        Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
        CodeDirectories directories = in(home, () -> now[0]);
        Sha256 used = kept(Zips.of("a", "used"));
        Sha256 unused = kept(Zips.of("a", "unused"));
        directories.code(used);
        directories.code(unused);
        Path merged = directories.layers(List.of(used));
        now[0] = now[0].plusSeconds(601);
        Path fresh = directories.code(kept(Zips.of("a", "fresh")));

        directories.sweep(Set.of(used), Set.of(List.of(used)));

        assertThat(names(home.resolve("code")))
                .containsExactlyInAnyOrder(
                        used.hex(),
                        merged.getFileName().toString(),
                        fresh.getFileName().toString(),
                        "unfinished");
    }
}
