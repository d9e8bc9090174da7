"""Where imports are looked for, in the order of AWS."""

import os
import site
import sys


def prepare():
    _as_site_would()
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    python_path_is_the_users = "PYTHONPATH" in os.environ
    layers = [] if python_path_is_the_users else _layers()
    sys.path[:0] = [task_root, *layers]
    for folder in filter(os.path.isdir, (task_root, *layers)):
        # Already found; this reads their .pth files.
        site.addsitedir(folder)
    if not python_path_is_the_users:
        os.environ["PYTHONPATH"] = os.environ["LAMBDA_RUNTIME_DIR"]


def _layers():
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [f"/opt/python/lib/python{version}/site-packages", "/opt/python"]


def _as_site_would():
    """The interpreter is started with -S, which saves running the .pth files of everything installed on the host (a
    third of a start here). What a function may rely on of that is done here: installed packages come last, exit() and
    help() are there, and a sitecustomize is run, by which monitoring tools attach themselves."""
    sys.path.extend(filter(os.path.isdir, site.getsitepackages()))
    site.setquit()
    site.setcopyright()
    site.sethelper()
    site.execsitecustomize()
