package dev.mayfly.functions.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.functions.Limits;
import dev.mayfly.functions.code.Zips.Entry;
import dev.mayfly.store.MemoryBlobs;
import dev.mayfly.store.MemoryStore;
import dev.mayfly.wire.AwsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;

class HostileZipTest {
    private static final String CANNOT =
            "Could not unzip uploaded file. Please check your file, then try to upload again.";

    private static PackageInfo check(byte[] zip) {
        return check(zip, Limits.aws());
    }

    private static PackageInfo check(byte[] zip, Limits limits) {
        return new Packages(new MemoryStore(), new MemoryBlobs(), Clock.systemUTC(), limits).check(zip);
    }

    private static void assertRefused(byte[] zip) {
        assertThatThrownBy(() -> check(zip))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage(CANNOT);
    }

    @Test
    void an_honest_zip_is_accepted_with_its_sizes() {
        byte[] zip = Zips.of("a.txt", "12345", "b/c.txt", "678");

        PackageInfo info = check(zip);

        assertThat(info.size()).isEqualTo(zip.length);
        assertThat(info.unzippedSize()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "..",
                "/etc/passwd",
                "C:/evil",
                "c:evil",
                "..\\evil",
                "a\\b",
                "nul\0byte"
            })
    void a_name_that_could_lead_elsewhere_is_refused(String name) {
        assertRefused(Zips.handMade(new Entry(name, "x")));
    }

    @Test
    void a_name_too_long_is_refused() {
        assertRefused(Zips.handMade(new Entry("a".repeat(256), "x")));
        assertRefused(Zips.handMade(new Entry("a/".repeat(600) + "b", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "..", "../../x", "a/../../x", "down/../up", ""})
    void a_link_that_could_lead_elsewhere_is_refused(String target) {
        assertRefused(Zips.handMade(Entry.link("here/link", target.replace("..", "../.."))));
    }

    @Test
    void a_link_that_stays_inside_is_accepted() {
        check(Zips.handMade(new Entry("lib/x.so.1", "x"), Entry.link("lib/x.so", "x.so.1"), Entry.link("l", "./lib")));
    }

    @Test
    void devices_pipes_and_sockets_are_refused() {
        for (int type : new int[] {0020000, 0060000, 0010000, 0140000}) {
            assertRefused(Zips.handMade(new Entry("device", "").mode(type | 0666)));
        }
    }

    @Test
    void an_encrypted_entry_is_refused() {
        assertRefused(Zips.handMade(new Entry("secret", "x").flags(1)));
    }

    @Test
    void a_bomb_is_stopped_while_it_goes_off() {
        byte[] zip = Zips.handMade(new Entry("zeros", new byte[3 << 20]));

        assertThat(zip.length).isLessThan(10_000);
        assertThatThrownBy(() -> check(zip, Limits.aws().withUnzippedBytes(1 << 20)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Unzipped size must be smaller than 1048576 bytes");
    }

    @Test
    void a_bomb_that_claims_to_be_small_is_refused() {
        assertRefused(Zips.handMade(new Entry("zeros", new byte[3 << 20]).claiming(10)));
    }

    @Test
    void an_entry_that_claims_to_be_huge_is_refused_without_trying_to_hold_it() {
        assertRefused(Zips.handMade(new Entry("small", "x").claiming(1L << 30)));
        assertRefused(Zips.handMade(new Entry("small", "x").stored().claiming(1L << 30)));
        assertRefused(Zips.handMade(new Entry("small", "x").claiming(0xffffffffL)));
    }

    @Test
    void entries_that_share_bytes_are_refused() {
        Entry first = new Entry("a", "shared");
        Entry second = new Entry("a", "shared").pointingAt(0);

        assertRefused(Zips.handMade(first, second));
    }

    @Test
    void an_entry_whose_two_headers_disagree_is_refused() {
        assertRefused(Zips.handMade(new Entry("a", "1"), new Entry("b", "2").pointingAt(0)));
        assertRefused(Zips.handMade(new Entry("a", "1").pointingAt(1_000_000)));
    }

    @Test
    void damaged_content_is_refused() {
        assertRefused(Zips.handMade(new Entry("a", "content").crc(4711)));
    }

    @Test
    void too_many_entries_are_refused() {
        Entry[] entries =
                IntStream.range(0, 1_001).mapToObj(i -> new Entry("f" + i, "")).toArray(Entry[]::new);
        Limits limits = new Limits(1_000, 100, 50 << 20, 250 << 20, 1L << 40, 1_000, Duration.ZERO);

        assertThatThrownBy(() -> check(Zips.handMade(entries), limits)).hasMessage(CANNOT);
    }

    @Test
    void what_is_no_zip_is_refused() {
        assertRefused("hello".getBytes(StandardCharsets.UTF_8));
        assertRefused(new byte[100]);
        byte[] zip = Zips.of("a", "b");
        assertRefused(Arrays.copyOf(zip, zip.length - 1));
        assertRefused(Arrays.copyOf(zip, zip.length + 1));
    }

    @Test
    void an_empty_zip_is_refused_in_other_words() {
        assertThatThrownBy(() -> check(Zips.handMade())).hasMessage("Uploaded file must be a non-empty zip");
        assertThatThrownBy(() -> check(new byte[0])).hasMessage("Uploaded file must be a non-empty zip");
    }

    @Test
    void a_zip_behind_an_executable_stub_is_accepted() {
        byte[] zip = Zips.of("a", "b");
        byte[] stub = "#!/usr/bin/env python3\n".getBytes(StandardCharsets.UTF_8);
        byte[] both =
                ByteBuffer.allocate(stub.length + zip.length).put(stub).put(zip).array();

        assertThat(check(both).unzippedSize()).isEqualTo(1);
    }

    @Test
    void absurd_zip64_fields_are_refused() {
        byte[] zip = Zips.handMade(new Entry("a", "b"));
        ByteBuffer end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort(zip.length - 12, (short) 0xffff).putShort(zip.length - 14, (short) 0xffff);
        assertRefused(zip);

        ByteBuffer with64 = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
        with64.putInt(0x06064b50).putLong(44).putInt(0).putInt(0).putInt(0);
        with64.putLong(Long.MAX_VALUE)
                .putLong(Long.MAX_VALUE)
                .putLong(Long.MAX_VALUE)
                .putLong(Long.MIN_VALUE);
        with64.putInt(0x07064b50).putInt(0).putLong(0).putInt(1);
        with64.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        assertRefused(with64.array());
    }

    @Test
    void a_package_over_the_direct_limit_is_too_large_a_request() {
        assertThatThrownBy(() -> check(new byte[52_428_801])).isInstanceOfSatisfying(AwsException.class, e -> {
            assertThat(e.status()).isEqualTo(413);
            assertThat(e.code()).isEqualTo("RequestEntityTooLargeException");
        });
    }

    @Property(tries = 3_000)
    void however_a_zip_is_mutilated_it_is_accepted_or_refused_and_nothing_else(
            @ForAll @IntRange(max = 400) int at, @ForAll byte value, @ForAll @IntRange(max = 400) int other) {
        byte[] zip = Zips.handMade(
                new Entry("lib/a.txt", "some content"), Entry.link("b", "lib/a.txt"), new Entry("c", "x").stored());
        zip[at % zip.length] = value;
        zip[other % zip.length] ^= (byte) 0x80;

        try {
            check(zip);
        } catch (InvalidParameterValueException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
