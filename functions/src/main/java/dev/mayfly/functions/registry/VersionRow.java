package dev.mayfly.functions.registry;

import java.util.Locale;

/** A published version; its settings never change. */
public record VersionRow(long number, Edition edition) {

    /** Sorts as the numbers do. */
    static String key(long number) {
        return String.format(Locale.ROOT, "%019d", number);
    }

    public VersionRow with(Edition changed) {
        return new VersionRow(number, changed);
    }
}
