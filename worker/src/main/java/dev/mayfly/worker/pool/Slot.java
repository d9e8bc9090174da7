package dev.mayfly.worker.pool;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.environment.Answer;
import dev.mayfly.worker.sandbox.SandboxException;
import org.jspecify.annotations.Nullable;

/** The lease of one environment for one invocation; closing it gives the environment back. For one thread. */
public final class Slot implements AutoCloseable {
    private final Worker worker;
    private final Pool.Member member;

    /** Until when the environment may settle; null when it cannot be used again. */
    private @Nullable Deadline settleBy;

    private boolean run;
    private boolean closed;

    Slot(Worker worker, Pool.Member member) {
        this.worker = worker;
        this.member = member;
    }

    /** Runs the invocation; to be called once. An environment that threw is not used again. */
    public Answer run(Invocation invocation) throws SandboxException, InterruptedException {
        if (run || closed) {
            throw new IllegalStateException("a slot is for one invocation");
        }
        run = true;
        Deadline limit = Deadline.in(invocation.timeout());
        Answer answer = member.environment.run(invocation);
        settleBy = limit;
        return answer;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            worker.giveBack(member, settleBy);
        }
    }
}
