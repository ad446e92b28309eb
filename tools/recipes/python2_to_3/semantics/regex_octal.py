r"""``r'[\200-\777]'``: an octal escape of a pattern above 255, of which Python 2 took the last eight bits."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_SET = re.compile(rb"\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*(\\[4-7][0-7][0-7])")


@recipe(
    "regex-octal",
    title=r"Octal escapes of patterns stay below \400",
    stage="semantics",
    quoted=r"\\[4-7][0-7][0-7]",
)
def regex_octal(source: Source, hit: Hit) -> Match | None:
    r"""In a raw string, within square brackets: that is a pattern's character set.

    ``re`` refuses ``\777`` now; it read ``\377`` before.
    """
    token = next((t for t in source.lexed.strings if t.start <= hit.start < t.end), None)
    if token is None or b"r" not in token.prefix.lower():
        return None
    text = source.data[token.content.start : token.content.end]
    at = hit.start - token.content.start
    inside = any(match.start() < at < match.end() for match in _SET.finditer(text))
    if not inside or not any(match.start(1) == at for match in _ESCAPE.finditer(text)):
        return None
    value = int(source.data[hit.start + 1 : hit.end], 8) & 0xFF
    return Match(hit.start, (Edit(start=hit.start + 1, end=hit.end, text=b"%03o" % value),))
