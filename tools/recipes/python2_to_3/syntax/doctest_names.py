"""What an interactive example prints of a builtin that it replaced: its name is the one of today."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES, shows_examples
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_NAMES = {b"raw_input": b"input", b"unichr": b"chr"}
_REPLACED = re.compile(
    rb"(?:>>>|\.\.\.)[ \t][^\r\n]*?(?i:mock|patch|stub|setattr|replace|fake)\w*\([^\r\n]*?['\"](?:[\w.]+\.)?(\w+)['\"]"
)
_PROMPT = re.compile(rb"[ \t]*(?:>>>|\.\.\.)(?:[ \t]|\r?$)")


@recipe(
    "doctest-replaced-names",
    title="expected output names replaced builtins as they are called",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=(r"\braw_input\b", r"\bunichr\b"),
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
    when=shows_examples,
)
def doctest_replaced_names(source: Source, hit: Hit) -> Match | None:
    """``Called raw_input()`` below an example, where one before it says ``mock("raw_input")``."""
    data = source.data
    first = 0
    if not source.path.endswith(TEXT_SUFFIXES):
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return None
        first = token.content.start
    name = data[hit.start : hit.end]
    start = data.rfind(b"\n", first, hit.start) + 1
    if start <= first or not _is_output(data, first, start):
        return None
    if name not in {match[1] for match in _REPLACED.finditer(data, first, start)}:
        return None
    return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=_NAMES[name]),))


def _is_output(data: bytes, first: int, start: int) -> bool:
    """Whether the line at ``start`` is what the example above it prints: no prompt, and no gap up to one."""
    line = data[start:].split(b"\n", 1)[0]
    if _PROMPT.match(line):
        return False
    for above in reversed(data[first:start].split(b"\n")[:-1]):
        if not above.strip():
            return False
        if _PROMPT.match(above):
            return True
    return False
