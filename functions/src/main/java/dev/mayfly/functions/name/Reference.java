package dev.mayfly.functions.name;

import dev.mayfly.functions.Refused;
import dev.mayfly.wire.AwsException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which function a caller means, read from a name, an ARN or part of one.
 *
 * @param qualifier as written, from the ARN or beside it
 */
public record Reference(String account, String region, String name, Optional<String> qualifier) {

    private static final Pattern WRITTEN = Pattern.compile("(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?"
            + "(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\\d):)?(?:(\\d{12}):)?(?:function:)?"
            + "([a-zA-Z0-9-_.]+)(?::(\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?");

    /**
     * @param functionName satisfies the API's pattern for it
     * @param qualifier given beside the name, if any
     * @param account of the caller, meant unless the name says another
     */
    public static Reference read(String functionName, @Nullable String qualifier, String account, String region) {
        Matcher written = WRITTEN.matcher(functionName);
        if (!written.matches()) {
            throw AwsException.validation("not the name of a function: " + functionName);
        }
        @Nullable String writtenRegion = written.group(1);
        if (writtenRegion != null && !writtenRegion.equals(region)) {
            throw Refused.notFound(
                    "Functions from '" + writtenRegion + "' are not reachable in this region ('" + region + "')");
        }
        @Nullable String writtenQualifier = written.group(4);
        if (qualifier != null && writtenQualifier != null && !qualifier.equals(writtenQualifier)) {
            throw Refused.invalid(
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        return new Reference(
                Optional.ofNullable(written.group(2)).orElse(account),
                region,
                String.valueOf(written.group(3)),
                Optional.ofNullable(qualifier == null ? writtenQualifier : qualifier));
    }

    /** Empty when the caller named none. */
    public Optional<Qualifier> parsedQualifier() {
        return qualifier.map(Qualifier::of);
    }

    public String arn() {
        return "arn:aws:lambda:" + region + ':' + account + ":function:" + name;
    }

    /** With the qualifier, if the caller used one. */
    public String writtenArn() {
        return qualifier.map(this::arn).orElse(arn());
    }

    public String arn(String qualifier) {
        return arn() + ':' + qualifier;
    }
}
