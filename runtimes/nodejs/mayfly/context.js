'use strict';

/** The handler's context: what completes the invocation, what the environment says, what came with the invocation. */
function contextOf(headers, completing) {
    forwardTrace(headers['lambda-runtime-trace-id']);
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    // Assigned into it, since callbackWaitsForEmptyEventLoop is a property that listens.
    return Object.assign(completing, {
        functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
        functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
        memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
        clientContext: parse(headers['lambda-runtime-client-context'], 'ClientContext'),
        identity: parse(headers['lambda-runtime-cognito-identity'], 'CognitoIdentity'),
        invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
        awsRequestId: headers['lambda-runtime-aws-request-id'],
        tenantId: headers['lambda-runtime-aws-tenant-id'],
        getRemainingTimeInMillis: () => deadline - Date.now(),
    });
}

function forwardTrace(trace) {
    if (trace) {
        process.env._X_AMZN_TRACE_ID = trace;
    } else {
        delete process.env._X_AMZN_TRACE_ID;
    }
}

function parse(json, name) {
    if (!json) {
        return undefined;
    }
    try {
        return JSON.parse(json);
    } catch (error) {
        throw new Error(`Cannot parse ${name} as json: ${error}`);
    }
}

module.exports = { contextOf };
