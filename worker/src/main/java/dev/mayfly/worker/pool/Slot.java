package dev.mayfly.worker.pool;

import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.environment.Answer;
import dev.mayfly.worker.environment.ExecutionEnvironment;
import dev.mayfly.worker.sandbox.SandboxException;

/** The lease of one environment for one invocation; closing it gives the environment back. For one thread. */
public final class Slot implements AutoCloseable {
    private final Worker worker;
    private final ExecutionEnvironment environment;
    private boolean usable;

    Slot(Worker worker, ExecutionEnvironment environment) {
        this.worker = worker;
        this.environment = environment;
    }

    /** Runs the invocation; to be called once. An environment that threw is not used again. */
    public Answer run(Invocation invocation) throws SandboxException, InterruptedException {
        Answer answer = environment.run(invocation);
        usable = true;
        return answer;
    }

    @Override
    public void close() {
        worker.giveBack(environment, usable);
    }
}
