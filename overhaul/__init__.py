"""Overhaul modernizes legacy repositories inside the firewall.

The four folders ``agents``, ``tools``, ``serving`` and ``workflows`` are flat import packages in
the checkout and live in ``overhaul/_parts`` in the wheel, because some of those names clash with
other distributions. Putting that folder first on ``sys.path`` is the one import side effect this
project permits; docs/adr/0001-packaging.md says why.
"""

import sys
from pathlib import Path

__version__ = "0.1.0"

_here = Path(__file__).resolve().parent
_parts = _here / "_parts"
_root = str(_parts if _parts.is_dir() else _here.parent)
if _root not in sys.path[:1]:
    sys.path.insert(0, _root)
