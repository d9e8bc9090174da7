package dev.mayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @Test
    void a_directory_that_is_not_there_is_made(@TempDir Path home) throws Exception {
        try (DataDirectory data = DataDirectory.open(home.resolve("a/b"))) {
            assertThat(data.resolve("x")).isEqualTo(home.resolve("a/b/x"));
        }
    }

    @Test
    void a_second_owner_in_the_same_process_is_refused(@TempDir Path home) throws Exception {
        try (DataDirectory _ = DataDirectory.open(home)) {
            assertThatThrownBy(() -> DataDirectory.open(home)).isInstanceOf(OverlappingFileLockException.class);
        }
    }

    @Test
    void the_owner_is_named_in_the_lock(@TempDir Path home) throws Exception {
        try (DataDirectory _ = DataDirectory.open(home)) {
            assertThat(Files.readString(home.resolve("lock")))
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void a_directory_that_was_given_back_can_be_taken_again(@TempDir Path home) throws Exception {
        DataDirectory.open(home).close();

        DataDirectory.open(home).close();
    }

    @Test
    void a_file_in_the_way_is_told(@TempDir Path home) throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining(file.toString());
    }
}
