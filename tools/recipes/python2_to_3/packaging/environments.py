"""Test environments of Python 2 in ``tox.ini`` and ``setup.cfg``: found, for a person to take out."""

from overhaul.domain.findings import Severity
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "legacy-environments",
    title="A test environment of Python 2",
    stage="packaging",
    severity=Severity.NOTE,
    pattern=(r"envlist\b[^\n]*\bpy2\d", r"envlist\b[^\n]*\bpypy\b"),
    fixable=False,
    suffixes=(".ini", ".cfg"),
    any_dialect=True,
)
def legacy_environments(source: Source, hit: Hit) -> Match | None:
    """An ``envlist`` line that names ``py2x`` or ``pypy``."""
    return Match(hit.start, message="the code no longer runs there: name py312 instead")
