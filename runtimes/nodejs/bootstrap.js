'use strict';

/*
 * Runs one function: loads its handler, then serves one invocation after another until the sandbox ends.
 * What it does, and in which words it reports, follows AWS's own runtime interface client for Node.js.
 */

const { RuntimeApi } = require('./mayfly/runtime-api');
const { patchConsole, setCurrentRequest } = require('./mayfly/console');
const { contextOf } = require('./mayfly/context');
const { Completion, whenIdle } = require('./mayfly/completion');
const { loadHandler, isStreaming } = require('./mayfly/handler');
const { UnhandledPromiseRejection } = require('./mayfly/errors');

const address = process.env.AWS_LAMBDA_RUNTIME_API;
const logError = patchConsole(process.env);

/** How a failure that nothing catches is reported: first as a failed init, then for the invocation under way. */
let reportCrash = (api, error) => api.initError(error);

process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason, promise) =>
    crash('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason, promise), 128));
process.on('beforeExit', whenIdle.run);

function crash(what, error, status) {
    logError(what, error);
    // A connection of its own: the usual one may be waiting for the next invocation.
    reportCrash(new RuntimeApi(address), error).finally(() => process.exit(status));
}

async function main() {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    const run = isStreaming(handler) ? require('./mayfly/streaming').run : runHandler;
    const api = new RuntimeApi(address);
    for (;;) {
        const { headers, body } = await api.nextInvocation();
        const id = headers['lambda-runtime-aws-request-id'];
        setCurrentRequest(id, headers['lambda-runtime-aws-tenant-id']);
        reportCrash = (crashApi, error) => crashApi.invocationError(id, error);
        await run({ api, id, headers, body, handler, logError });
    }
}

/** Resolves once the answer, or the error, has been taken by the Runtime API. */
function runHandler({ api, id, headers, body, handler, logError }) {
    return new Promise((finished) => {
        const completion = new Completion(api, id, logError, finished);
        try {
            completion.answerNullWhenIdle();
            const result = handler(JSON.parse(body), contextOf(headers, completion.contextPart), completion.callback);
            if (typeof result?.then === 'function') {
                const { succeed, fail } = completion.contextPart;
                result.then(succeed, fail).catch(fail);
            }
        } catch (error) {
            completion.callback(error);
        }
    });
}

main().catch((error) => crash('Uncaught Exception', error, 129));
