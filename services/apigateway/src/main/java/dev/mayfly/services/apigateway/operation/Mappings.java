package dev.mayfly.services.apigateway.operation;

import dev.mayfly.services.apigateway.definition.LiteralText;
import dev.mayfly.services.apigateway.definition.MethodResponse;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What parameter mappings and templates may say: literals only; what would have to be computed is refused here. */
final class Mappings {
    /** A header name is a token of RFC 9110, so a mapping cannot write a second header. */
    private static final Pattern TARGET = Pattern.compile("method\\.response\\.header\\.[a-zA-Z0-9!#$%&'*+.^_`|~-]+");

    private Mappings() {}

    static void checkTarget(String parameter) {
        if (!TARGET.matcher(parameter).matches()) {
            throw Refusal.bad(invalid("Invalid mapping expression specified: " + parameter));
        }
    }

    /** @param declared the method response of the same status; it must name each header that is mapped */
    static void checkParameters(Map<String, String> parameters, Optional<MethodResponse> declared) {
        parameters.forEach((target, source) -> {
            checkTarget(target);
            if (declared.isEmpty() || !declared.get().declares(target)) {
                throw Refusal.bad(invalid("Invalid mapping expression parameter specified: " + target));
            }
            checkSource(source);
        });
    }

    static void checkTemplates(Map<String, String> templates) {
        templates.forEach((contentType, template) -> {
            if (!LiteralText.ofTemplate(template)) {
                throw Refusal.bad("The template for " + contentType + " has VTL expressions, which are not supported "
                        + "here; a template must be literal text");
            }
        });
    }

    private static void checkSource(String source) {
        if (source.matches("(integration\\.response\\.|context\\.|stageVariables\\.).+")) {
            throw Refusal.bad("The mapping expression " + source
                    + " is not supported here; the supported form is a literal in single quotes: '...'");
        }
        if (LiteralText.quoted(source).isEmpty()) {
            throw Refusal.bad(invalid("Invalid mapping expression specified: " + source));
        }
    }

    private static String invalid(String error) {
        return "Invalid mapping expression specified: Validation Result: warnings : [], errors : [" + error + ']';
    }
}
