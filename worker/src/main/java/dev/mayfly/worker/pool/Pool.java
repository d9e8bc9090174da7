package dev.mayfly.worker.pool;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.environment.ExecutionEnvironment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environments of one revision, by what they do. Guarded by the worker's lock. */
final class Pool {
    /** Ready for an invocation; the last one became so last. */
    final Deque<Member> idle = new ArrayDeque<>();

    final Map<ExecutionEnvironment, Member> leased = new HashMap<>();

    /** Answered; the runtime has not asked for its next event yet. */
    final Map<ExecutionEnvironment, Member> settling = new HashMap<>();

    /** Callers that wait for one that settles. */
    int expectant;

    /** An environment of a pool. */
    static final class Member {
        final ExecutionEnvironment environment;
        final long born = System.nanoTime();
        long idleSince = born;

        /** Until then it may settle: the time limit of the invocation that it answered. */
        @Nullable
        Deadline settleBy;

        /** Not to be leased again. */
        boolean retired;

        Member(ExecutionEnvironment environment) {
            this.environment = environment;
        }

        int megabytes() {
            return environment.spec().limits().memoryMegabytes();
        }
    }

    boolean empty() {
        return idle.isEmpty() && leased.isEmpty() && settling.isEmpty();
    }

    void retireWhatIsNotIdle() {
        leased.values().forEach(member -> member.retired = true);
        settling.values().forEach(member -> member.retired = true);
    }
}
