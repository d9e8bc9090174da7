package dev.mayfly.services.iam;

import dev.mayfly.base.Arn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Who may assume a role: its AssumeRolePolicyDocument, understood. */
record TrustPolicy(List<Statement> statements) {
    static final String ASSUME_ROLE = "sts:AssumeRole";
    private static final Set<String> FIELDS = Set.of("Version", "Id", "Statement");
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> PROHIBITED = Set.of("Resource", "NotResource", "NotPrincipal", "NotAction");
    private static final Set<String> STATEMENT_FIELDS = Set.of("Sid", "Effect", "Principal", "Action", "Condition");
    private static final Set<String> PRINCIPAL_KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final Pattern IDENTITY = Pattern.compile(
            "arn:aws[a-z-]*:(iam|sts)::\\d{12}:(root|(user|role)/.+|assumed-role/[^/]+/[^/]+|federated-user/.+)");
    // What a deleted user's or role's ARN turns into.
    private static final Pattern UNIQUE_ID = Pattern.compile("A[A-Z0-9]{15,127}");
    private static final Pattern SERVICE =
            Pattern.compile("[a-z0-9.-]+\\.(amazonaws\\.com|amazonaws\\.com\\.cn|aws\\.internal|aws\\.dev)");

    /**
     * @param principals by kind ({@code AWS}, {@code Service} …); {@code AWS: *} for everyone
     * @param actions as written, wildcards and all
     */
    record Statement(
            boolean allow, Map<String, List<String>> principals, List<String> actions, List<Condition> conditions) {

        boolean covers(String action) {
            return actions.stream()
                    .anyMatch(pattern ->
                            Wildcard.matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT)));
        }

        List<String> named(String kind) {
            return principals.getOrDefault(kind, List.of());
        }
    }

    /**
     * Someone who wants the role.
     *
     * @param arn user, role session or root
     * @param roleArn of the role behind a role session; otherwise the same as {@code arn}
     * @param uniqueId of the user or role
     */
    record Candidate(String account, String arn, String roleArn, String uniqueId) {

        boolean is(String principal) {
            if (principal.equals("*")
                    || principal.equals(account)
                    || principal.equals(arn)
                    || principal.equals(roleArn)
                    || principal.equals(uniqueId)) {
                return true;
            }
            // POLICY: an account's root stands for everyone in it, so that a server that asks for no signatures, where
            // every caller is root, lets roles be assumed that trust a certain user.
            boolean isRoot = arn.endsWith(":root");
            return Arn.parse(principal)
                    .filter(named -> named.account().equals(account))
                    .filter(named -> isRoot || named.resource().equals("root"))
                    .isPresent();
        }
    }

    /** @throws software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException with AWS's reason */
    static TrustPolicy parse(String text) {
        JsonNode policy = PolicyDocument.parsed(text, "This policy contains invalid Json");
        requireKnown(policy, FIELDS);
        PolicyDocument.require(
                !policy.has("Version")
                        || VERSIONS.contains(policy.path("Version").asString("")),
                PolicyDocument.SYNTAX_ERRORS);
        requirePresent(policy, "Statement");
        List<JsonNode> statements = PolicyDocument.statements(policy);
        PolicyDocument.requireUniqueSids(statements);
        return new TrustPolicy(
                statements.stream().map(TrustPolicy::parseStatement).toList());
    }

    /** Whether the service may assume the role, leaving conditions for the moment it does. */
    boolean trustsService(String service) {
        return statements.stream()
                .anyMatch(statement -> statement.allow()
                        && statement.covers(ASSUME_ROLE)
                        && (statement.named("Service").contains(service)
                                || statement.named("AWS").contains("*")));
    }

    /**
     * Whether {@code candidate} may do {@code action} (sts:AssumeRole, sts:TagSession …) with the role.
     *
     * @param context for conditions, by key in lower case
     */
    boolean allows(Candidate candidate, String action, Map<String, String> context) {
        // Where a condition cannot be evaluated, an Allow does not apply and a Deny does.
        return statements.stream().anyMatch(it -> it.allow() && applies(it, candidate, action, context, false))
                && statements.stream().noneMatch(it -> !it.allow() && applies(it, candidate, action, context, true));
    }

    /** The users and roles named as principals. */
    List<String> identities() {
        return statements.stream()
                .flatMap(statement -> statement.named("AWS").stream())
                .filter(principal -> IDENTITY.matcher(principal).matches())
                .toList();
    }

    private static boolean applies(
            Statement statement, Candidate candidate, String action, Map<String, String> context, boolean whenUnknown) {
        return statement.covers(action)
                && statement.named("AWS").stream().anyMatch(candidate::is)
                && statement.conditions().stream().allMatch(condition -> condition.holds(context, whenUnknown));
    }

    private static Statement parseStatement(JsonNode statement) {
        for (String field : PROHIBITED) {
            PolicyDocument.require(!statement.has(field), "Has prohibited field " + field);
        }
        requireKnown(statement, STATEMENT_FIELDS);
        requirePresent(statement, "Effect");
        requirePresent(statement, "Principal");
        requirePresent(statement, "Action");
        PolicyDocument.require(PolicyDocument.isAbsentOrText(statement, "Sid"), PolicyDocument.SYNTAX_ERRORS);
        PolicyDocument.requireConditionSyntax(statement);
        String effect = statement.path("Effect").asString("");
        PolicyDocument.require(effect.equals("Allow") || effect.equals("Deny"), PolicyDocument.SYNTAX_ERRORS);
        return new Statement(
                effect.equals("Allow"),
                parsePrincipals(statement.path("Principal")),
                parseActions(statement.path("Action")),
                Condition.of(statement));
    }

    private static List<String> parseActions(JsonNode node) {
        List<String> actions = PolicyDocument.strings(node);
        PolicyDocument.require(
                !actions.isEmpty() && actions.stream().allMatch(action -> action.regionMatches(true, 0, "sts:", 0, 4)),
                "AssumeRole policy may only specify STS AssumeRole actions.");
        return actions;
    }

    private static Map<String, List<String>> parsePrincipals(JsonNode node) {
        if (node.isString()) {
            requirePrincipal("AWS", node.stringValue(), node.stringValue().equals("*"));
            return Map.of("AWS", List.of("*"));
        }
        PolicyDocument.require(node.isObject(), PolicyDocument.SYNTAX_ERRORS);
        Map<String, List<String>> principals = new LinkedHashMap<>();
        node.properties().forEach(kind -> {
            List<String> named = PolicyDocument.strings(kind.getValue());
            named.forEach(principal -> requirePrincipal(kind.getKey(), principal, isValid(kind.getKey(), principal)));
            principals.put(kind.getKey(), named);
        });
        PolicyDocument.require(
                principals.values().stream().anyMatch(named -> !named.isEmpty()),
                "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a"
                        + " statement with no principals!");
        return principals;
    }

    private static boolean isValid(String kind, String principal) {
        return switch (kind) {
            case "AWS" ->
                principal.equals("*")
                        || Names.isAccount(principal)
                        || IDENTITY.matcher(principal).matches()
                        || UNIQUE_ID.matcher(principal).matches();
            // POLICY: any name in AWS's domains; the list of services that exist is AWS's own.
            case "Service" -> SERVICE.matcher(principal).matches();
            default -> PRINCIPAL_KINDS.contains(kind);
        };
    }

    private static void requirePrincipal(String kind, String principal, boolean valid) {
        PolicyDocument.require(valid, invalidPrincipal(kind, principal));
    }

    static String invalidPrincipal(String kind, String principal) {
        return "Invalid principal in policy: \"" + kind.toUpperCase(Locale.ROOT) + "\":\"" + principal + '"';
    }

    private static void requirePresent(JsonNode node, String field) {
        PolicyDocument.require(node.has(field), "Missing required field " + field);
    }

    private static void requireKnown(JsonNode node, Set<String> fields) {
        for (String field : node.propertyNames()) {
            PolicyDocument.require(fields.contains(field), "Unknown field " + field);
        }
    }
}
