'use strict';

class ImportModuleError extends Error {}
class HandlerNotFound extends Error {}
class MalformedHandlerName extends Error {}
class UserCodeSyntaxError extends Error {}
class InvalidStreamingOperation extends Error {}

class UnhandledPromiseRejection extends Error {
    constructor(reason, promise) {
        super(reason);
        this.reason = reason;
        this.promise = promise;
    }
}

const RUNTIME_ERRORS = {
    ImportModuleError,
    HandlerNotFound,
    MalformedHandlerName,
    UserCodeSyntaxError,
    InvalidStreamingOperation,
    UnhandledPromiseRejection,
};

// Their names are what clients see as errorType. On the prototype, so that stack traces begin with them too.
for (const [name, type] of Object.entries(RUNTIME_ERRORS)) {
    type.prototype.name = `Runtime.${name}`;
}

/** The body of an error report. Anything can be thrown, so anything is described. */
function errorBody(error) {
    try {
        if (isError(error)) {
            return {
                errorType: visible(error.name),
                errorMessage: visible(error.message),
                trace: visible(error.stack).split('\n'),
            };
        }
        return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
    } catch {
        return {
            errorType: 'handled',
            errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
        };
    }
}

function isError(error) {
    return require('util').types.isNativeError(error)
        || [error?.name, error?.message, error?.stack].every((part) => typeof part === 'string' && part !== '');
}

/** DEL may not stand in a header, where parts of this end up. */
function visible(text) {
    return text.replaceAll('\x7F', '%7F');
}

function toError(thrown) {
    return thrown instanceof Error ? thrown : new Error(thrown);
}

/** An error as the text log shows it, its own properties included. */
function errorLine(error) {
    try {
        return `\t${JSON.stringify(error, (_, value) => (value instanceof Error ? withProperties(value) : value))}`;
    } catch {
        return `\t${JSON.stringify(errorBody(error))}`;
    }
}

function withProperties(error) {
    const shown = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
    if (typeof error.stack === 'string') {
        shown.stack = error.stack.split('\n');
    }
    return shown;
}

/** What X-Ray is told: where it happened, as ASCII, since it travels in a header. Empty when it cannot be told. */
function xrayCause(error) {
    try {
        const stack = visible(error.stack ?? '').split('\n').flatMap(stackEntry);
        return JSON.stringify({
            working_directory: process.cwd(),
            exceptions: [{ type: error.name, message: error.message, stack }],
            paths: [...new Set(stack.map((entry) => entry.path))],
        }).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
    } catch {
        return '';
    }
}

/** From "    at label (path:line:column)" or "    at path:line:column"; other lines are not entries. */
function stackEntry(line) {
    const entry = /^\s*at (?:(.*) )?\(?(.*?):(\d+):\d+\)?$/.exec(line);
    return entry ? [{ path: entry[2], line: Number(entry[3]), label: entry[1] ?? 'anonymous' }] : [];
}

module.exports = { ...RUNTIME_ERRORS, errorBody, errorLine, toError, xrayCause };
