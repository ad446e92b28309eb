"""Which word stood here before recipes ran: ``range`` that was ``xrange`` gives what it always gave."""

import re
from functools import cache

from tree_sitter import Node

from tools.recipes.source import Source

FAMILIES = (
    (b"range", b"xrange"),
    (b"map", b"imap"),
    (b"filter", b"ifilter"),
    (b"zip", b"izip"),
    (b"keys", b"iterkeys", b"viewkeys"),
    (b"values", b"itervalues", b"viewvalues"),
    (b"items", b"iteritems", b"viewitems"),
)
"""Names that recipes turn into the first of each row. Only the first gave a list."""
_OF = {family[0]: family for family in FAMILIES}


def gave_list(source: Source, name: Node) -> bool:
    """Whether the name called here is one the author wrote, and not one that a recipe put for a lazy one.

    The calls of a family are numbered in the file as it was and as it is; where the numbers differ, a file
    that used a lazy one is taken to have used it here.
    """
    family = _OF.get(name.text or b"")
    if family is None or source.origin is source:
        return True
    before, now = _calls(source.origin, family), _calls(source, family)
    if len(before) == len(now):
        number = next((i for i, (at, _) in enumerate(now) if at == name.start_byte), None)
        if number is not None:
            return before[number][1] == family[0]
    return all(word == family[0] for _, word in before)


def _calls(source: Source, family: tuple[bytes, ...]) -> list[tuple[int, bytes]]:
    known = source.memo.get(family)
    if isinstance(known, list):
        return known
    mask, words = source.lexed.mask, source.lexed.words
    found = sorted((call.start(), word) for word in family if word in words for call in _call(word).finditer(mask))
    source.memo[family] = found
    return found


@cache
def _call(word: bytes) -> re.Pattern[bytes]:
    return re.compile(word + rb"\b(?<!\w" + word + rb")(?=\s*\()")
