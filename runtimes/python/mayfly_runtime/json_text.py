"""JSON as Lambda writes it: Python's own, but a Decimal is a number and bytes are text."""

import json
import os
import re
import sys

# Stands before a Decimal's digits until they are taken out of their quotes. No answer can know it.
_DECIMAL = f"decimal:{os.urandom(16).hex()}:"


def to_json(value):
    encoder = _Encoder()
    text = encoder.encode(value)
    return re.sub(f'"{_DECIMAL}([^"]*)"', r"\1", text) if encoder.met_decimal else text


class _Encoder(json.JSONEncoder):
    def __init__(self):
        # From Python 3.12 on, AWS leaves characters as they are.
        super().__init__(ensure_ascii=sys.version_info < (3, 12))
        self.met_decimal = False

    def default(self, value):
        if isinstance(value, bytes):
            return value.decode()
        # Whoever has made a Decimal has loaded the module.
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            return self._number(value)
        return super().default(value)

    def _number(self, value):
        if value.is_nan():
            return float("nan")
        self.met_decimal = True
        return f"{_DECIMAL}{value}"
