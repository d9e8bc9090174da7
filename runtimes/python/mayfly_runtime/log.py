"""Where log events go, and how the runtime itself logs a failure."""

import os
import sys
import time

from .json_text import to_json

_ERROR = 40
_CRITICAL = 50


class Log:
    """The function's log. With a log pipe an event is a frame and may have many lines; without, it is text on stdout.

    Levels are the numbers of Python's logging. The request id is that of the invocation under way.
    """

    def __init__(self, environment):
        level = environment.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
        self.level = "DEBUG" if level == "TRACE" else level
        self.json = environment.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        self.request_id = ""
        self.tenant_id = None
        pipe = environment.pop("MAYFLY_LOG_PIPE", None)
        self._pipe = None if pipe is None else os.open(pipe, os.O_WRONLY)

    def write(self, text, level=0, json=False):
        """Logs one event."""
        if self._pipe is None:
            sys.stdout.write(text)
        else:
            _write_whole(self._pipe, _frame(text.encode(errors="replace"), level, json))

    def error(self, body):
        """Logs an error report as AWS shows it."""
        if self.json:
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            lines = [to_json({"timestamp": now, "level": "ERROR", **body})]
        else:
            lines = _error_lines(body)
        text = "\n".join(lines) if self._pipe is not None else "\r".join(lines) + "\n"
        self.write(text, _ERROR, self.json)


def _error_lines(body):
    title = ": ".join(part for part in (body["errorType"], body["errorMessage"]) if part)
    yield f"[ERROR] {title}"
    yield "Traceback (most recent call last):"
    for entry in body["stackTrace"]:
        for line in entry.splitlines():
            text = line.lstrip(" ")
            # Spaces that a viewer of logs would not show are no-break spaces.
            yield "\u00a0" * (len(line) - len(text)) + text


def _frame(message, level, json):
    """4 bytes of type, which holds level and format, 4 of length, 8 of time in microseconds, the message; big-endian."""
    rank = min(level, _CRITICAL) // 10
    kind = 0xA55A0000 | (rank + 1 if rank > 0 else 0) << 2 | (2 if json else 3)
    now = time.time_ns() // 1000
    return kind.to_bytes(4, "big") + len(message).to_bytes(4, "big") + now.to_bytes(8, "big") + message


def _write_whole(pipe, frame):
    while frame:
        frame = frame[os.write(pipe, frame) :]
