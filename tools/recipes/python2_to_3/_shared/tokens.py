"""Questions about expressions that are answered on tokens, before there is a tree."""

import re

from tools.syntax.lexical import Lexed, StringToken

_LITERALS = re.compile(rb"\"+(?:[ \t\\\r\n]*\"+)*")
_FORMATTED = re.compile(rb"[ \t\\\r\n]*%[ \t\\\r\n]*(?:[A-Za-z_][\w.]*)?[ \t]*")
_REPEATED = re.compile(rb"[ \t]*\*[ \t]*[0-9]+[ \t]*\Z")
_NAMES = re.compile(rb"[A-Za-z_]\w*")


def only_literal(lexed: Lexed, start: int, end: int) -> StringToken | None:
    """The last literal where ``start``-``end`` is string literals alone, formatted by one ``%`` or repeated.

    What the expression makes then ends as that literal does.
    """
    mask = lexed.mask
    match = _LITERALS.match(mask, start, end)
    if match is None:
        return None
    rest = match.end()
    if _REPEATED.match(mask[rest:end]):
        return _last_string(lexed, start, rest)
    formatted = _FORMATTED.match(mask, rest, end)
    if formatted is not None:
        rest = formatted.end()
        while rest < end and mask[rest] in b"([{":
            rest = lexed.closing(rest) + 1
            if rest == 0:
                return None
    if mask[rest:end].strip(b" \t\\\r\n"):
        return None
    return _last_string(lexed, start, match.end())


def _last_string(lexed: Lexed, start: int, end: int) -> StringToken | None:
    position, last = start, None
    while position < end:
        token = lexed.string_at(position)
        if token is None:
            position += 1
        else:
            last, position = token, token.end
    return last


def ends_in_blank(lexed: Lexed, start: int, end: int) -> bool:
    """Whether the expression ``start``-``end`` is text that certainly ends in a blank other than a space."""
    token = only_literal(lexed, start, end)
    if token is None:
        return False
    content = lexed.data[token.content.start : token.content.end]
    if content[-1:] in (b"\n", b"\r", b"\t", b"\x0b", b"\x0c"):
        return True
    if b"r" in token.prefix.lower() or content[-1:] not in (b"n", b"r", b"t", b"v", b"f"):
        return False
    backslashes = len(content[:-1]) - len(content[:-1].rstrip(b"\\"))
    return backslashes % 2 == 1


def free_name(lexed: Lexed, wanted: bytes) -> bytes:
    """``wanted``, or ``wanted`` with a number where the file uses that name already."""
    name, number = wanted, 1
    while name in lexed.words:
        number += 1
        name = wanted + b"_%d" % number
    return name


def names(text: bytes) -> list[bytes]:
    """The identifiers in ``text``, in order."""
    return _NAMES.findall(text)
