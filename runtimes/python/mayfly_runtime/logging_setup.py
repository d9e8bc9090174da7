"""Python's logging as Lambda shows it: a handler at the root that writes to the function's log."""

import json
import logging
import time
import traceback

_TEXT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
_TIME = "%Y-%m-%dT%H:%M:%S"
# What every record has; anything else came by the caller's extra= and belongs into the JSON.
_USUAL = set(logging.makeLogRecord({}).__dict__) | {"aws_request_id", "tenant_id", "asctime", "message", "taskName"}


def set_up(log):
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    if log.level in logging._nameToLevel:
        root.setLevel(log.level)
    handler = _LogHandler(log)
    handler.setFormatter(_JsonFormatter() if log.json else logging.Formatter(_TEXT, _TIME))
    root.addHandler(handler)


class _LogHandler(logging.Handler):
    def __init__(self, log):
        super().__init__()
        self.log_sink = log

    def emit(self, record):
        record.aws_request_id = self.log_sink.request_id
        record.tenant_id = self.log_sink.tenant_id
        self.log_sink.write(self.format(record), record.levelno, self.log_sink.json)


class _JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": f"{self.formatTime(record, _TIME)}.{int(record.msecs):03d}Z",
            "level": logging.getLevelName(min(50, max(0, record.levelno)) // 10 * 10),
            "message": record.getMessage(),
            "logger": record.name,
            **(_exception(record) if record.exc_info else {}),
            "requestId": record.aws_request_id,
            "tenantId": record.tenant_id,
        }
        extra = {key: value for key, value in record.__dict__.items() if key not in _USUAL and key not in line}
        present = {key: value for key, value in {**line, **extra}.items() if value is not None}
        return json.dumps(present, ensure_ascii=False) + "\n"


def _exception(record):
    kind, error, trace = record.exc_info
    if kind is None:
        # logger.exception() where nothing was caught.
        return {}
    return {
        "stackTrace": traceback.format_tb(trace),
        "errorType": kind.__name__,
        "errorMessage": str(error),
        "location": f"{record.pathname}:{record.funcName}:{record.lineno}",
    }
