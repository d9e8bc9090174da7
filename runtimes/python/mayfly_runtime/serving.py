"""The life of an environment: load the handler, then one invocation after another."""

import json
import os
import sys

from . import search_path
from .context import LambdaContext
from .faults import Fault, describe
from .handler import load_handler
from .json_text import to_json
from .log import Log
from .logging_on_demand import set_up_when_imported
from .runtime_api import RuntimeApi

UNHANDLED = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, "
    "or can be applied automatically. To determine if the runtime has been updated, check the runtime version "
    "in the INIT_START log entry. If this error correlates with a change in the runtime version, you may be able "
    "to mitigate this error by temporarily rolling back to the previous runtime version. "
    "For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
)


def serve():
    search_path.prepare()
    log = Log(os.environ)
    set_up_when_imported(log)
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler = _load(log, api)
    while True:
        invocation = api.next()
        log.request_id = invocation.request_id
        log.tenant_id = invocation.tenant_id
        _forward_trace(invocation.trace_id)
        _run(handler, invocation, log, api)


def _load(log, api):
    try:
        return load_handler(os.environ["_HANDLER"])
    except Exception as error:
        import logging

        description = describe(error, "")
        logging.warning(UNHANDLED)
        log.error(description.body)
        api.init_error(description)
        sys.exit(1)


def _run(handler, invocation, log, api):
    try:
        context = LambdaContext(invocation, log)
        answer, content_type = _answer(handler(_event(invocation), context))
    except Exception as error:
        description = describe(error, invocation.request_id)
        log.error(description.body)
        api.invocation_error(invocation.request_id, description)
    else:
        api.respond(invocation.request_id, answer, content_type)


def _event(invocation):
    if invocation.content_type != "application/json":
        return invocation.body
    try:
        return json.loads(invocation.body)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error


def _answer(result):
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result).encode(), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def _forward_trace(trace_id):
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
