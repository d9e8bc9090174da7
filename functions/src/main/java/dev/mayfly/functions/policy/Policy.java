package dev.mayfly.functions.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resource policy of a function, a version, an alias or a layer version.
 *
 * @param statements in the order in which they were added
 * @param revisionId new with every change
 */
public record Policy(List<Statement> statements, String revisionId) {
    public static final Policy EMPTY = new Policy(List.of(), "");
    public static final int LONGEST = 20_480;

    public Optional<Statement> statement(String sid) {
        return statements.stream()
                .filter(statement -> statement.sid().equals(sid))
                .findFirst();
    }

    public Policy with(Statement statement, String newRevisionId) {
        List<Statement> more = new ArrayList<>(statements);
        more.add(statement);
        return new Policy(List.copyOf(more), newRevisionId);
    }

    public Policy without(String sid, String newRevisionId) {
        return new Policy(
                statements.stream()
                        .filter(statement -> !statement.sid().equals(sid))
                        .toList(),
                newRevisionId);
    }

    /** Whether everybody in {@code account} may do {@code action}, whatever the circumstances. */
    public boolean permits(String account, String action) {
        return statements.stream().anyMatch(statement -> statement.permits(account, action));
    }

    /** The document as IAM writes it. */
    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Version", "2012-10-17");
        document.put("Id", "default");
        document.put("Statement", statements.stream().map(Statement::document).toList());
        return PolicyJson.write(document);
    }
}
