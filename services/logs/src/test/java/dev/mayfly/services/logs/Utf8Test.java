package dev.mayfly.services.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class Utf8Test {

    @Property
    void what_is_well_formed_stays_and_has_the_length_of_its_bytes(@ForAll String any) {
        String text = Utf8.wellFormed(any);

        assertThat(Utf8.isWellFormed(text)).isTrue();
        assertThat(Utf8.wellFormed(text)).isSameAs(text);
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(Utf8.length(any)).isEqualTo(Utf8.length(text));
    }

    @Property
    void pieces_fit_and_make_the_whole(
            @ForAll @CharRange(from = '\ud7f0', to = '\ue00f') @StringLength(max = 60) String any,
            @ForAll @IntRange(min = 4, max = 20) int most) {
        String text = Utf8.wellFormed(any);

        List<String> pieces = Utf8.pieces(text, most);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(Utf8.length(piece)).isLessThanOrEqualTo(most);
            assertThat(Utf8.isWellFormed(piece)).isTrue();
        });
    }
}
