package dev.mayfly.services.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of a policy: what IAM accepts as one, how long it counts as, how it is shown. The text itself is kept as it
 * was sent. Trust policies follow rules of their own, see {@link TrustPolicy}.
 */
final class PolicyDocument {
    static final String SYNTAX_ERRORS = "Syntax errors in policy.";
    private static final Set<String> FIELDS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_FIELDS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Set<String> PARTITIONS =
            Set.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc", "*");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private PolicyDocument() {}

    /** @throws software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException with AWS's reason */
    static void requireIdentityPolicy(String text) {
        JsonNode policy = parsed(text, SYNTAX_ERRORS);
        require(FIELDS.containsAll(policy.propertyNames()), SYNTAX_ERRORS);
        require(isAbsentOrText(policy, "Id"), SYNTAX_ERRORS);
        List<JsonNode> statements = statements(policy);
        statements.forEach(PolicyDocument::requireStatementSyntax);
        require(
                policy.path("Version").asString("").equals("2012-10-17"),
                "Policy document must be version 2012-10-17 or greater.");
        requireUniqueSids(statements);
        for (JsonNode statement : statements) {
            require(
                    !statement.has("Principal") && !statement.has("NotPrincipal"),
                    "Policy document should not specify a principal.");
            List<String> actions = either(statement, "Action", "NotAction");
            require(!actions.isEmpty(), "Policy statement must contain actions.");
            List<String> resources = either(statement, "Resource", "NotResource");
            require(!resources.isEmpty(), "Policy statement must contain resources.");
            resources.forEach(PolicyDocument::requireResource);
            actions.forEach(PolicyDocument::requireAction);
        }
    }

    /** How much of a quota the text takes: white space does not count. */
    static int size(String text) {
        return (int) text.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    /** As IAM returns documents: percent-encoded by RFC 3986. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** @param otherwise the reason given when it is not one JSON object */
    static JsonNode parsed(String text, String otherwise) {
        JsonNode policy;
        try {
            policy = JSON.readTree(text);
        } catch (JacksonException e) {
            throw Refusal.malformed(otherwise);
        }
        require(policy.isObject(), otherwise);
        return policy;
    }

    static List<JsonNode> statements(JsonNode policy) {
        JsonNode statement = policy.path("Statement");
        List<JsonNode> statements = statement.isArray() ? List.copyOf(statement.values()) : List.of(statement);
        require(!statements.isEmpty() && statements.stream().allMatch(JsonNode::isObject), SYNTAX_ERRORS);
        return statements;
    }

    /** A string, or a list of strings; empty when there is neither. */
    static List<String> strings(JsonNode node) {
        if (node.isMissingNode()) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode each : node.isArray() ? List.copyOf(node.values()) : List.of(node)) {
            require(each.isString(), SYNTAX_ERRORS);
            strings.add(each.stringValue());
        }
        return strings;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Refusal.malformed(otherwise);
        }
    }

    /** Statement ids are alphanumeric and occur once. */
    static void requireUniqueSids(List<JsonNode> statements) {
        Set<String> seen = new HashSet<>();
        for (JsonNode statement : statements) {
            String sid = statement.path("Sid").asString("");
            require(
                    sid.matches("[0-9A-Za-z]*"),
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                            + " [0-9A-Za-z]*");
            require(sid.isEmpty() || seen.add(sid), "Statement IDs (SID) in a single policy must be unique.");
        }
    }

    static void requireConditionSyntax(JsonNode statement) {
        JsonNode conditions = statement.path("Condition");
        require(conditions.isMissingNode() || conditions.isObject(), SYNTAX_ERRORS);
        for (JsonNode operands : conditions.values()) {
            require(operands.isObject(), SYNTAX_ERRORS);
            for (JsonNode value : operands.values()) {
                require(!value.isObject() && !value.isNull(), SYNTAX_ERRORS);
            }
        }
    }

    static boolean isAbsentOrText(JsonNode node, String field) {
        return !node.has(field) || node.path(field).isString();
    }

    private static void requireStatementSyntax(JsonNode statement) {
        require(STATEMENT_FIELDS.containsAll(statement.propertyNames()), SYNTAX_ERRORS);
        String effect = statement.path("Effect").asString("");
        require(effect.equals("Allow") || effect.equals("Deny"), SYNTAX_ERRORS);
        require(isAbsentOrText(statement, "Sid"), SYNTAX_ERRORS);
        require(!(statement.has("Action") && statement.has("NotAction")), SYNTAX_ERRORS);
        require(!(statement.has("Resource") && statement.has("NotResource")), SYNTAX_ERRORS);
        requireConditionSyntax(statement);
    }

    private static List<String> either(JsonNode statement, String field, String negated) {
        return strings(statement.path(statement.has(field) ? field : negated));
    }

    private static void requireAction(String action) {
        if (action.equals("*")) {
            return;
        }
        String[] parts = action.split(":", -1);
        require(parts.length > 1, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        require(parts.length == 2, "Actions/Condition can contain only one colon.");
        require(parts[0].matches("[a-zA-Z0-9\\-.]+|\\*"), "Vendor " + parts[0] + " is not valid");
    }

    private static void requireResource(String resource) {
        if (resource.equals("*")) {
            return;
        }
        String[] parts = resource.split(":", 6);
        require(
                parts.length > 1 && parts[0].equals("arn"),
                "Resource " + resource + " must be in ARN format or \"*\".");
        require(
                PARTITIONS.contains(parts[1]),
                "Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".");
        require(parts.length == 6 && !parts[2].isEmpty(), "The policy failed legacy parsing");
    }
}
