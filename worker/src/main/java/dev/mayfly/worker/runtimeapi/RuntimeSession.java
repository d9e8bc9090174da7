package dev.mayfly.worker.runtimeapi;

import dev.mayfly.base.Deadline;
import dev.mayfly.worker.Invocation;
import dev.mayfly.worker.Outcome;
import dev.mayfly.worker.sandbox.Sandbox;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One life of a runtime, from its process's start to its end: the meeting place of the thread that has an event and the
 * threads that serve the runtime's requests. Owns the {@link SessionState}; one lock guards it and is never held while
 * calling out.
 */
public final class RuntimeSession {

    /** How an initialisation ended. */
    public sealed interface Init {
        record Ready() implements Init {}

        record Failed(String type, byte[] payload) implements Init {}

        record Died(Sandbox.Exit exit) implements Init {}

        record TimedOut() implements Init {}
    }

    /** What a runtime's answer to an event met. */
    enum Reception {
        ACCEPTED,
        UNKNOWN_ID,
        WRONG_STATE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Runnable becameIdle;

    private SessionState state = new SessionState.Starting();
    private @Nullable Outcome outcome;
    private boolean everReady;
    private boolean misused;

    /** Counts the requests for the next event: of two that wait, the newer gets it. */
    private long asks;

    /**
     * @param becameIdle called, outside of the lock, when the runtime asks for the next event after an answer, or has ended
     *     without asking for it
     */
    public RuntimeSession(Runnable becameIdle) {
        this.becameIdle = becameIdle;
    }

    /** Waits until the runtime asks for its first event. A session that is not ready then must be ended by the caller. */
    public Init awaitInit(Deadline deadline) throws InterruptedException {
        lock.lock();
        try {
            while (state instanceof SessionState.Starting) {
                if (deadline.passed()) {
                    return new Init.TimedOut();
                }
                var _ = changed.awaitNanos(deadline.remainingNanos());
            }
            return switch (state) {
                case SessionState.InitFailed(String type, byte[] payload) -> new Init.Failed(type, payload);
                case SessionState.Ended(Sandbox.Exit exit) -> everReady ? new Init.Ready() : new Init.Died(exit);
                case SessionState.Starting _,
                        SessionState.Waiting _,
                        SessionState.Assigned _,
                        SessionState.Busy _,
                        SessionState.Answered _ -> new Init.Ready();
            };
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands the event over and waits for the outcome; for one thread at a time, on a session that waits.
     *
     * @param answerBy sooner than the invocation's timeout where an initialisation has used some of it
     */
    public Outcome invoke(Invocation invocation, Deadline answerBy) throws InterruptedException {
        lock.lock();
        try {
            switch (state) {
                case SessionState.Waiting waiting -> state = waiting.assign(invocation, answerBy);
                case SessionState.Ended(Sandbox.Exit exit) -> {
                    return new Outcome.Died(exit);
                }
                case SessionState.Starting _,
                        SessionState.Assigned _,
                        SessionState.Busy _,
                        SessionState.Answered _,
                        SessionState.InitFailed _ ->
                    throw new IllegalStateException("not waiting for an event: " + state);
            }
            outcome = null;
            changed.signalAll();
            while (outcome == null) {
                if (state instanceof SessionState.Ended(Sandbox.Exit exit)) {
                    return new Outcome.Died(exit);
                }
                if (answerBy.passed()) {
                    return new Outcome.TimedOut(invocation.timeout());
                }
                var _ = changed.awaitNanos(answerBy.remainingNanos());
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    public boolean ended() {
        lock.lock();
        try {
            return state instanceof SessionState.Ended;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an event can be handed over now. */
    public boolean waiting() {
        lock.lock();
        try {
            return state instanceof SessionState.Waiting;
        } finally {
            lock.unlock();
        }
    }

    /** The processes are gone; whoever waits learns it. Only the first call counts. */
    public void end(Sandbox.Exit exit) {
        boolean idle;
        lock.lock();
        try {
            idle = state instanceof SessionState.Answered;
            state = switch (state) {
                case SessionState.Starting _,
                        SessionState.Waiting _,
                        SessionState.Assigned _,
                        SessionState.Busy _,
                        SessionState.Answered _ -> new SessionState.Ended(exit);
                // What it said says more than how it ended.
                case SessionState.InitFailed failed -> failed;
                case SessionState.Ended ended -> ended;
            };
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (idle) {
            becameIdle.run();
        }
    }

    /** The runtime asks for an event: waits for one as long as it takes. Empty when there will be none for this request. */
    Optional<SessionState.Busy> next() throws InterruptedException {
        boolean idle;
        long ask;
        lock.lock();
        try {
            ask = ++asks;
            idle = state instanceof SessionState.Answered;
            switch (state) {
                case SessionState.Starting starting -> state = starting.asksForNext();
                case SessionState.Answered answered -> state = answered.asksForNext();
                case SessionState.Waiting _, SessionState.Assigned _ -> {}
                // Asked again without an answer: the event is not handed out twice; it will time out.
                case SessionState.Busy _, SessionState.InitFailed _, SessionState.Ended _ -> {
                    return Optional.empty();
                }
            }
            everReady = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (idle) {
            becameIdle.run();
        }
        return awaitEvent(ask);
    }

    private Optional<SessionState.Busy> awaitEvent(long ask) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                switch (state) {
                    case SessionState.Assigned assigned
                    when ask == asks -> {
                        SessionState.Busy busy = assigned.fetches();
                        state = busy;
                        return Optional.of(busy);
                    }
                    case SessionState.Waiting _ when ask == asks -> changed.await();
                    case SessionState.Waiting _,
                            SessionState.Assigned _,
                            SessionState.Starting _,
                            SessionState.Busy _,
                            SessionState.Answered _,
                            SessionState.InitFailed _,
                            SessionState.Ended _ -> {
                        return Optional.empty();
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The runtime answers event {@code requestId}. */
    Reception answer(String requestId, Outcome answer) {
        lock.lock();
        try {
            return switch (state) {
                case SessionState.Busy busy
                when busy.invocation().requestId().equals(requestId) -> {
                    state = busy.answers();
                    outcome = answer;
                    changed.signalAll();
                    yield Reception.ACCEPTED;
                }
                case SessionState.Answered(String answered)
                when answered.equals(requestId) -> refuse(Reception.WRONG_STATE);
                case SessionState.Busy _, SessionState.Answered _, SessionState.Waiting _, SessionState.Assigned _ ->
                    refuse(Reception.UNKNOWN_ID);
                case SessionState.Starting _, SessionState.InitFailed _, SessionState.Ended _ ->
                    refuse(Reception.WRONG_STATE);
            };
        } finally {
            lock.unlock();
        }
    }

    private Reception refuse(Reception why) {
        misused = true;
        return why;
    }

    /** Whether this runtime ever answered what it was not asked, or twice. */
    public boolean misused() {
        lock.lock();
        try {
            return misused;
        } finally {
            lock.unlock();
        }
    }

    /** The runtime says that it cannot start. */
    Reception initError(String type, byte[] payload) {
        lock.lock();
        try {
            if (state instanceof SessionState.Starting starting) {
                state = starting.reportsInitError(type, payload);
                changed.signalAll();
                return Reception.ACCEPTED;
            }
            return refuse(Reception.WRONG_STATE);
        } finally {
            lock.unlock();
        }
    }
}
