'use strict';

const { Writable, finished } = require('stream');
const { promisify } = require('util');
const { contextOf } = require('./context');
const { whenIdle } = require('./completion');
const { InvalidStreamingOperation } = require('./errors');

const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);

/** What a streaming handler writes to. It is kept until its end and answered as one body. */
class ResponseStream extends Writable {
    #chunks = [];
    contentType = 'application/octet-stream';
    _onBeforeFirstWrite = undefined;

    setContentType(contentType) {
        if (this.#chunks.length > 0) {
            throw new InvalidStreamingOperation('Cannot set content-type, too late.');
        }
        this.contentType = contentType;
    }

    write(chunk, ...rest) {
        const plain = typeof chunk === 'string' || chunk instanceof Uint8Array;
        return super.write(plain ? chunk : JSON.stringify(chunk), ...rest);
    }

    _write(chunk, encoding, written) {
        this.#prelude();
        this.#chunks.push(chunk);
        written();
    }

    _final(ended) {
        this.#prelude();
        ended();
    }

    get body() {
        return Buffer.concat(this.#chunks);
    }

    #prelude() {
        const writePrelude = this._onBeforeFirstWrite;
        this._onBeforeFirstWrite = undefined;
        writePrelude?.((part) => this.#chunks.push(Buffer.from(part)));
    }
}

/** Puts status, headers and cookies before the body: JSON, eight zero bytes, the body. */
class HttpResponseStream {
    static from(stream, prelude) {
        stream.setContentType(HTTP_INTEGRATION);
        stream._onBeforeFirstWrite = (write) => {
            write(JSON.stringify(prelude));
            write(PRELUDE_END);
        };
        return stream;
    }
}

/** Runs a handler(event, stream, context); resolves once the Runtime API has taken the answer, or the error. */
async function run({ api, id, headers, body, handler, logError }) {
    let waitForEmptyEventLoop = true;
    const contextPart = {
        get callbackWaitsForEmptyEventLoop() {
            return waitForEmptyEventLoop;
        },
        set callbackWaitsForEmptyEventLoop(wait) {
            waitForEmptyEventLoop = wait;
        },
    };
    const stream = new ResponseStream();
    try {
        await settled(handler(JSON.parse(body), stream, contextOf(headers, contextPart)), stream);
        if (waitForEmptyEventLoop) {
            await idle();
        }
        await api.respond(id, stream.body, stream.contentType);
    } catch (error) {
        logError('Invoke Error', error);
        await api.invocationError(id, error);
    } finally {
        whenIdle.reset();
    }
}

/**
 * Until the handler is done and the stream has ended; an event loop that runs empty before that is a failure. Failures
 * are strings, and so of errorType "string", as at AWS.
 */
function settled(result, stream) {
    if (typeof result?.then !== 'function') {
        throw 'Streaming does not support non-async handlers.';
    }
    return new Promise((resolve, reject) => {
        whenIdle.set(() => reject('Response stream is not finished.'));
        result.then(ignoreValue).then(() => promisify(finished)(stream)).then(resolve, reject);
    });
}

function ignoreValue(value) {
    if (value !== undefined) {
        console.warn('Streaming handlers ignore return values.');
    }
}

function idle() {
    return new Promise((resolve) => {
        whenIdle.set(resolve);
    });
}

module.exports = { run, HttpResponseStream };
