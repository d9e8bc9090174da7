"""Runs Python functions. What it does, and in which words it reports, follows AWS's own runtime interface client.

Written for a quick start: nothing is imported that the way to the first answer does not need. Of Python's library that
is json, importlib and little else; logging, traceback and decimal come when the function or an error wants them.
"""
