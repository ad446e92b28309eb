"""Interactive examples that write to files or move in them: what those methods give would be shown now."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_MORE = re.compile(rb"[ \t]*\.\.\.(?:[ \t][^\r\n]*)?\r?(?:\n|\Z)")
_QUIET = re.compile(rb"[ \t]*(?:\r?\n|>>>|\"\"\"|'''|\Z)")


@recipe(
    "doctest-echoes",
    title="examples do not show what write() and seek() give",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r">>> [A-Za-z_][\w.]*\.(?:(?:write|seek)\((?!\))|truncate\()[^\r\n]*",
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
)
def doctest_echoes(source: Source, hit: Hit) -> Match | None:
    """``>>> f.write('x')`` with nothing shown below it: ``>>> _ = f.write('x')``. In Python 2 it gave nothing; what
    another object's method of that name gives is not shown either, as nothing is.

    Not where ``_`` is a function of the examples.
    """
    data, first, end = source.data, 0, len(source.data)
    if not source.path.endswith(TEXT_SUFFIXES):
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return None
        first, end = token.content.start, token.content.end
    if data[source.lexed.line_start(hit.start) : hit.start].strip(b" \t\"'rRuU") or b" _(" in data[first:end]:
        return None
    line = data.find(b"\n", hit.start, end)
    position = line + 1 if line >= 0 else end
    while position < end and (more := _MORE.match(data, position, end)):
        position = more.end()
    if not _QUIET.match(data, position):
        return None
    at = hit.start + len(b">>> ")
    return Match(hit.start, (Edit(start=at, end=at, text=b"_ = "),))
