'use strict';

const net = require('net');
const { errorBody, xrayCause } = require('./errors');

const PREFIX = '/2018-06-01/runtime';
const HEAD_END = '\r\n\r\n';
const MAX_HEADER_VALUE = 16 * 1024;

/**
 * The Runtime API over one kept-alive connection, one request at a time. A hand-written client, because Node's http
 * module costs every start and every invocation several times as much. It expects what our server sends: a
 * Content-Length, no chunks.
 *
 * The connection keeps the event loop alive only while an answer is awaited; while the handler runs, an empty event
 * loop means that the function is done (see completion.js).
 */
class RuntimeApi {
    #address;
    #socket;
    #answered = undefined;
    #chunks = [];
    #received = 0;
    #head = undefined;

    constructor(address) {
        const [host, port] = address.split(':');
        this.#address = address;
        this.#socket = net.connect({ host, port: Number(port), noDelay: true });
        this.#socket.on('data', (chunk) => this.#receive(chunk));
        this.#socket.on('error', (error) => console.error('Runtime API:', error.message));
        // Without its Runtime API an environment has nothing left to do.
        this.#socket.on('close', () => process.exit(1));
        this.#socket.unref();
    }

    /** Waits for work: the headers (names in lower case) and the event, still text. */
    nextInvocation() {
        return this.#exchange('GET', '/invocation/next');
    }

    respond(id, body, contentType = 'application/json') {
        return this.#exchange('POST', `/invocation/${encodeURIComponent(id)}/response`, body, contentType);
    }

    invocationError(id, error) {
        return this.#postError(`/invocation/${encodeURIComponent(id)}/error`, error);
    }

    initError(error) {
        return this.#postError('/init/error', error);
    }

    #postError(path, error) {
        const body = errorBody(error);
        return this.#exchange('POST', path, JSON.stringify(body), 'application/json',
            header('Lambda-Runtime-Function-Error-Type', body.errorType)
            + header('Lambda-Runtime-Function-XRay-Error-Cause', xrayCause(error)));
    }

    #exchange(method, path, body = '', contentType = undefined, headers = '') {
        const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
        const head = `${method} ${PREFIX}${path} HTTP/1.1\r\nHost: ${this.#address}\r\n${type}${headers}`
            + `Content-Length: ${Buffer.byteLength(body)}${HEAD_END}`;
        this.#socket.ref();
        // One write, so that head and body leave in one packet.
        this.#socket.write(typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]));
        return new Promise((resolve) => {
            this.#answered = resolve;
        });
    }

    #receive(chunk) {
        this.#chunks.push(chunk);
        this.#received += chunk.length;
        if (this.#head === undefined) {
            this.#chunks = [Buffer.concat(this.#chunks)];
            this.#head = parseHead(this.#chunks[0]);
        }
        if (this.#head !== undefined && this.#received >= this.#head.length + this.#head.contentLength) {
            this.#finish();
        }
    }

    #finish() {
        const { headers, length, contentLength } = this.#head;
        const body = Buffer.concat(this.#chunks).toString('utf8', length, length + contentLength);
        const answered = this.#answered;
        this.#chunks = [];
        this.#received = 0;
        this.#head = undefined;
        this.#socket.unref();
        answered({ headers, body });
    }
}

/** Undefined until the whole head is there. The status does not matter: a refused answer is the server's to report. */
function parseHead(bytes) {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) {
        return undefined;
    }
    const headers = {};
    const [, ...lines] = bytes.toString('utf8', 0, end).split('\r\n');
    for (const line of lines) {
        const colon = line.indexOf(':');
        headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    return { headers, length: end + HEAD_END.length, contentLength: Number(headers['content-length'] ?? 0) };
}

/** A header line, or nothing where the value would not be a header's: user code chooses names of errors freely. */
function header(name, value) {
    return /^[\x20-\x7e]+$/.test(value) && value.length <= MAX_HEADER_VALUE ? `${name}: ${value}\r\n` : '';
}

module.exports = { RuntimeApi };
