package dev.mayfly.functions.layers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which layer is meant.
 *
 * @param version if the ARN has one
 */
public record LayerName(String account, String region, String name, Optional<Long> version) {
    private static final Pattern ARN =
            Pattern.compile("arn:[a-zA-Z0-9-]+:lambda:([a-zA-Z0-9-]+):(\\d{12}):layer:([a-zA-Z0-9-_]+)(?::([0-9]+))?");

    /** @param written a name, or an ARN with or without version; satisfies the API's pattern */
    public static LayerName read(String written, String account, String region) {
        Matcher arn = ARN.matcher(written);
        if (!arn.matches()) {
            return new LayerName(account, region, written, Optional.empty());
        }
        // A number that is no long is the number of no version.
        Optional<Long> version = Optional.ofNullable(arn.group(4))
                .map(digits -> digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits));
        return new LayerName(
                String.valueOf(arn.group(2)), String.valueOf(arn.group(1)), String.valueOf(arn.group(3)), version);
    }

    /** Without version. */
    public String arn() {
        return "arn:aws:lambda:" + region + ':' + account + ":layer:" + name;
    }
}
