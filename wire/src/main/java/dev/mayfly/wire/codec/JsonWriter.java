package dev.mayfly.wire.codec;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the SDK's objects as JSON; members that were never set are left out. */
final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes what precedes the members of a structure. */
    interface Preface {
        void write(JsonGenerator out);
    }

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    static byte[] write(SdkPojo pojo) {
        return write(out -> {}, pojo);
    }

    /** A structure of what {@code preface} writes and, where there is one, of the members of {@code pojo}. */
    static byte[] write(Preface preface, @Nullable SdkPojo pojo) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            preface.write(out);
            if (pojo != null) {
                new JsonWriter(out).members(pojo);
            }
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void members(SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            if (field.location() == MarshallLocation.PAYLOAD) {
                Object value = Members.of(pojo, field);
                if (value != null) {
                    out.writeName(field.unmarshallLocationName());
                    value(value, field);
                }
            }
        }
    }

    private void value(@Nullable Object value, @Nullable SdkField<?> field) {
        switch (value) {
            case null -> out.writeNull();
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Double number -> decimal(number);
            case Float number -> decimal(number);
            case BigDecimal number -> out.writeNumber(number);
            case Number number -> out.writeNumber(number.longValue());
            case Instant moment -> moment(moment, field);
            case SdkBytes bytes -> out.writeBinary(bytes.asByteArrayUnsafe());
            case SdkPojo pojo -> {
                out.writeStartObject();
                members(pojo);
                out.writeEndObject();
            }
            case List<?> list -> list(list, field == null ? null : Members.element(field));
            case Map<?, ?> map -> map(map, field == null ? null : Members.value(field));
            case Document document -> document(document);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void decimal(Number number) {
        double value = number.doubleValue();
        if (Double.isFinite(value)) {
            out.writeNumber(number.toString());
        } else {
            out.writeString(number.toString());
        }
    }

    private void moment(Instant moment, @Nullable SdkField<?> field) {
        Format format = field == null ? Format.UNIX_TIMESTAMP : Timestamp.format(field, Format.UNIX_TIMESTAMP);
        String text = Timestamp.print(moment, format);
        if (format == Format.UNIX_TIMESTAMP || format == Format.UNIX_TIMESTAMP_MILLIS) {
            out.writeNumber(text);
        } else {
            out.writeString(text);
        }
    }

    private void list(List<?> values, @Nullable SdkField<?> element) {
        out.writeStartArray();
        for (Object value : values) {
            value(value, element);
        }
        out.writeEndArray();
    }

    private void map(Map<?, ?> values, @Nullable SdkField<?> element) {
        out.writeStartObject();
        values.forEach((key, value) -> {
            out.writeName(key.toString());
            value(value, element);
        });
        out.writeEndObject();
    }

    private void document(Document document) {
        if (document.isMap()) {
            map(document.asMap(), null);
        } else if (document.isList()) {
            list(document.asList(), null);
        } else if (document.isNumber()) {
            out.writeNumber(document.asNumber().stringValue());
        } else {
            value(document.unwrap(), null);
        }
    }
}
