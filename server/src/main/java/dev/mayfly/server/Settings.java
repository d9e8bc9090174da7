package dev.mayfly.server;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Settings as text, each known; read into the rooms' records. Complaints name the flag and what it takes. */
record Settings(Map<String, String> values) {

    /** What was set cannot be used; the message is for the person who set it. */
    static final class Invalid extends RuntimeException {
        Invalid(String message) {
            super(message);
        }
    }

    String text(Option option) {
        return values.getOrDefault(option.name(), option.otherwise());
    }

    int number(Option option, int least, int most) {
        int number = parse(option, "a whole number", Integer::parseInt);
        if (number < least || number > most) {
            throw new Invalid(
                    option.flag() + " takes a whole number from " + least + " to " + most + ", not " + number);
        }
        return number;
    }

    /** {@code 30s}, {@code 5m}, {@code 2h}, {@code 500ms}. */
    Duration duration(Option option) {
        return parse(option, "a duration such as 30s, 5m or 2h", text -> {
            if (text.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                case 'h' -> Duration.ofHours(count);
                default -> throw new NumberFormatException(text);
            };
        });
    }

    boolean flag(Option option) {
        return switch (text(option)) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new Invalid(option.flag() + " takes true or false, not '" + text(option) + "'");
        };
    }

    String oneOf(Option option, String... allowed) {
        for (String value : allowed) {
            if (value.equals(text(option))) {
                return value;
            }
        }
        throw new Invalid(
                option.flag() + " takes one of " + String.join(", ", allowed) + ", not '" + text(option) + "'");
    }

    private <T> T parse(Option option, String what, Function<String, T> parser) {
        String text = text(option);
        try {
            return parser.apply(text);
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new Invalid(option.flag() + " takes " + what + ", not '" + text + "'");
        }
    }
}
