package dev.mayfly.services.apigateway.operation;

import dev.mayfly.wire.AwsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Which members of a record patches may change, and how. Paths are AWS's: {@code /description},
 * {@code /requestTemplates/application~1json}. What the patched record means is for its operation to check. Built once,
 * then read by many.
 *
 * @param <T> a record whose components are named as the paths are
 */
final class Patchable<T> {
    private static final JsonMapper JSON = new JsonMapper();

    /** A member and the operations it allows, in the order in which AWS names them. */
    private sealed interface Member {
        List<Op> operations();
    }

    private record Scalar(Function<@Nullable String, JsonNode> parse, List<Op> operations) implements Member {}

    /** @param missing said of a key that is to be removed and is not there */
    private record Entries(Function<@Nullable String, JsonNode> parse, String missing) implements Member {
        @Override
        public List<Op> operations() {
            return List.of(Op.ADD, Op.REPLACE, Op.REMOVE);
        }
    }

    /** A list used as a set: the key is an element. */
    private record Elements() implements Member {
        @Override
        public List<Op> operations() {
            return List.of(Op.ADD, Op.REPLACE, Op.REMOVE);
        }
    }

    private final Class<T> type;
    private final Map<String, Member> members = new LinkedHashMap<>();

    Patchable(Class<T> type) {
        this.type = type;
    }

    Patchable<T> text(String path) {
        return member(path, new Scalar(Patchable::textNode, List.of(Op.REPLACE)));
    }

    Patchable<T> removableText(String path) {
        return member(path, new Scalar(Patchable::textNode, List.of(Op.REPLACE, Op.REMOVE)));
    }

    Patchable<T> flag(String path) {
        return member(path, new Scalar(value -> BooleanNode.valueOf(Boolean.parseBoolean(value)), List.of(Op.REPLACE)));
    }

    /** @param otherwise said of a value that is no integer */
    Patchable<T> integer(String path, String otherwise) {
        return member(path, new Scalar(value -> integerNode(value, otherwise), List.of(Op.REPLACE)));
    }

    /** As {@link #integer}; an empty value removes the member. */
    Patchable<T> removableInteger(String path, String otherwise) {
        return member(
                path,
                new Scalar(
                        value -> value == null || value.isEmpty()
                                ? NullNode.getInstance()
                                : integerNode(value, otherwise),
                        List.of(Op.REPLACE)));
    }

    Patchable<T> decimal(String path, String otherwise) {
        return member(path, new Scalar(value -> decimalNode(value, otherwise), List.of(Op.REPLACE)));
    }

    Patchable<T> texts(String path, String missing) {
        return member(path, new Entries(Patchable::textNode, missing));
    }

    Patchable<T> flags(String path, String missing) {
        return member(path, new Entries(value -> BooleanNode.valueOf(Boolean.parseBoolean(value)), missing));
    }

    Patchable<T> elements(String path) {
        return member(path, new Elements());
    }

    /** All patches in turn; a patch that cannot be applied refuses them all. */
    T apply(T value, List<PatchOperation> patches) {
        ObjectNode root = JSON.valueToTree(value);
        for (PatchOperation patch : patches) {
            apply(root, patch);
        }
        return JSON.treeToValue(root, type);
    }

    /** @param operation as AWS names the input in validation errors: {@code updateStage} */
    static void checkOperations(String operation, List<PatchOperation> patches) {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < patches.size(); i++) {
            PatchOperation patch = patches.get(i);
            if (patch.op() == null || patch.op() == Op.UNKNOWN_TO_SDK_VERSION) {
                failures.add("Value '" + patch.opAsString() + "' at '" + operation + "Input.patchOperations." + (i + 1)
                        + ".member.op' failed to satisfy constraint: Member must satisfy enum value set: "
                        + "[add, remove, move, test, replace, copy]");
            }
        }
        if (!failures.isEmpty()) {
            String errors = failures.size() == 1 ? " validation error detected: " : " validation errors detected: ";
            throw AwsException.validation(failures.size() + errors + String.join("; ", failures));
        }
        for (PatchOperation patch : patches) {
            if (patch.path() == null) {
                throw Refusal.bad("Invalid patch path " + patch.path());
            }
        }
    }

    private void apply(ObjectNode root, PatchOperation patch) {
        List<String> segments = segments(patch.path());
        String whole = String.join("/", segments);
        int last = segments.size() - 1;
        String parent = String.join("/", segments.subList(0, last));
        String key = segments.get(last).replace("~1", "/").replace("~0", "~");

        if (members.get(whole) instanceof Scalar scalar) {
            allow(scalar, patch);
            JsonNode value = patch.op() == Op.REMOVE
                    ? NullNode.getInstance()
                    : scalar.parse().apply(patch.value());
            holder(root, segments).set(key, value);
        } else if (members.get(parent) instanceof Entries entries) {
            allow(entries, patch);
            patchEntry(holder(root, segments.subList(0, last)), segments.get(last - 1), entries, key, patch);
        } else if (members.get(parent) instanceof Elements elements) {
            allow(elements, patch);
            ObjectNode holder = holder(root, segments.subList(0, last));
            patchElement((ArrayNode) holder.get(segments.get(last - 1)), key, patch);
        } else {
            throw Refusal.bad("Invalid patch path " + patch.path());
        }
    }

    private static void patchEntry(ObjectNode holder, String name, Entries entries, String key, PatchOperation patch) {
        ObjectNode map = holder.get(name) instanceof ObjectNode present ? present : holder.putObject(name);
        if (patch.op() == Op.REMOVE) {
            if (map.remove(key) == null) {
                throw Refusal.notFound(entries.missing());
            }
        } else {
            map.set(key, entries.parse().apply(patch.value()));
        }
    }

    private static void patchElement(ArrayNode list, String key, PatchOperation patch) {
        if (patch.op() != Op.ADD) {
            removeElement(list, key);
        }
        switch (patch.op()) {
            case ADD -> list.add(key);
            case REPLACE -> list.add(textNode(patch.value()));
            default -> {}
        }
    }

    /** By its text, or by its index as some tools send it. */
    private static void removeElement(ArrayNode list, String key) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).asString().equals(key) || key.equals(Integer.toString(i))) {
                list.remove(i);
                return;
            }
        }
    }

    private static ObjectNode holder(ObjectNode root, List<String> segments) {
        ObjectNode holder = root;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            holder = (ObjectNode) holder.get(segment);
        }
        return holder;
    }

    private static void allow(Member member, PatchOperation patch) {
        if (!member.operations().contains(patch.op())) {
            throw Refusal.bad("Invalid patch operation specified. Must be one of: " + member.operations());
        }
    }

    private static List<String> segments(String path) {
        if (!path.startsWith("/")) {
            throw Refusal.bad("Invalid patch path " + path);
        }
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    private static JsonNode textNode(@Nullable String value) {
        return StringNode.valueOf(value == null ? "" : value);
    }

    private static JsonNode integerNode(@Nullable String value, String otherwise) {
        try {
            return IntNode.valueOf(Integer.parseInt(String.valueOf(value)));
        } catch (NumberFormatException e) {
            throw Refusal.bad(otherwise);
        }
    }

    private static JsonNode decimalNode(@Nullable String value, String otherwise) {
        try {
            return DoubleNode.valueOf(Double.parseDouble(String.valueOf(value)));
        } catch (NumberFormatException e) {
            throw Refusal.bad(otherwise);
        }
    }

    private Patchable<T> member(String path, Member member) {
        members.put(path, member);
        return this;
    }
}
