'use strict';

/** What to do once the event loop is empty; one thing at a time, the last that was asked for. */
const whenIdle = {
    action: () => {},
    run: () => whenIdle.action(),
    set: (action) => {
        whenIdle.action = action;
    },
    reset: () => whenIdle.set(() => {}),
};

/**
 * The ways an invocation can end: the callback, which by default waits until the event loop is empty; context.done,
 * succeed and fail, which do not; a promise, which uses those; or none of them, and then an empty event loop answers
 * null. The first one counts.
 */
class Completion {
    #api;
    #id;
    #logError;
    #finished;
    #ended = false;
    #answered = false;
    #waitForEmptyEventLoop = true;

    /** {@code finished} is called when the Runtime API has taken the answer or the error. */
    constructor(api, id, logError, finished) {
        this.#api = api;
        this.#id = id;
        this.#logError = logError;
        this.#finished = finished;
        this.callback = this.#once((error, result) => this.#callBack(error, result));
        this.contextPart = this.#makeContextPart();
    }

    answerNullWhenIdle() {
        whenIdle.set(() => this.#answer(null));
    }

    #makeContextPart() {
        const completion = this;
        const done = (error, result) => this.#done(error, result);
        return {
            get callbackWaitsForEmptyEventLoop() {
                return completion.#waitForEmptyEventLoop;
            },
            set callbackWaitsForEmptyEventLoop(wait) {
                completion.#waitForEmptyEventLoop = wait;
            },
            succeed: this.#once((result) => done(null, result)),
            fail: this.#once((error) => done(error ?? 'handled')),
            done: this.#once(done),
        };
    }

    /** A call that throws, because its result is no JSON, does not count: the error may still be reported. */
    #once(end) {
        return (...values) => {
            if (!this.#ended) {
                end(...values);
                this.#ended = true;
            }
        };
    }

    #callBack(error, result) {
        if (failed(error) || !this.#waitForEmptyEventLoop) {
            this.#done(error, result);
        } else {
            whenIdle.set(() => setImmediate(() => this.#answer(result)));
        }
    }

    #done(error, result) {
        whenIdle.reset();
        if (failed(error)) {
            this.#logError('Invoke Error', error);
            this.#api.invocationError(this.#id, error).then(this.#finished);
        } else {
            this.#answer(result);
        }
    }

    #answer(result) {
        if (this.#answered) {
            console.error('Invocation has already been reported as done. Cannot call complete more than once per invocation.');
            return;
        }
        const body = toJson(result);
        this.#answered = true;
        whenIdle.reset();
        this.#api.respond(this.#id, body).then(this.#finished);
    }
}

function failed(error) {
    return error !== undefined && error !== null;
}

/** A result that has no JSON, such as undefined or a function, answers null or nothing, as at AWS. */
function toJson(result) {
    try {
        return JSON.stringify(result === undefined ? null : result);
    } catch {
        throw new Error('Unable to stringify response body');
    }
}

module.exports = { Completion, whenIdle };
