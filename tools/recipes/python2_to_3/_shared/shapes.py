"""What the text around a place tells without the tree: brackets, blocks and what comes after them.

Each answer errs towards a closer look.
"""

import re

from tools.syntax.lexical import Lexed
from tools.syntax.words import free_occurrences

COMPREHENSION_FOR = (
    r"\bfor\b(?!(?:[^\n()\[\]{}:]++|:(?![ \t\r]*\n)|\([^\n()]*+\)|\[[^\n\[\]]*+\]|\{[^\n{}]*+\})*+:[ \t\r]*\n)"
)
"""A pattern for the word where it may be a comprehension's: no colon ends its line with all brackets closed."""
_OPENING, _CLOSING = frozenset(b"([{"), frozenset(b")]}")
_NEAR = 120
"""How far back an open bracket is looked for."""
_GAP = 200
_ENDS = (b")", b"]", b"}", b":", b'"', b"_", b";")
"""What statements end with, beside letters and digits."""
_BEFORE_ATTRIBUTE = frozenset(b".\\\n\r")
_CALLED = re.compile(rb"[\s\\]*\(")
_TOP_LEVEL = re.compile(rb"\n(?=[A-Za-z_@])")
_HEADER = re.compile(rb"(?:class|def|async[ \t]+def)\b")


def takes_several(lexed: Lexed, end: int) -> bool:
    """Whether a call of more than one argument starts at ``end``, the end of what is called."""
    opening = lexed.after(end)
    if lexed.mask[opening : opening + 1] != b"(":
        return False
    return bool(lexed.commas(opening + 1, lexed.closing(opening)))


def may_be_attribute(lexed: Lexed, start: int) -> bool:
    """Whether the word at ``start`` may stand after a dot."""
    before = lexed.mask[lexed.before(start)] if start else 0
    return before in _BEFORE_ATTRIBUTE


def called_at(lexed: Lexed, end: int) -> int:
    """The bracket of the call of the name that ends at ``end``; -1 where it is not called."""
    found = _CALLED.match(lexed.mask, end)
    return found.end() - 1 if found is not None else -1


def opening(lexed: Lexed, offset: int) -> int:
    """The innermost bracket that is open at ``offset``; -1 where none is found near it."""
    mask, depth = lexed.mask, 0
    for at in range(offset - 1, max(-1, offset - _NEAR), -1):
        byte = mask[at]
        if byte in _CLOSING:
            depth += 1
        elif byte in _OPENING:
            if depth == 0:
                return at
            depth -= 1
    return -1


def statement_line(lexed: Lexed, offset: int) -> int:
    """Where the line of ``offset`` starts, where a statement starts on it; -1 where it may go on from the one above."""
    start = lexed.line_start(offset)
    above = lexed.mask[max(0, start - _GAP) : start].rstrip()[-1:]
    return start if start == 0 or above in _ENDS or above.isalnum() else -1


def may_be_in_class_body(lexed: Lexed, line: int) -> bool:
    """Whether the line that starts at ``line`` may stand directly in a class's body."""
    mask = lexed.mask
    indent = _text(mask, line) - line
    while indent and line > 0:
        line = mask.rfind(b"\n", 0, line - 1) + 1
        at = _text(mask, line)
        if mask[at : at + 1] in (b"\n", b"\r", b"") or at - line >= indent:
            continue
        indent = at - line
        header = _HEADER.match(mask, at)
        if header is not None:
            return header.group() == b"class"
    return False


def is_named_later(lexed: Lexed, name: bytes, start: int, line: int) -> bool:
    """Whether ``name`` stands anywhere between ``start`` and the end of the function, or module, that holds the
    statement whose line starts at ``line``; -1 for one whose start is not known."""
    mask = lexed.mask
    end = None
    if line >= 0 and mask[line : line + 1] in (b" ", b"\t"):
        below = _TOP_LEVEL.search(mask, start)
        end = below.start() if below is not None else None
    return next(free_occurrences(mask, name, start, end), None) is not None


def block_end(lexed: Lexed, header: int) -> int:
    """Where the block of the clause ends whose first line holds the byte ``header``: the next line not deeper."""
    mask = lexed.mask
    line = lexed.line_start(header)
    indent = _text(mask, line) - line
    position = mask.find(b"\n", lexed.statement_end(header))
    while position >= 0:
        at = _text(mask, position + 1)
        if mask[at : at + 1] not in (b"\n", b"\r", b"") and at - position - 1 <= indent:
            return position
        position = mask.find(b"\n", position + 1)
    return len(mask)


def _text(mask: bytes, line: int) -> int:
    """The first byte of the line at ``line`` that is no blank."""
    while mask[line : line + 1] in (b" ", b"\t", b"\f"):
        line += 1
    return line
