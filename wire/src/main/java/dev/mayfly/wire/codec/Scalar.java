package dev.mayfly.wire.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Single values as text: in paths, queries, headers, forms and XML. */
final class Scalar {
    private Scalar() {}

    /** @param timestamps format at this place, unless the member has its own */
    static Object parse(String text, SdkField<?> field, Format timestamps) throws Malformed {
        Class<?> type = field.marshallingType().getTargetClass();
        try {
            return switch (field.marshallingType().getKnownType()) {
                case STRING ->
                    field.containsTrait(JsonValueTrait.class)
                            ? new String(Base64.getDecoder().decode(text), UTF_8)
                            : text;
                case INTEGER -> Integer.valueOf(text.strip());
                case LONG -> Long.valueOf(text.strip());
                case SHORT -> Short.valueOf(text.strip());
                case BYTE -> Byte.valueOf(text.strip());
                case FLOAT -> Float.valueOf(text.strip());
                case DOUBLE -> Double.valueOf(text.strip());
                case BIG_DECIMAL -> new BigDecimal(text.strip());
                case BOOLEAN -> flag(text.strip());
                case INSTANT -> Timestamp.parse(text.strip(), Timestamp.format(field, timestamps));
                case SDK_BYTES ->
                    SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
                case NULL, SDK_POJO, LIST, MAP, DOCUMENT -> throw Malformed.conversion("STRING_VALUE", type);
            };
        } catch (IllegalArgumentException e) {
            throw Malformed.conversion("STRING_VALUE", type);
        }
    }

    private static Boolean flag(String text) throws Malformed {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw Malformed.conversion("STRING_VALUE", Boolean.class);
    }

    static String print(Object value, SdkField<?> field, Format timestamps) {
        return switch (value) {
            case Instant moment -> Timestamp.print(moment, Timestamp.format(field, timestamps));
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case BigDecimal number -> number.toPlainString();
            case String text
            when field.containsTrait(JsonValueTrait.class) ->
                Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
            default -> value.toString();
        };
    }
}
