"""``x is 'literal'`` becomes ``x == 'literal'``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source

_LITERAL = re.compile(rb"-?(?:\"+(?:[ \t]*\"+)*|[0-9](?:\.|\w)*)[ \t]*")
_ENDS = re.compile(rb"[)\]},:;\r\n]|\\\r?\n|\Z|(?:and|or|if|else|for|is|in|not)\b|[!=<>]=|[<>]")


@recipe(
    "is-literal",
    title="comparing with a literal by identity becomes ==",
    stage="syntax",
    phase=Phase.LEXICAL,
    having=("is",),
    pattern=r"is(?<!\wis)(?:[ \t]+not\b)?(?:[ \t]*\"|[ \t]+[0-9-])",
    any_dialect=True,
)
def is_literal(source: Source, hit: Hit) -> Match | None:
    """``is`` and ``is not`` before a string or number that is the whole right side.

    Whether such an object is the same one is up to the interpreter; Python 3.8 and later warn.
    """
    mask = source.lexed.mask
    literal = _LITERAL.match(mask, hit.end - 1)
    if literal is None or not _ENDS.match(mask, literal.end()):
        return None
    negated = mask.startswith(b"not", source.lexed.after(hit.start + 2))
    operator_end = len(mask[: hit.end - 1].rstrip(b" \t"))
    operator = b"!=" if negated else b"=="
    return Match(hit.start, (Edit(start=hit.start, end=operator_end, text=operator),))
