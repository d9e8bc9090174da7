"""Where the interpreter starts. Kept this small because a script, unlike a module, is compiled on every start."""

from mayfly_runtime.serving import serve

serve()
