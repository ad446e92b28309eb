"""Suites found on tokens: what a block belongs to, and where its first statement goes."""

import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit
from tools.recipes.source import insert
from tools.syntax.lexical import Lexed

_BLANK_LINE = re.compile(rb"[ \t\x0c]*(?:\r\n|\n|\r|\Z)")
_DEFINITION = re.compile(rb"[ \t\x0c]*(?:async[ \t]+)?(?P<kind>def|class)\b")


def definitions_around(lexed: Lexed, offset: int) -> Iterator[tuple[bytes, int]]:
    """The ``def`` and ``class`` lines around the statement at ``offset``, innermost first.

    Each is the keyword and where its line starts. Tabs count up to the next multiple of eight.
    """
    start = lexed.line_start(offset)
    width = _width(lexed.indentation(offset))
    while start > 0 and width > 0:
        start = lexed.line_start(start - 1)
        end = lexed.mask.find(b"\n", start)
        line = lexed.mask[start : end if end >= 0 else None]
        if not line.strip():
            continue
        own = _width(line[: len(line) - len(line.lstrip(b" \t\x0c"))])
        if own < width:
            width = own
            match = _DEFINITION.match(line)
            if match is not None:
                yield match.group("kind"), start


def _width(indent: bytes) -> int:
    return len(indent.replace(b"\x0c", b"").expandtabs(8))


def first_in_suite(lexed: Lexed, colon: int, statements: list[bytes]) -> Edit:
    """The edit that puts ``statements`` first in the suite after ``colon``, after a docstring."""
    if not _BLANK_LINE.match(lexed.mask, colon + 1):
        body = lexed.after(colon + 1)
        if lexed.mask[body] == 0x22:
            end = lexed.statement_end(body)
            return insert(end, b"; " + b"; ".join(statements))
        return insert(body, b"; ".join(statements) + b"; ")
    body = _next_statement(lexed, colon + 1)
    indentation = lexed.indentation(body)
    if lexed.mask[body : body + 1] == b'"' and _is_docstring(lexed, body):
        end = _line_end(lexed, lexed.statement_end(body))
        return insert(end, b"".join(lexed.newline + indentation + line for line in statements))
    return insert(body, b"".join(line + lexed.newline + indentation for line in statements))


def _next_statement(lexed: Lexed, offset: int) -> int:
    while (match := _BLANK_LINE.match(lexed.mask, offset)) and match.end() > offset:
        offset = match.end()
    return lexed.after(offset)


def _line_end(lexed: Lexed, offset: int) -> int:
    """The offset of the line break that ends the line at ``offset``, past a comment."""
    while offset < len(lexed.data) and lexed.data[offset] not in b"\r\n":
        offset += 1
    return offset


def _is_docstring(lexed: Lexed, body: int) -> bool:
    """Whether the statement at ``body`` is string literals alone, the only one on its line, not the last."""
    end = lexed.statement_end(body)
    return not lexed.mask[body:end].strip(b'" \t\\\r\n') and lexed.mask[end : end + 1] != b";"
