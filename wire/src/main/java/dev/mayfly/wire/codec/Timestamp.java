package dev.mayfly.wire.codec;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Moments in the formats that AWS's models name; to the millisecond, as AWS keeps them. */
final class Timestamp {
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    /** Years 0000 to 9999: what all the formats can write. */
    private static final double LEAST_SECOND = -62_167_219_200d;

    private static final double MOST_SECOND = 253_402_300_799d;

    private Timestamp() {}

    /** The member's own format, else what the protocol uses at that place. */
    static Format format(SdkField<?> field, Format otherwise) {
        return field.getOptionalTrait(TimestampFormatTrait.class)
                .map(TimestampFormatTrait::format)
                .orElse(otherwise);
    }

    static Instant parse(String text, Format format) throws Malformed {
        try {
            return switch (format) {
                case ISO_8601 -> OffsetDateTime.parse(text).toInstant();
                case RFC_822 ->
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
                case UNIX_TIMESTAMP -> ofSeconds(Double.parseDouble(text));
                case UNIX_TIMESTAMP_MILLIS -> ofSeconds(Double.parseDouble(text) / 1_000);
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw new Malformed("Invalid timestamp: " + text);
        }
    }

    static Instant ofSeconds(double seconds) throws Malformed {
        if (!(seconds >= LEAST_SECOND && seconds <= MOST_SECOND)) {
            throw new Malformed("Invalid timestamp: " + seconds);
        }
        return Instant.ofEpochMilli(Math.round(seconds * 1_000));
    }

    static String print(Instant moment, Format format) {
        return switch (format) {
            case ISO_8601 -> moment.truncatedTo(ChronoUnit.MILLIS).toString();
            case RFC_822 -> RFC_822.format(moment);
            case UNIX_TIMESTAMP -> seconds(moment).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(moment.toEpochMilli());
        };
    }

    private static BigDecimal seconds(Instant moment) {
        long millis = moment.toEpochMilli();
        return millis % 1_000 == 0 ? BigDecimal.valueOf(millis / 1_000) : BigDecimal.valueOf(millis, 3);
    }
}
