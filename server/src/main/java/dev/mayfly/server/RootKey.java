package dev.mayfly.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.base.Arn;
import dev.mayfly.base.Ids;
import dev.mayfly.wire.Auth;
import dev.mayfly.wire.KeyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/**
 * The account's root user, for who has no key yet: with {@code --auth signed} its access key is made at the first start and
 * kept in the data directory, in the format of AWS's credentials files, for its owner's eyes only.
 */
final class RootKey implements KeyDirectory {
    private static final String ID = "aws_access_key_id";
    private static final String SECRET = "aws_secret_access_key";
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final AccessKey key;
    private final KeyDirectory others;

    private RootKey(AccessKey key, KeyDirectory others) {
        this.key = key;
        this.others = others;
    }

    /** @param others asked for every other key */
    static RootKey in(Path file, KeyDirectory others) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            Properties credentials = new Properties();
            try (var text = Files.newBufferedReader(file)) {
                credentials.load(text);
            }
            Arn root = Arn.of("iam", "", Auth.DEFAULT_ACCOUNT, "root");
            return new RootKey(
                    new AccessKey(
                            credentials.getProperty(ID, ""),
                            credentials.getProperty(SECRET, ""),
                            Optional.empty(),
                            Auth.DEFAULT_ACCOUNT,
                            root,
                            Auth.DEFAULT_ACCOUNT,
                            Optional.empty()),
                    others);
        } catch (IOException e) {
            throw new Settings.Invalid("the root user's key cannot be kept in " + file + ": " + e.getMessage());
        }
    }

    /** Whole or not at all, and never readable by others. */
    private static void make(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String text = "[default]\n" + ID + " = AKIA" + Ids.drawn(16, CAPITALS) + "\n" + SECRET + " = "
                + Ids.drawn(40, LETTERS) + "\n";
        Files.write(unfinished, text.getBytes(UTF_8), StandardOpenOption.SYNC);
        Files.move(unfinished, file);
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        boolean root = !key.id().isEmpty() && key.id().equals(accessKeyId);
        return root ? Optional.of(key) : others.find(accessKeyId);
    }
}
