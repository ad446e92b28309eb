"""Interactive examples that show bytes: what a function of the repository packs, or an attribute that holds it."""

import ast
import re

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.repository_kinds import known
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_EXAMPLE = re.compile(
    rb">>> (?P<code>[^\r\n]*[^\r\n\s])[ \t]*\r?\n[ \t]*(?P<shown>'[^'\r\n]*'|\"[^\"\r\n]*\")[ \t]*"
    rb"(?=\r?\n[ \t]*(?:\r?\n|>>>|['\"]{3})|\r?\n?\Z)"
)


@recipe(
    "doctest-bytes",
    title="bytes are shown as bytes",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r">>> [A-Za-z_][^\r\n]*\r?\n[ \t]*['\"][^'\"\r\n]",
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
)
def doctest_bytes(source: Source, hit: Hit) -> Match | None:
    """``>>> packed(i)`` with ``'\\xc0\\x00'`` below it, where all that the repository calls ``packed`` gives bytes:
    ``b'\\xc0\\x00'``."""
    told, end = known(source.project), len(source.data)
    if not told.gives and not told.holds:
        return None
    if not source.path.endswith(TEXT_SUFFIXES):
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return None
        end = token.end
    match = _EXAMPLE.match(source.data, hit.start, end)
    if match is None:
        return None
    try:
        shown = ast.parse(match["code"].decode("latin-1"), mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    called = shown.func if isinstance(shown, ast.Call) else shown
    name = (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")).encode()
    held = isinstance(shown, ast.Attribute) and told.holds.get(name) is Kind.BYTES
    given = isinstance(shown, ast.Call) and told.gives.get(name) is Kind.BYTES
    at = match.start("shown")
    return Match(hit.start, (Edit(start=at, end=at, text=b"b"),)) if held or given else None
