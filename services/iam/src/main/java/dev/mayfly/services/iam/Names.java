package dev.mayfly.services.iam;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What IAM accepts as names and paths; their lengths were checked before (see {@link Constraints}). */
final class Names {
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern PATH = Pattern.compile("/|/[!-~]+/");

    private Names() {}

    static boolean isAccount(String text) {
        return ACCOUNT.matcher(text).matches();
    }

    /** Whether anything could have this name; what is longer is not worth a look into the store. */
    static boolean isName(String text) {
        return text.length() <= 128 && NAME.matcher(text).matches();
    }

    /**
     * @param member as AWS prints it: {@code roleName}
     * @return the name
     */
    static String name(String member, String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.validation("The specified value for " + member
                    + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        return name;
    }

    /** The path, or the root path when none was sent. */
    static String path(@Nullable String path) {
        if (path == null) {
            return "/";
        }
        if (!PATH.matcher(path).matches()) {
            throw Refusal.validation("The specified value for path is invalid. It must begin and end with / and contain"
                    + " only alphanumeric characters and/or / characters.");
        }
        return path;
    }

    /** The key of a row: names of an account's roles (users, policies) differ by more than their case. */
    static String key(String account, String name) {
        return account + '/' + name.toLowerCase(Locale.ROOT);
    }
}
