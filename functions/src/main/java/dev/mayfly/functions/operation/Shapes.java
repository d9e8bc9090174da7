package dev.mayfly.functions.operation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** What many answers have in common: AWS has a class for each, with the same members. */
final class Shapes {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter URL_DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Shapes() {}

    /** Sets every member of {@code builder} that {@code from} has too. */
    static <B extends SdkPojo> B fill(B builder, SdkPojo from) {
        for (SdkField<?> field : builder.sdkFields()) {
            for (SdkField<?> source : from.sdkFields()) {
                if (source.memberName().equals(field.memberName())) {
                    set(field, builder, source.getValueOrDefault(from));
                }
            }
        }
        return builder;
    }

    /** The caller knows that both members have the same type. */
    @SuppressWarnings("unchecked")
    private static <T> void set(SdkField<T> field, Object builder, @Nullable Object value) {
        if (value != null) {
            field.set(builder, (T) value);
        }
    }

    /** As functions and layers show when they were made or changed. */
    static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** As function URLs show it. */
    static String urlDate(Instant instant) {
        return URL_DATE.format(instant);
    }
}
