package dev.mayfly.functions.name;

/** Which version of a function is meant. */
public sealed interface Qualifier {

    /** As it stands in an ARN. */
    String text();

    /** What is being worked on. */
    record Latest() implements Qualifier {
        @Override
        public String text() {
            return "$LATEST";
        }
    }

    /** A published version. */
    record VersionNumber(long number) implements Qualifier {
        @Override
        public String text() {
            return Long.toString(number);
        }
    }

    record AliasName(String text) implements Qualifier {}

    /** Something that the API admits as a qualifier and that can name nothing: {@code $latest}, a number of 40 digits. */
    record Nothing(String text) implements Qualifier {}

    static Qualifier of(String text) {
        if (text.equals("$LATEST")) {
            return new Latest();
        }
        if (text.matches("[0-9]+")) {
            boolean canonical = text.length() <= 18 && !text.startsWith("0");
            return canonical ? new VersionNumber(Long.parseLong(text)) : new Nothing(text);
        }
        return text.matches("[a-zA-Z0-9-_]{1,128}") ? new AliasName(text) : new Nothing(text);
    }
}
