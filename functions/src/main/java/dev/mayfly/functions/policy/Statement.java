package dev.mayfly.functions.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One permission.
 *
 * @param resource ARN of what it is about
 * @param conditions operator → key → value: {@code StringEquals → AWS:SourceAccount → 111111111111}
 */
public record Statement(
        String sid, Principal principal, String action, String resource, Map<String, Map<String, String>> conditions) {

    /**
     * Who is permitted.
     *
     * @param type {@code AWS} or {@code Service}; empty for everybody
     */
    public record Principal(Optional<String> type, String value) {
        static final Principal EVERYBODY = new Principal(Optional.empty(), "*");

        /** Empty when this is nobody that IAM knows. */
        public static Optional<Principal> of(String written) {
            if (written.equals("*")) {
                return Optional.of(EVERYBODY);
            }
            if (written.matches("\\d{12}")) {
                return Optional.of(new Principal(Optional.of("AWS"), "arn:aws:iam::" + written + ":root"));
            }
            if (written.matches("arn:aws[a-zA-Z-]*:(iam|sts)::\\d{12}:.+")) {
                return Optional.of(new Principal(Optional.of("AWS"), written));
            }
            if (written.matches("[a-zA-Z0-9.-]+\\.(amazonaws\\.com(\\.cn)?|amazon\\.com)")) {
                return Optional.of(new Principal(Optional.of("Service"), written));
            }
            return Optional.empty();
        }

        boolean includesAccount(String account) {
            return type.isEmpty() || value.matches("arn:aws[a-zA-Z-]*:(iam|sts)::" + account + ":.+");
        }

        private Object document() {
            return type.<Object>map(kind -> Map.of(kind, value)).orElse(value);
        }
    }

    public String json() {
        return PolicyJson.write(document());
    }

    boolean permits(String account, String wanted) {
        return principal.includesAccount(account) && covers(wanted) && conditions.isEmpty();
    }

    /** Whether everybody may call the function's URL without signing. */
    public boolean opensUrl() {
        String authType =
                conditions.getOrDefault("StringEquals", Map.of()).getOrDefault("lambda:FunctionUrlAuthType", "NONE");
        boolean nothingElse = conditions.isEmpty()
                || conditions.equals(Map.of("StringEquals", Map.of("lambda:FunctionUrlAuthType", authType)));
        return principal.type().isEmpty()
                && covers("lambda:InvokeFunctionUrl")
                && authType.equals("NONE")
                && nothingElse;
    }

    private boolean covers(String wanted) {
        return action.equals("*") || action.equals("lambda:*") || action.equalsIgnoreCase(wanted);
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Sid", sid);
        document.put("Effect", "Allow");
        document.put("Principal", principal.document());
        document.put("Action", action);
        document.put("Resource", resource);
        if (!conditions.isEmpty()) {
            document.put("Condition", conditions);
        }
        return document;
    }
}
