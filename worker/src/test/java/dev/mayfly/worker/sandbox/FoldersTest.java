package dev.mayfly.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path home;

    @Test
    void a_folder_goes_with_all_that_is_in_it() throws IOException {
        Path folder = Folders.create(home.resolve("a/b/c"));
        Files.writeString(folder.resolve("file"), "x");

        Folders.delete(home.resolve("a"));

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void what_is_not_there_is_deleted_already() throws IOException {
        Folders.delete(home.resolve("nothing"));

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path kept = Files.writeString(Folders.create(home.resolve("other")).resolve("kept"), "x");
        Path folder = Folders.create(home.resolve("a"));
        Files.createSymbolicLink(folder.resolve("link"), kept.getParent());

        Folders.delete(folder);

        assertThat(kept).exists();
    }

    @Test
    void what_is_still_mounted_is_left_alone() throws IOException {
        Path mounted = Folders.create(home.resolve("a/mounted"));
        Linux.mount("none", mounted.toString(), "tmpfs", Linux.MS_NOSUID, "");
        try {
            Path theirs = Files.writeString(mounted.resolve("theirs"), "x");

            assertThatThrownBy(() -> Folders.delete(home.resolve("a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("still mounted");
            assertThat(theirs).exists();
        } finally {
            Linux.unmount(mounted.toString());
        }
    }

    @Test
    void many_may_want_the_same_mount_points_at_the_same_time() throws Exception {
        RootFilesystem root = RootFilesystem.make(Folders.create(home.resolve("root")), "");
        List<Callable<Integer>> wishes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String inside = "/opt/" + i / 4 + "/a/b";
            wishes.add(() -> {
                root.mountPoint(home, inside);
                return 0;
            });
        }

        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> wish : four.invokeAll(wishes)) {
                assertThat(wish.get()).isZero();
            }
        }
    }

    @Test
    void a_mount_point_outside_of_the_root_is_refused() throws IOException {
        RootFilesystem root = RootFilesystem.make(Folders.create(home.resolve("root")), "");

        assertThatThrownBy(() -> root.mountPoint(home, "/../outside")).isInstanceOf(IOException.class);
        assertThat(home.resolve("outside")).doesNotExist();
    }
}
