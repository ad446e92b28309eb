"""Compile the files named on standard input, NUL between them; print a JSON object of those that do not: why."""

import json
import sys
import warnings

warnings.simplefilter("ignore")
bad = {}
for name in filter(None, sys.stdin.read().split("\0")):
    with open(name, "rb") as file:
        source = file.read()
    try:
        compile(source, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as exc:
        bad[name] = f"{type(exc).__name__}: {exc}"[:200]
print(json.dumps(bad))
