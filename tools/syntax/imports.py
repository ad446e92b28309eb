"""What a Python file imports, read from its tokens: no tree is needed, and both dialects are read alike."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.syntax.lexical import Lexed

_HEAD = re.compile(rb"(?<![\w.])(?:import|from)\b")
_FROM = re.compile(rb"from\s*(\.[.\s]*)?\s*([\w.\s]*?)\s*\bimport\b\s*(.*)", re.DOTALL)
_DYNAMIC = re.compile(rb"(?<![\w])(?:__import__|import_module)[ \t]*\(\s*(?=\")")
_PLAIN_NAME = re.compile(rb"[A-Za-z_][\w.]*\Z")


class Import(NamedTuple):
    """One module that a statement names."""

    module: str
    """Dotted, without leading dots; empty for ``from . import x``."""
    level: int
    """Leading dots. 0 is absolute, or implicitly relative where ``implicit``."""
    names: tuple[str, ...]
    """What ``from`` takes out of it, each perhaps a module of its own; empty for ``import``."""
    implicit: bool
    """Whether Python 2 looks beside the importing file first."""


def imports(lexed: Lexed, *, python3: bool = False) -> tuple[Import, ...]:
    """Every import of the file, in order and without repetition, those in functions too.

    ``python3`` says that no import is implicitly relative. ``__import__`` and ``import_module`` count
    where their argument is a literal.
    """
    words = lexed.words
    if not words & {b"import", b"__import__", b"import_module"}:
        return ()
    implicit = not python3 and b"absolute_import" not in words
    found: dict[Import, None] = {}
    for match in _HEAD.finditer(lexed.mask):
        if lexed.starts_statement(match.start()):
            statement = lexed.mask[match.start() : lexed.statement_end(match.start())]
            for item in _parse(statement, implicit):
                found[item] = None
    if words & {b"__import__", b"import_module"}:
        for name in _dynamic(lexed):
            found[Import(name, 0, (), implicit)] = None
    return tuple(found)


def _parse(statement: bytes, implicit: bool) -> Iterator[Import]:
    statement = re.sub(rb"[\\()\r\n]", b" ", statement)
    if statement.startswith(b"import"):
        for part in _names(statement[len(b"import") :]):
            yield Import(part, 0, (), implicit)
        return
    match = _FROM.match(statement)
    if match is None:
        return
    dots = (match.group(1) or b"").count(b".")
    module = re.sub(rb"\s", b"", match.group(2)).decode("ascii", "replace")
    names = tuple(_names(match.group(3)))
    if module or dots:
        yield Import(module, dots, names, implicit and dots == 0)


def _names(text: bytes) -> Iterator[str]:
    """The names of a comma-separated list, ``as`` parts left out."""
    for part in text.split(b","):
        name = re.sub(rb"\s*\.\s*", b".", part.strip()).split()
        if name and (_PLAIN_NAME.match(name[0]) or name[0] == b"*"):
            yield name[0].decode("ascii")


def _dynamic(lexed: Lexed) -> Iterator[str]:
    for match in _DYNAMIC.finditer(lexed.mask):
        token = lexed.string_at(match.end())
        if token is not None:
            text = lexed.data[slice(*token.content)]
            if _PLAIN_NAME.match(text):
                yield text.decode("ascii")
