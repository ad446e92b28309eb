"""Compile files without running them: paths as a JSON list on standard input, faults as a JSON object out.

Nothing of the repository is executed. Runs on CPython 2.7 and 3.x.
"""
from __future__ import absolute_import

import json
import sys
import warnings


def fault_in(path):
    try:
        with open(path, "rb") as stream:
            source = stream.read()
        compile(source, path, "exec", 0, True)
    except SyntaxError as error:
        return "line %s: %s" % (error.lineno, error.msg)
    except (ValueError, TypeError, IOError, OverflowError, RuntimeError, MemoryError) as error:
        return "%s: %s" % (type(error).__name__, error)
    return ""


def main():
    warnings.simplefilter("ignore")
    faults = {}
    for path in json.loads(sys.stdin.read()):
        fault = fault_in(path)
        if fault:
            faults[path] = fault
    sys.stdout.write("\n" + json.dumps(faults) + "\n")


if __name__ == "__main__":
    main()
