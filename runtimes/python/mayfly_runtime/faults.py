"""Failures and how they are described to the Runtime API."""

import json
import os

from .json_text import to_json

_RUNTIME_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Fault(Exception):
    """A failure that the runtime itself names."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


class Description:
    """An error report: its body, the same as text, and its cause as X-Ray wants it."""

    __slots__ = ("body", "text", "xray_cause")

    def __init__(self, error_type, message, stack_trace, request_id, xray_type, frames):
        self.body = {
            "errorMessage": message,
            "errorType": error_type,
            "requestId": request_id,
            "stackTrace": stack_trace,
        }
        self.text = to_json(self.body)
        stack = [{"label": name, "path": path, "line": line} for path, line, name, _ in frames]
        exception = {"message": message, "type": xray_type, "stack": stack}
        paths = sorted({frame["path"] for frame in stack})
        # ASCII, since it travels in a header.
        self.xray_cause = json.dumps(
            {"working_directory": os.getcwd(), "exceptions": [exception], "paths": paths}
        )


def describe(error, request_id):
    if isinstance(error, Fault):
        return Description(error.error_type, str(error), error.trace, request_id, "LambdaValidationError", [])

    import traceback

    frames = _frames_of_the_function(traceback.extract_tb(error.__traceback__))
    kind = type(error).__name__
    return Description(kind, str(error), traceback.format_list(frames), request_id, kind, frames)


def _frames_of_the_function(summary):
    """Without the runtime's own, which come first. Plain tuples: they are formatted without marks under the line."""
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in summary]
    while frames and frames[0][0].startswith(_RUNTIME_FOLDER):
        del frames[0]
    return frames
