"""Names that Python 3 made keywords: ``async``, ``await``, ``nonlocal``, ``True``, ``False``, ``None``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed

_MODULE_PATH = re.compile(rb"(?:\bfrom[ \t]+[\w.]*|\bimport[ \t]+(?:[\w. \t]+,[ \t]*)*[\w.]*)\Z")
_HOMES = re.compile(rb"(?<![\w.])(?:xmlrpclib|__builtin__|__builtins__|builtins)[ \t]*\.[ \t]*\Z")
_ASSIGNED = r"[ \t]*(?:,[ \t]*(?:True|False)[ \t]*)?\)?[ \t]*=(?!=)"
"""What stands behind a name that is given a value: another name first, maybe."""
_ALONE = re.compile(rb"[ \t]*\)?[ \t]*=")
_PARAMETER = re.compile(rb"[(,]\s*\Z")


@recipe(
    "keyword-name",
    title="async, await and nonlocal as names get an underscore",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("async", "await", "nonlocal"),
)
def keyword_name(source: Source, hit: Hit) -> Match:
    """Every use in a Python 2 file, attributes and keyword arguments too, so that files agree.

    The name of a module in an import is only found: renaming it means renaming the file.
    """
    lexed = source.lexed
    word = source.data[hit.start : hit.end].decode()
    head = lexed.mask[lexed.line_start(hit.start) : hit.start]
    imported = _MODULE_PATH.search(head)
    if imported is not None and not (b"import" in head and head.lstrip().startswith(b"from")):
        return Match(hit.start, message=f"a module called {word} cannot be imported by Python 3")
    return Match(hit.start, (insert(hit.end, b"_"),))


@recipe(
    "constant-assignment",
    title="True and False are not assigned to",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=(rf"\bTrue\b(?={_ASSIGNED})", rf"\bFalse\b(?={_ASSIGNED})"),
    having=("True", "False"),
)
def constant_assignment(source: Source, hit: Hit) -> Match | None:
    """``True, False = 1, 0``, the idiom for Pythons before 2.3, becomes ``pass``.

    A parameter of that name gets an underscore, which is never read: the body means the constant.
    """
    lexed = source.lexed
    start = hit.start
    if lexed.mask[start - 1 : start] == b".":
        return None
    before = lexed.before(start)
    if before >= 0 and lexed.mask[before] == 0x28 and lexed.starts_statement(before):
        start = before
    if lexed.starts_statement(start) and not _in_brackets(lexed, start):
        end = lexed.statement_end(start)
        return Match(start, (Edit(start=start, end=end, text=b"pass"),))
    if _PARAMETER.search(lexed.mask, max(0, hit.start - 200), hit.start) and _ALONE.match(lexed.mask, hit.end):
        return Match(hit.start, (insert(hit.end, b"_"),))
    return None


def _in_brackets(lexed: Lexed, offset: int) -> bool:
    """Whether ``offset``, at the start of a physical line, is inside brackets opened before it."""
    head = lexed.mask[:offset]
    opened = sum(head.count(c) for c in (b"(", b"[", b"{"))
    return opened > sum(head.count(c) for c in (b")", b"]", b"}"))


@recipe(
    "constant-attribute",
    title="attributes called True, False or None get another name",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"\.[ \t]*(?:True|False|None)\b",
)
def constant_attribute(source: Source, hit: Hit) -> Match:
    """``xmlrpclib.True`` and ``__builtin__.True`` are the constants; of others the name gets an underscore."""
    mask = source.lexed.mask
    home = _HOMES.search(mask, max(0, hit.start - 40), hit.start + 1)
    if home is None:
        return Match(hit.start, (insert(hit.end, b"_"),))
    constant = hit.end - len(mask[hit.start : hit.end].lstrip(b". \t"))
    return Match(hit.start, (Edit(start=home.start(), end=constant, text=b""),))
