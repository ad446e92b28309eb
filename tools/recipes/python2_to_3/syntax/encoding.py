"""The encoding a file is in, and the one it says: Python 3 decodes all of it, comments too."""

import codecs
import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit
from overhaul.domain.findings import Severity
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert

_BOM = b"\xef\xbb\xbf"
_COOKIE = re.compile(rb"\A(?:[ \t\x0c]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))?[ \t\x0c]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_SHEBANG = re.compile(rb"#![^\r\n]*(?:\r\n|\n|\r)")


@recipe(
    "source-encoding",
    title="the file is in the encoding it declares",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r"\A",
    any_dialect=True,
)
def source_encoding(source: Source, hit: Hit) -> Iterator[Match]:
    """What Python 2 read as bytes and Python 3 cannot decode.

    No declaration and no UTF-8: the file is declared latin-1. Declared (or, by its mark, known to be)
    UTF-8 with other bytes in it: those become UTF-8 in a comment, an escape in a string. A name that
    Python 3 has no text encoding for is only found.
    """
    data = source.data
    skipped = len(_BOM) if data.startswith(_BOM) else 0
    cookie = _COOKIE.match(data[skipped:1000]) if b"coding" in data[:1000] else None
    declared = "utf-8"
    if cookie is not None:
        name, at = cookie.group(1), skipped + cookie.start(1)
        declared = _lookup(name)
        if not declared:
            yield Match(at, message=f"Python 3 has no text encoding called {name.decode('ascii', 'replace')}")
            return
        if skipped and declared != "utf-8":
            yield Match(at, (Edit(start=at, end=at + len(name), text=b"utf-8"),))
            return
    if data.isascii() or declared != "utf-8" or _decodes(data):
        return
    if cookie is None and not skipped:
        shebang = _SHEBANG.match(data)
        at = shebang.end() if shebang is not None else 0
        yield Match(at, (insert(at, b"# -*- coding: latin-1 -*-" + source.lexed.newline),))
        return
    yield from _foreign_bytes(source)


def _lookup(name: bytes) -> str:
    """The codec's canonical name; empty where Python 3 has none that decodes to text."""
    try:
        info = codecs.lookup(name.decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return ""
    return info.name if info._is_text_encoding else ""


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _foreign_bytes(source: Source) -> Iterator[Match]:
    """One match for each run of bytes that are no UTF-8."""
    data, position = source.data, 0
    while position < len(data):
        try:
            data[position:].decode("utf-8")
        except UnicodeDecodeError as error:
            start, end = position + error.start, position + error.end
        else:
            return
        token = source.lexed.string_holding(start)
        if token is None:
            yield Match(start, (Edit(start=start, end=end, text=data[start:end].decode("latin-1").encode()),))
        elif b"r" in token.prefix.lower():
            yield Match(start, message="bytes that are no UTF-8 in a raw string")
        else:
            escapes = b"".join(b"\\x%02x" % byte for byte in data[start:end])
            yield Match(start, (Edit(start=start, end=end, text=escapes),))
        position = end


@recipe(
    "nul-byte",
    title="Python 3 refuses a source with NUL bytes",
    stage="syntax",
    severity=Severity.ERROR,
    phase=Phase.LEXICAL,
    raw="\x00",
    fixable=False,
    any_dialect=True,
)
def nul_byte(source: Source, hit: Hit) -> Match | None:
    """The first NUL byte. What was meant cannot be told, so a person decides."""
    return Match(hit.start) if source.data.find(b"\x00") == hit.start else None
