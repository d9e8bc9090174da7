"""The Runtime API over one kept-alive connection, hand-written on Python's innermost socket.

http.client and even socket cost every start several times as much, and http.client every invocation too. It expects
what our server sends: a Content-Length, no chunks.
"""

import _socket

_PREFIX = "/2018-06-01/runtime"
_HEAD_END = b"\r\n\r\n"
_MAX_HEADER_VALUE = 16 * 1024


class Invocation:
    """One event and what came with it; strings, and None for what did not come."""

    __slots__ = (
        "request_id", "deadline_ms", "function_arn", "trace_id", "client_context", "cognito_identity", "tenant_id",
        "content_type", "body",
    )  # fmt: skip

    def __init__(self, headers, body):
        self.request_id = headers.get("lambda-runtime-aws-request-id")
        self.deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))
        self.function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.trace_id = headers.get("lambda-runtime-trace-id")
        self.client_context = headers.get("lambda-runtime-client-context")
        self.cognito_identity = headers.get("lambda-runtime-cognito-identity")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.content_type = headers.get("content-type", "application/json")
        self.body = body


class RuntimeApi:
    """One request at a time: used by the main thread only."""

    def __init__(self, address):
        host, port = address.split(":")
        self._address = address
        self._socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self._socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self._socket.connect((host, int(port)))

    def next(self):
        """Waits for work. A signal handler of the function may run meanwhile."""
        return Invocation(*self._exchange("GET", "/invocation/next"))

    def respond(self, request_id, body, content_type):
        self._exchange("POST", f"/invocation/{request_id}/response", body, f"Content-Type: {content_type}\r\n")

    def invocation_error(self, request_id, description):
        self._post_error(f"/invocation/{request_id}/error", description)

    def init_error(self, description):
        self._post_error("/init/error", description)

    def _post_error(self, path, description):
        headers = (
            "Content-Type: application/json\r\n"
            + _header("Lambda-Runtime-Function-Error-Type", description.body["errorType"])
            + _header("Lambda-Runtime-Function-XRay-Error-Cause", description.xray_cause)
        )
        self._exchange("POST", path, description.text.encode(errors="replace"), headers)

    def _exchange(self, method, path, body=b"", headers=""):
        head = (
            f"{method} {_PREFIX}{path} HTTP/1.1\r\nHost: {self._address}\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        # One write, so that head and body leave in one packet.
        self._socket.sendall(head.encode() + body)
        return self._receive()

    def _receive(self):
        """The status does not matter: a refused answer is the server's to report."""
        received = bytearray()
        while (end := received.find(_HEAD_END)) < 0:
            self._receive_into(received)
        headers = _parse(received[:end].decode(errors="replace"))
        start = end + len(_HEAD_END)
        complete = start + int(headers.get("content-length", 0))
        while len(received) < complete:
            self._receive_into(received)
        return headers, bytes(received[start:complete])

    def _receive_into(self, received):
        chunk = self._socket.recv(64 * 1024)
        if not chunk:
            # Without its Runtime API an environment has nothing left to do.
            raise SystemExit(1)
        received += chunk


def _parse(head):
    headers = {}
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


def _header(name, value):
    """A header line, or nothing where the value would not be a header's: user code chooses names of errors freely."""
    if value and value.isascii() and value.isprintable() and len(value) <= _MAX_HEADER_VALUE:
        return f"{name}: {value}\r\n"
    return ""
