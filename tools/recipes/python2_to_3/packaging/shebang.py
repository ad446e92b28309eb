"""``#!/usr/bin/env python`` becomes ``#!/usr/bin/env python3``."""

from overhaul.domain.edits import Edit
from overhaul.domain.findings import Severity
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "shebang",
    title="scripts ask for python3",
    stage="packaging",
    severity=Severity.WARNING,
    raw=r"\A#![^\r\n]*\bpython(?:2(?:\.[0-9])?)?(?=[ \t\r\n]|\Z)",
)
def shebang(source: Source, hit: Hit) -> Match:
    """The interpreter named ``python``, ``python2`` or ``python2.x`` in the first line of a Python 2 file."""
    name = source.data.rindex(b"python", 0, hit.end) + len(b"python")
    return Match(hit.start, (Edit(start=name, end=hit.end, text=b"3"),))
