package dev.mayfly.services.apigateway;

import dev.mayfly.base.Arn;
import dev.mayfly.base.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers each invocation alike and remembers them. Confined to one test. */
final class FakeLambda implements LambdaTarget {
    private static final JsonMapper JSON = new JsonMapper();

    record Invoked(Arn function, Origin origin, JsonNode event, Deadline answerBy) {}

    private final List<Invoked> invocations = new ArrayList<>();
    private boolean broken;
    private Answer answer = new Answer.Payload("{}".getBytes(StandardCharsets.UTF_8));

    void answers(String json) {
        answers(new Answer.Payload(json.getBytes(StandardCharsets.UTF_8)));
    }

    void answers(Answer next) {
        answer = next;
    }

    /** As a host does whose own part fails. */
    void breaks() {
        broken = true;
    }

    Invoked last() {
        return invocations.getLast();
    }

    int invocations() {
        return invocations.size();
    }

    @Override
    public Answer invoke(Arn function, Origin origin, byte[] payload, Deadline answerBy) {
        invocations.add(new Invoked(function, origin, JSON.readTree(payload), answerBy));
        if (broken) {
            throw new IllegalStateException("broken on purpose");
        }
        return answer;
    }
}
