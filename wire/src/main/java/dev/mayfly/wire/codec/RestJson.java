package dev.mayfly.wire.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.wire.http.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** restJson1: members in path, query, headers and status; the rest in a JSON body, or one member as the body. */
public final class RestJson implements Codec {
    private static final byte[] NOTHING = new byte[0];
    private static final String JSON = "application/json";

    @Override
    public void decode(Request request, SdkPojo builder) throws Malformed {
        Parameters query = Parameters.parse(request.query());
        boolean structured = false;
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = switch (field.location()) {
                case PATH, GREEDY_PATH -> label(request.labels().get(field.locationName()), field);
                case QUERY_PARAM -> queried(query, request.routed(), field, builder);
                case HEADER -> header(request.headers(), field);
                case PAYLOAD -> {
                    if (field.containsTrait(PayloadTrait.class)) {
                        yield payload(request.body(), field);
                    }
                    structured = true;
                    yield null;
                }
                case STATUS_CODE -> null;
            };
            if (value != null) {
                field.set(builder, value);
            }
        }
        if (structured) {
            JsonReader.read(request.body(), builder);
        }
    }

    private static @Nullable Object label(@Nullable String text, SdkField<?> field) throws Malformed {
        return text == null ? null : Scalar.parse(text, field, Format.ISO_8601);
    }

    private static @Nullable Object queried(Parameters query, Set<String> routed, SdkField<?> field, SdkPojo builder)
            throws Malformed {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        if (type == MarshallingKnownType.MAP) {
            return queriedMap(query, routed, field, builder);
        }
        if (type == MarshallingKnownType.LIST) {
            return list(query.all(field.locationName()), Members.element(field), Format.ISO_8601);
        }
        Optional<String> text = query.first(field.locationName());
        return text.isEmpty() ? null : Scalar.parse(text.get(), field, Format.ISO_8601);
    }

    /** A map in the query takes every parameter that no other member is bound to. */
    private static @Nullable Object queriedMap(Parameters query, Set<String> routed, SdkField<?> field, SdkPojo builder)
            throws Malformed {
        Set<String> bound = builder.sdkFields().stream()
                .filter(other -> other.location() == MarshallLocation.QUERY_PARAM)
                .map(SdkField::locationName)
                .collect(Collectors.toSet());
        SdkField<?> element = Members.value(field);
        boolean lists = element.marshallingType().getKnownType() == MarshallingKnownType.LIST;
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameters.Pair pair : query.pairs()) {
            if (!bound.contains(pair.name()) && !routed.contains(pair.name()) && !values.containsKey(pair.name())) {
                Object value = lists
                        ? list(query.all(pair.name()), Members.element(element), Format.ISO_8601)
                        : Scalar.parse(pair.value(), element, Format.ISO_8601);
                if (value != null) {
                    values.put(pair.name(), value);
                }
            }
        }
        return values.isEmpty() ? null : values;
    }

    private static @Nullable List<Object> list(List<String> texts, SdkField<?> element, Format timestamps)
            throws Malformed {
        if (texts.isEmpty()) {
            return null;
        }
        List<Object> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            values.add(Scalar.parse(text, element, timestamps));
        }
        return values;
    }

    private static @Nullable Object header(Headers headers, SdkField<?> field) throws Malformed {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        String name = field.locationName();
        if (type == MarshallingKnownType.MAP) {
            return prefixed(headers, name);
        }
        List<String> lines = headers.all(name);
        if (lines.isEmpty()) {
            return null;
        }
        if (type == MarshallingKnownType.LIST) {
            List<String> texts = new ArrayList<>();
            for (String line : lines) {
                for (String text : line.split(",", -1)) {
                    texts.add(text.strip());
                }
            }
            return list(texts, Members.element(field), Format.RFC_822);
        }
        return Scalar.parse(lines.getFirst(), field, Format.RFC_822);
    }

    private static @Nullable Map<String, String> prefixed(Headers headers, String prefix) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Headers.Header line : headers.lines()) {
            if (line.name().regionMatches(true, 0, prefix, 0, prefix.length())) {
                values.put(line.name().substring(prefix.length()), line.value());
            }
        }
        return values.isEmpty() ? null : values;
    }

    private static @Nullable Object payload(byte[] body, SdkField<?> field) throws Malformed {
        if (body.length == 0) {
            return null;
        }
        return switch (field.marshallingType().getKnownType()) {
            case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(body);
            case SDK_POJO -> {
                SdkPojo builder = Members.builder(field);
                JsonReader.read(body, builder);
                yield Members.built(builder);
            }
            default -> Scalar.parse(new String(body, UTF_8), field, Format.ISO_8601);
        };
    }

    @Override
    public Answer encode(String operation, int status, SdkPojo response, String requestId) {
        Headers headers = Headers.of("x-amzn-RequestId", requestId);
        int answered = status;
        SdkField<?> payload = null;
        boolean structured = false;
        for (SdkField<?> field : response.sdkFields()) {
            Object value = Members.of(response, field);
            switch (field.location()) {
                case PAYLOAD -> {
                    payload = field.containsTrait(PayloadTrait.class) ? field : payload;
                    structured = true;
                }
                case STATUS_CODE -> answered = value instanceof Integer said ? said : answered;
                case HEADER -> headed(headers, field, value);
                case QUERY_PARAM, PATH, GREEDY_PATH -> {}
            }
        }
        byte[] body = payload != null
                ? payload(response, payload, headers)
                : structured ? JsonWriter.write(response) : NOTHING;
        if (!headers.contains("Content-Type") && answered != 204) {
            headers.add("Content-Type", JSON);
        }
        return new Answer(answered, headers, body);
    }

    private static byte[] payload(SdkPojo response, SdkField<?> field, Headers headers) {
        return switch (Members.of(response, field)) {
            case null -> NOTHING;
            case SdkBytes bytes -> {
                if (!headers.contains("Content-Type")) {
                    headers.add("Content-Type", "application/octet-stream");
                }
                yield bytes.asByteArrayUnsafe();
            }
            case SdkPojo structure -> JsonWriter.write(structure);
            case Object scalar -> Scalar.print(scalar, field, Format.ISO_8601).getBytes(UTF_8);
        };
    }

    private static void headed(Headers headers, SdkField<?> field, @Nullable Object value) {
        String name = field.locationName();
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((key, text) -> headers.add(name + key, String.valueOf(text)));
            case List<?> list ->
                headers.add(
                        name,
                        list.stream()
                                .map(one -> Scalar.print(one, Members.element(field), Format.RFC_822))
                                .collect(Collectors.joining(",")));
            case Object scalar -> headers.add(name, Scalar.print(scalar, field, Format.RFC_822));
        }
    }

    /** As Lambda answers: {@code {"Type": "User", "message": …}}, the code in a header. */
    @Override
    public Answer encode(Failure failure, String requestId) {
        Headers headers =
                Headers.of("x-amzn-RequestId", requestId, "x-amzn-ErrorType", failure.code(), "Content-Type", JSON);
        SdkPojo modelled = failure.modelled().orElse(null);
        boolean typeMissing = false;
        if (modelled != null) {
            for (SdkField<?> field : modelled.sdkFields()) {
                Object value = Members.of(modelled, field);
                if (field.location() == MarshallLocation.HEADER) {
                    headed(headers, field, value);
                }
                typeMissing |= field.locationName().equals("Type") && value == null;
            }
        }
        boolean writeType = typeMissing;
        byte[] body = JsonWriter.write(
                out -> {
                    if (writeType) {
                        out.writeStringProperty("Type", failure.fault() ? "Service" : "User");
                    }
                    out.writeStringProperty(failure.messageMember(), failure.message());
                },
                modelled);
        return new Answer(failure.status(), headers, body);
    }
}
