package dev.mayfly.wire.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON into the SDK's builders, token by token: the longest text (a zip file in base64) is never a string. Absent
 * and null are the same, as AWS takes them.
 */
final class JsonReader {
    private static final int DEPTH = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    // How long a body may be is decided before it is read.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Sets the members of {@code builder} that stand in the body; an empty body is an empty structure. */
    static void read(byte[] body, SdkPojo builder) throws Malformed {
        if (body.length == 0) {
            return;
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            JsonReader reader = new JsonReader(parser);
            parser.nextToken();
            reader.structure(builder);
            if (parser.nextToken() != null) {
                throw new Malformed("Could not parse request body into json: unexpected content after its end");
            }
        } catch (JacksonException e) {
            throw new Malformed("Could not parse request body into json: " + e.getOriginalMessage());
        }
    }

    private void structure(SdkPojo builder) throws Malformed {
        expect(JsonToken.START_OBJECT, "Expected structure or map");
        Map<String, SdkField<?>> fields = builder.sdkFieldNameToField();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            SdkField<?> field = fields.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null || field.location() != MarshallLocation.PAYLOAD) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                field.set(builder, value(field));
            }
        }
    }

    private Object value(SdkField<?> field) throws Malformed {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text();
            case INTEGER -> (int) integer(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(Long.class, Long.MIN_VALUE, Long.MAX_VALUE);
            case SHORT -> (short) integer(Short.class, Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) integer(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case FLOAT -> (float) decimal(Float.class);
            case DOUBLE -> decimal(Double.class);
            case BIG_DECIMAL -> {
                number(java.math.BigDecimal.class);
                yield parser.getDecimalValue();
            }
            case BOOLEAN -> flag();
            case INSTANT -> moment(field);
            case SDK_BYTES -> bytes();
            case SDK_POJO -> {
                SdkPojo builder = Members.builder(field);
                structure(builder);
                yield Members.built(builder);
            }
            case LIST -> list(Members.element(field));
            case MAP -> map(Members.value(field));
            case DOCUMENT -> document();
            case NULL -> throw wrong(Void.class);
        };
    }

    private String text() throws Malformed {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(String.class);
        }
        return parser.getString();
    }

    private long integer(Class<?> type, long least, long most) throws Malformed {
        number(type);
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            // Beyond 2^53 a double no longer says which integer was meant.
            if (value != Math.rint(value) || Math.abs(value) > 1L << 53 || value < least || value > most) {
                throw wrong(type);
            }
            return (long) value;
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw wrong(type);
        }
        long value = parser.getLongValue();
        if (value < least || value > most) {
            throw wrong(type);
        }
        return value;
    }

    private double decimal(Class<?> type) throws Malformed {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return switch (parser.getString()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw wrong(type);
            };
        }
        number(type);
        return parser.getDoubleValue();
    }

    private void number(Class<?> type) throws Malformed {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrong(type);
        }
    }

    private Boolean flag() throws Malformed {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(Boolean.class);
        };
    }

    private Instant moment(SdkField<?> field) throws Malformed {
        Format format = Timestamp.format(field, Format.UNIX_TIMESTAMP);
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Timestamp.parse(parser.getString(), format);
        }
        number(Instant.class);
        double value = parser.getDoubleValue();
        return Timestamp.ofSeconds(format == Format.UNIX_TIMESTAMP_MILLIS ? value / 1_000 : value);
    }

    private SdkBytes bytes() throws Malformed {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(byte[].class);
        }
        return SdkBytes.fromByteArrayUnsafe(parser.getBinaryValue());
    }

    private List<Object> list(SdkField<?> element) throws Malformed {
        expect(JsonToken.START_ARRAY, "Expected list or null");
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(element));
        }
        return values;
    }

    private Map<String, Object> map(SdkField<?> element) throws Malformed {
        expect(JsonToken.START_OBJECT, "Expected structure or map");
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                values.put(key, value(element));
            }
        }
        return values;
    }

    private Document document() throws Malformed {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Document.fromString(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Document.fromNumber(parser.getString());
            case VALUE_TRUE -> Document.fromBoolean(true);
            case VALUE_FALSE -> Document.fromBoolean(false);
            case START_ARRAY -> {
                List<Document> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(document());
                }
                yield Document.fromList(values);
            }
            case START_OBJECT -> {
                Map<String, Document> values = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    values.put(key, document());
                }
                yield Document.fromMap(values);
            }
            default -> Document.fromNull();
        };
    }

    private void expect(JsonToken wanted, String otherwise) throws Malformed {
        JsonToken found = parser.currentToken();
        if (found == wanted) {
            return;
        }
        throw switch (found) {
            case START_OBJECT -> new Malformed("Start of structure or map found where not expected.");
            case START_ARRAY -> new Malformed("Start of list found where not expected");
            case null, default -> new Malformed(otherwise);
        };
    }

    private Malformed wrong(Class<?> wanted) {
        @Nullable JsonToken found = parser.currentToken();
        return switch (found) {
            case START_OBJECT -> new Malformed("Start of structure or map found where not expected.");
            case START_ARRAY -> new Malformed("Start of list found where not expected");
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Malformed.conversion("NUMBER_VALUE", wanted);
            case VALUE_STRING -> Malformed.conversion("STRING_VALUE", wanted);
            case VALUE_TRUE -> Malformed.conversion("TRUE_VALUE", wanted);
            case VALUE_FALSE -> Malformed.conversion("FALSE_VALUE", wanted);
            case null, default -> Malformed.conversion("NULL_VALUE", wanted);
        };
    }
}
