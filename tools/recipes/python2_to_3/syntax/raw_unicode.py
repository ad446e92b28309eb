"""``ur'…'`` becomes ``r'…'``, or ``u'…'`` where an escape in it is interpreted."""

import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import StringToken

_PREFIX = re.compile(rb"[uU][rR](?<!\w..)(?=[\"'])")
_ESCAPE = re.compile(rb"(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})?")


@recipe(
    "raw-unicode-literal",
    title="ur'' becomes r'' or u''",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r"\A",
)
def raw_unicode_literal(source: Source, hit: Hit) -> Iterator[Match]:
    r"""In ``ur''`` only ``\uXXXX`` means something, after an odd number of backslashes.

    With none of those in it the literal is a raw one; with some, every other backslash is doubled.
    """
    if b"ur" not in source.lexed.prefixes:
        return
    for match in _PREFIX.finditer(source.data):
        token = source.lexed.string_holding(match.start())
        if token is not None and token.start == match.start():
            yield _without_prefix(source, token)


def _without_prefix(source: Source, token: StringToken) -> Match:
    content = source.data[token.content.start : token.content.end]
    if not any(_interpreted(match) for match in _ESCAPE.finditer(content)):
        return Match(token.start, (Edit(start=token.start, end=token.start + 1, text=b""),))
    prefix = Edit(start=token.start + 1, end=token.start + 2, text=b"")
    body = Edit(start=token.content.start, end=token.content.end, text=_ESCAPE.sub(_escaped, content))
    return Match(token.start, (prefix, body))


def _interpreted(match: re.Match[bytes]) -> bool:
    return match.group(2) is not None and len(match.group(1)) % 2 == 1


def _escaped(match: re.Match[bytes]) -> bytes:
    backslashes, code = match.group(1), match.group(2) or b""
    if _interpreted(match):
        return backslashes[1:] * 2 + b"\\" + code
    after = match.string[match.end(1) : match.end(1) + 1]
    quoted = b"\\" if after in (b"'", b'"') else b""
    return backslashes * 2 + quoted + code
