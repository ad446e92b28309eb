"""Entry of the probe inside the sandbox: ``python run_probe.py`` with one JSON request on standard input.

Runs on CPython 2.7 and 3.x. Everything that matters is imported, and the report opened, before the
repository's folders come on the import path.
"""
from __future__ import absolute_import

import os
import sys

sys.dont_write_bytecode = True
_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [_HERE] + [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]

from overhaul_probe import session  # noqa: E402

sys.path.remove(_HERE)

if __name__ == "__main__":
    session.main()
