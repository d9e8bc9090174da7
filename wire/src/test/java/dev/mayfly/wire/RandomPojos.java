package dev.mayfly.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Fills the SDK's builders with whatever their fields allow. What a protocol itself cannot carry is not made: an empty
 * list in a query, a blank at the end of a header, an empty structure in XML.
 */
final class RandomPojos {
    private static final int DEPTH = 4;
    private static final String TAME = "abcXYZ019-_.~";
    private static final String WILD = "a Z/+&%=?#:;,.\"'<>{}[]\\|$é✓漢\n\t\uD83D\uDE00".replace("\uD83D\uDE00", "");

    private final Random random;
    private final boolean xml;

    RandomPojos(long seed, boolean xml) {
        this.random = new Random(seed);
        this.xml = xml;
    }

    /** Builds with random members; path members are always set. */
    Object filled(SdkPojo builder) {
        fill(builder, 0, MarshallLocation.PAYLOAD);
        return ((Buildable) builder).build();
    }

    private void fill(SdkPojo builder, int depth, MarshallLocation within) {
        boolean any = false;
        List<SdkField<?>> fields = builder.sdkFields();
        for (int i = 0; i < fields.size(); i++) {
            SdkField<?> field = fields.get(i);
            boolean last = i == fields.size() - 1;
            boolean path =
                    field.location() == MarshallLocation.PATH || field.location() == MarshallLocation.GREEDY_PATH;
            boolean wanted = path || defaulted(field) || random.nextInt(3) > 0 || (xml && depth > 0 && last && !any);
            if (wanted && (depth < DEPTH || scalar(field))) {
                field.set(builder, value(field, depth, depth == 0 ? field.location() : within));
                any = true;
            }
        }
    }

    /** What a client sets by itself when its user has not. */
    private static boolean defaulted(SdkField<?> field) {
        return field.containsTrait(DefaultValueTrait.class)
                || field.containsTrait(PayloadTrait.class)
                || field.location() == MarshallLocation.STATUS_CODE
                || field.locationName().equals("Accept")
                || field.locationName().equals("Content-Type");
    }

    private static boolean scalar(SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO, LIST, MAP -> false;
            default -> true;
        };
    }

    private Object value(SdkField<?> field, int depth, MarshallLocation location) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text(location);
            case INTEGER -> location == MarshallLocation.STATUS_CODE ? 200 + random.nextInt(4) : random.nextInt();
            case LONG -> random.nextLong();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case FLOAT -> random.nextInt() / 8f;
            case DOUBLE -> random.nextInt() / 8d;
            case BIG_DECIMAL -> new BigDecimal(random.nextLong()).movePointLeft(3);
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> moment(location);
            case SDK_BYTES -> bytes();
            case SDK_POJO -> structure(field, depth, location);
            case LIST -> list(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), depth, location);
            case MAP -> map(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), depth, location);
            case DOCUMENT, NULL -> throw new IllegalStateException("not in these models: " + field.memberName());
        };
    }

    private Object structure(SdkField<?> field, int depth, MarshallLocation location) {
        SdkPojo builder = field.constructor().get();
        fill(builder, depth + 1, location);
        return ((Buildable) builder).build();
    }

    private List<Object> list(SdkField<?> element, int depth, MarshallLocation location) {
        List<Object> values = new ArrayList<>();
        if (depth < DEPTH || scalar(element)) {
            for (int count = size(location); count > 0; count--) {
                values.add(value(element, depth + 1, location));
            }
        }
        return values;
    }

    private Map<String, Object> map(SdkField<?> element, int depth, MarshallLocation location) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (depth < DEPTH || scalar(element)) {
            for (int count = size(location); count > 0; count--) {
                String key = location == MarshallLocation.PAYLOAD ? text(location) : "k" + drawn(TAME, 12);
                values.put(key, value(element, depth + 1, location));
            }
        }
        return values;
    }

    private int size(MarshallLocation location) {
        return location == MarshallLocation.PAYLOAD && !xml ? random.nextInt(4) : 1 + random.nextInt(3);
    }

    private String text(MarshallLocation location) {
        return switch (location) {
            case HEADER -> drawn(TAME, 1 + random.nextInt(20));
            case PATH, GREEDY_PATH, QUERY_PARAM -> drawn(random.nextBoolean() ? TAME : WILD, 1 + random.nextInt(20));
            case PAYLOAD, STATUS_CODE ->
                xml
                        ? '<' + drawn(WILD, random.nextInt(20)) + '>'
                        : drawn(random.nextBoolean() ? TAME : WILD, random.nextInt(20));
        };
    }

    private String drawn(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private Instant moment(MarshallLocation location) {
        long millis = random.nextLong(0, 4_000_000_000_000L);
        return Instant.ofEpochMilli(location == MarshallLocation.HEADER ? millis / 1_000 * 1_000 : millis);
    }

    private SdkBytes bytes() {
        byte[] bytes = new byte[1 + random.nextInt(50)];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }
}
