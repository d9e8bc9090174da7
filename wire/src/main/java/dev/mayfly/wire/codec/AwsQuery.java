package dev.mayfly.wire.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.wire.http.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** awsQuery: a form comes in, as body or as query; XML goes out. */
public final class AwsQuery implements Codec {
    private final String namespace;

    /** @param namespace of the XML, as the model names it */
    public AwsQuery(String namespace) {
        this.namespace = namespace;
    }

    @Override
    public void decode(Request request, SdkPojo builder) throws Malformed {
        String form = request.body().length == 0 ? request.query() : new String(request.body(), UTF_8);
        structure(FormTree.of(Parameters.parse(form)), builder);
    }

    private static void structure(FormTree form, SdkPojo builder) throws Malformed {
        for (SdkField<?> field : builder.sdkFields()) {
            FormTree member = form.child(field.locationName());
            Object value = member == null ? null : value(member, field);
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private static @Nullable Object value(FormTree form, SdkField<?> field) throws Malformed {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> {
                SdkPojo builder = Members.builder(field);
                structure(form, builder);
                yield Members.built(builder);
            }
            case LIST -> list(form, field.getRequiredTrait(ListTrait.class));
            case MAP -> map(form, field.getRequiredTrait(MapTrait.class));
            default -> form.text() == null ? null : Scalar.parse(form.text(), field, Format.ISO_8601);
        };
    }

    private static @Nullable List<Object> list(FormTree form, ListTrait trait) throws Malformed {
        FormTree elements = trait.isFlattened() ? form : form.child(elementName(trait));
        if (elements == null) {
            // A list that is there but empty is sent as a parameter without value.
            return form.text() == null ? null : List.of();
        }
        List<Object> values = new ArrayList<>();
        for (FormTree element : elements.numbered()) {
            Object value = value(element, trait.memberFieldInfo());
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static String elementName(ListTrait trait) {
        return Objects.requireNonNullElse(trait.memberLocationName(), "member");
    }

    private static @Nullable Map<String, Object> map(FormTree form, MapTrait trait) throws Malformed {
        FormTree entries = trait.isFlattened() ? form : form.child("entry");
        if (entries == null) {
            return form.text() == null ? null : Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (FormTree entry : entries.numbered()) {
            FormTree key = entry.child(Objects.requireNonNullElse(trait.keyLocationName(), "key"));
            FormTree value = entry.child(Objects.requireNonNullElse(trait.valueLocationName(), "value"));
            Object read = value == null ? null : value(value, trait.valueFieldInfo());
            if (key != null && key.text() != null && read != null) {
                values.put(key.text(), read);
            }
        }
        return values;
    }

    @Override
    public Answer encode(String operation, int status, SdkPojo response, String requestId) {
        XmlWriter xml = new XmlWriter();
        xml.open(operation + "Response", namespace);
        xml.open(operation + "Result");
        members(xml, response);
        xml.close(operation + "Result");
        xml.open("ResponseMetadata");
        xml.element("RequestId", requestId);
        xml.close("ResponseMetadata");
        xml.close(operation + "Response");
        return answer(status, xml, requestId);
    }

    private static void members(XmlWriter xml, SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = Members.of(pojo, field);
            if (value != null) {
                write(xml, field.unmarshallLocationName(), value, field);
            }
        }
    }

    private static void write(XmlWriter xml, String name, Object value, SdkField<?> field) {
        switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> {
                xml.open(name);
                members(xml, (SdkPojo) value);
                xml.close(name);
            }
            case LIST -> {
                ListTrait trait = field.getRequiredTrait(ListTrait.class);
                boolean wrapped = !trait.isFlattened();
                if (wrapped) {
                    xml.open(name);
                }
                for (Object element : Members.list(value)) {
                    write(xml, wrapped ? elementName(trait) : name, element, trait.memberFieldInfo());
                }
                if (wrapped) {
                    xml.close(name);
                }
            }
            case MAP -> {
                MapTrait trait = field.getRequiredTrait(MapTrait.class);
                boolean wrapped = !trait.isFlattened();
                if (wrapped) {
                    xml.open(name);
                }
                Members.map(value).forEach((key, element) -> entry(xml, wrapped ? "entry" : name, key, element, trait));
                if (wrapped) {
                    xml.close(name);
                }
            }
            default -> xml.element(name, Scalar.print(value, field, Format.ISO_8601));
        }
    }

    private static void entry(XmlWriter xml, String name, Object key, Object value, MapTrait trait) {
        xml.open(name);
        xml.element(Objects.requireNonNullElse(trait.keyLocationName(), "key"), key.toString());
        write(xml, Objects.requireNonNullElse(trait.valueLocationName(), "value"), value, trait.valueFieldInfo());
        xml.close(name);
    }

    @Override
    public Answer encode(Failure failure, String requestId) {
        XmlWriter xml = new XmlWriter();
        xml.open("ErrorResponse", namespace);
        xml.open("Error");
        xml.element("Type", failure.fault() ? "Receiver" : "Sender");
        xml.element("Code", failure.code());
        xml.element("Message", failure.message());
        failure.modelled().ifPresent(modelled -> members(xml, modelled));
        xml.close("Error");
        xml.element("RequestId", requestId);
        xml.close("ErrorResponse");
        return answer(failure.status(), xml, requestId);
    }

    private static Answer answer(int status, XmlWriter xml, String requestId) {
        return new Answer(status, Headers.of("x-amzn-RequestId", requestId, "Content-Type", "text/xml"), xml.bytes());
    }
}
