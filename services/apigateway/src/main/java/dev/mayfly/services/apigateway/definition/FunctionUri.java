package dev.mayfly.services.apigateway.definition;

import dev.mayfly.base.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URI of a Lambda integration:
 * {@code arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations}, where the function's ARN
 * may carry a qualifier and {@code ${stageVariables.NAME}}.
 */
public final class FunctionUri {
    private static final Pattern LAMBDA =
            Pattern.compile("arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path/+2015-03-31/functions/(.+)/invocations");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{stageVariables\\.([a-zA-Z0-9_]+)}");

    private FunctionUri() {}

    /** What stands for the function, variables and all; empty when the URI is not a Lambda invocation. */
    public static Optional<String> function(String uri) {
        Matcher matcher = LAMBDA.matcher(uri);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The function that the URI means in a stage; empty when that is no Lambda function's ARN. */
    public static Optional<Arn> function(String uri, Map<String, String> stageVariables) {
        return function(uri)
                .map(text -> substituted(text, stageVariables))
                .flatMap(Arn::parse)
                .filter(arn -> arn.service().equals("lambda") && arn.resource().startsWith("function:"));
    }

    /** A variable that is not set is empty, as in AWS. */
    public static String substituted(String text, Map<String, String> stageVariables) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(stageVariables.getOrDefault(found.group(1), "")));
    }

    public static boolean hasVariables(String text) {
        return text.contains("${");
    }
}
