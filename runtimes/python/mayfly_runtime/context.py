"""The context object that a handler gets."""

import json
import os
import time

from .faults import Fault


class LambdaContext:
    def __init__(self, invocation, log):
        self.aws_request_id = invocation.request_id
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invocation.function_arn
        self.tenant_id = invocation.tenant_id
        self.client_context = _client_context(_parse(invocation.client_context, "Client Context"))
        self.identity = _identity(_parse(invocation.cognito_identity, "Cognito Identity"))
        self._deadline_ms = invocation.deadline_ms
        self._log = log

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        self._log.write(str(message))

    def __repr__(self):
        return _show(self, (
            "aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb",
            "function_version", "invoked_function_arn", "client_context", "identity", "tenant_id",
        ))  # fmt: skip


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __repr__(self):
        return _show(self, self.__slots__)


class Client:
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __repr__(self):
        return _show(self, self.__slots__)


class ClientContext:
    __slots__ = ("custom", "env", "client")

    def __repr__(self):
        return _show(self, self.__slots__)


def _client_context(given):
    if given is None:
        return None
    context = _filled(ClientContext(), given)
    if context.client is not None:
        context.client = _filled(Client(), context.client)
    return context


def _identity(given):
    identity = CognitoIdentity()
    identity.cognito_identity_id = given.get("cognitoIdentityId") if given else None
    identity.cognito_identity_pool_id = given.get("cognitoIdentityPoolId") if given else None
    return identity


def _filled(target, values):
    for name in target.__slots__:
        setattr(target, name, values.get(name))
    return target


def _parse(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {error}") from error


def _show(subject, names):
    return f"{type(subject).__name__}([{','.join(f'{name}={getattr(subject, name)}' for name in names)}])"
