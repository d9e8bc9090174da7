package dev.mayfly.functions;

import java.util.Optional;

/**
 * Where a function logs and how.
 *
 * @param applicationLevel TRACE … FATAL; only with {@link Format#JSON}
 * @param systemLevel DEBUG, INFO or WARN; only with {@link Format#JSON}
 * @param group name of the CloudWatch log group
 */
public record Logging(Format format, Optional<String> applicationLevel, Optional<String> systemLevel, String group) {

    public enum Format {
        TEXT("Text"),
        JSON("JSON");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        /** As the API writes it. */
        public String text() {
            return text;
        }
    }

    /** What a function has whose creator said nothing. */
    public static Logging standard(String functionName) {
        return new Logging(Format.TEXT, Optional.empty(), Optional.empty(), "/aws/lambda/" + functionName);
    }
}
