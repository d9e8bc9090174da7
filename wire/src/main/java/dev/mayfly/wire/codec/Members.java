package dev.mayfly.wire.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** Reading and making the SDK's objects by their fields. */
final class Members {
    private Members() {}

    /** The value of a member; null when it was never set, which for lists and maps is not the same as empty. */
    static @Nullable Object of(SdkPojo pojo, SdkField<?> field) {
        Object value = field.getValueOrDefault(pojo);
        return value instanceof SdkAutoConstructList<?> || value instanceof SdkAutoConstructMap<?, ?> ? null : value;
    }

    /** A fresh builder for a member that is a structure. */
    static SdkPojo builder(SdkField<?> structure) {
        return structure.constructor().get();
    }

    static Object built(SdkPojo builder) {
        return ((Buildable) builder).build();
    }

    static SdkField<?> element(SdkField<?> list) {
        return list.getRequiredTrait(ListTrait.class).memberFieldInfo();
    }

    static SdkField<?> value(SdkField<?> map) {
        return map.getRequiredTrait(MapTrait.class).valueFieldInfo();
    }

    static List<?> list(Object value) {
        return (List<?>) value;
    }

    static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
