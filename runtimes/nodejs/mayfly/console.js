'use strict';

const fs = require('fs');
const { format } = require('util');
const { errorLine, toError } = require('./errors');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');
const TENANT_ID = Symbol.for('aws.lambda.runtime.tenantId');

/** Every line that is logged from now on carries this request id. */
function setCurrentRequest(requestId, tenantId) {
    globalThis[REQUEST_ID] = requestId;
    globalThis[TENANT_ID] = tenantId;
}

/**
 * Makes console write log lines as Lambda shows them, in the function's log format and from its level up. Returns how
 * the runtime itself logs an error: (what, error).
 */
function patchConsole(environment) {
    const json = environment.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
    const write = openLog(environment, json);
    const lineOf = json ? jsonLine : textLine;
    const lowest = Math.max(0, LEVELS.indexOf(environment.AWS_LAMBDA_LOG_LEVEL?.toUpperCase()));
    const logger = (level) => LEVELS.indexOf(level) < lowest
        ? () => {}
        : (message, ...more) => {
            const now = new Date();
            write(level, now, lineOf(level, now, [message, ...more]));
        };

    console.trace = logger('TRACE');
    console.debug = logger('DEBUG');
    console.log = console.info = logger('INFO');
    console.warn = logger('WARN');
    console.error = logger('ERROR');
    console.fatal = logger('FATAL');
    return json
        ? (_, error) => console.error(toError(error))
        : (what, error) => console.error(what, errorLine(toError(error)));
}

function textLine(level, now, parts) {
    return `${now.toISOString()}\t${globalThis[REQUEST_ID]}\t${level}\t${format(...parts)}`;
}

function jsonLine(level, now, parts) {
    const line = {
        timestamp: now.toISOString(),
        level,
        requestId: globalThis[REQUEST_ID],
        tenantId: globalThis[TENANT_ID],
    };
    if (parts.length === 1) {
        try {
            return JSON.stringify({ ...line, message: parts[0] }, (_, value) => describeError(value));
        } catch {
            return JSON.stringify({ ...line, message: format(parts[0]) });
        }
    }
    const { errorType, errorMessage, stackTrace } = describeError(parts.find((part) => part instanceof Error)) ?? {};
    return JSON.stringify({ ...line, message: format(...parts), errorType, errorMessage, stackTrace });
}

function describeError(value) {
    if (!(value instanceof Error)) {
        return value;
    }
    return {
        errorType: value.constructor?.name ?? 'UnknownError',
        errorMessage: value.message,
        stackTrace: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack,
        ...value,
    };
}

/** Where lines go: to the log pipe, a frame each, so that an event may have many lines; without one, to stdout. */
function openLog(environment, json) {
    const pipe = environment.MAYFLY_LOG_PIPE;
    if (pipe === undefined) {
        return (level, now, line) => process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
    }
    delete environment.MAYFLY_LOG_PIPE;
    const descriptor = fs.openSync(pipe, 'w');
    return (level, now, line) => writeWhole(descriptor, frame(level, now, json ? line : `${line}\n`, json));
}

/** 4 bytes of type, which holds format and level, 4 of length, 8 of time in microseconds, and the message; big-endian. */
function frame(level, now, text, json) {
    const message = Buffer.from(text);
    const head = Buffer.alloc(16);
    head.writeUInt32BE((0xa55a0000 | (LEVELS.indexOf(level) + 1) << 2 | (json ? 2 : 3)) >>> 0, 0);
    head.writeUInt32BE(message.length, 4);
    head.writeBigUInt64BE(BigInt(now.getTime()) * 1000n, 8);
    return Buffer.concat([head, message]);
}

function writeWhole(descriptor, bytes) {
    for (let written = 0; written < bytes.length;) {
        written += fs.writeSync(descriptor, bytes, written);
    }
}

module.exports = { patchConsole, setCurrentRequest };
