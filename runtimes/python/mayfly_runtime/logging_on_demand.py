"""Sets up Python's logging at the moment that something imports it.

That module costs a start as much as all the rest of the runtime does, and many functions only print.
"""

import sys
from importlib.machinery import PathFinder


def set_up_when_imported(log):
    sys.meta_path.insert(0, _Watch(log))


class _Watch:
    """An import finder that finds logging just once, as Python would, and then runs our set-up."""

    def __init__(self, log):
        self._log = log

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name)
        load = spec.loader.exec_module

        def load_and_set_up(module):
            load(module)
            from .logging_setup import set_up

            set_up(self._log)

        spec.loader.exec_module = load_and_set_up
        return spec
