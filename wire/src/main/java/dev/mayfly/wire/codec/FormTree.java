package dev.mayfly.wire.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters of a form as the tree that their dotted names draw: {@code Tags.member.1.Key=…}. */
final class FormTree {
    private static final int DEPTH = 64;

    private final Map<String, FormTree> children = new LinkedHashMap<>();
    private @Nullable String text;

    static FormTree of(Parameters parameters) {
        FormTree root = new FormTree();
        for (Parameters.Pair pair : parameters.pairs()) {
            root.put(pair);
        }
        return root;
    }

    private void put(Parameters.Pair pair) {
        FormTree node = this;
        int at = 0;
        // What is nested deeper than any model is left out.
        for (int depth = 0; depth < DEPTH; depth++) {
            int dot = pair.name().indexOf('.', at);
            String step = dot < 0 ? pair.name().substring(at) : pair.name().substring(at, dot);
            node = node.children.computeIfAbsent(step, _ -> new FormTree());
            if (dot < 0) {
                node.text = pair.value();
                return;
            }
            at = dot + 1;
        }
    }

    @Nullable
    String text() {
        return text;
    }

    @Nullable
    FormTree child(String name) {
        return children.get(name);
    }

    /** The children whose names are numbers, in the order of these. */
    List<FormTree> numbered() {
        Map<Integer, FormTree> sorted = new TreeMap<>();
        children.forEach((name, child) -> {
            if (!name.isEmpty() && name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                sorted.put(Integer.valueOf(name), child);
            }
        });
        return new ArrayList<>(sorted.values());
    }
}
