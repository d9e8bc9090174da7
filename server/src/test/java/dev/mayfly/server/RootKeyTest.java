package dev.mayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.wire.KeyDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootKeyTest {
    private static final KeyDirectory NOBODY = _ -> Optional.empty();

    private static String idIn(Path file) throws Exception {
        return Files.readAllLines(file).get(1).replace("aws_access_key_id = ", "");
    }

    @Test
    void the_key_that_is_made_is_the_root_users(@TempDir Path home) throws Exception {
        RootKey keys = RootKey.in(home.resolve("credentials"), NOBODY);

        KeyDirectory.AccessKey key =
                keys.find(idIn(home.resolve("credentials"))).orElseThrow();
        assertThat(key.identity()).hasToString("arn:aws:iam::000000000000:root");
        assertThat(key.secret()).hasSize(40);
    }

    @Test
    void only_its_owner_can_read_the_file(@TempDir Path home) throws Exception {
        RootKey.in(home.resolve("credentials"), NOBODY);

        assertThat(Files.getPosixFilePermissions(home.resolve("credentials")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void the_key_stays_the_same(@TempDir Path home) throws Exception {
        RootKey.in(home.resolve("credentials"), NOBODY);
        String id = idIn(home.resolve("credentials"));

        assertThat(RootKey.in(home.resolve("credentials"), NOBODY).find(id)).isPresent();
    }

    @Test
    void an_empty_key_id_is_nobody(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("credentials"), "[default]\n");

        assertThat(RootKey.in(home.resolve("credentials"), NOBODY).find("")).isEmpty();
    }
}
