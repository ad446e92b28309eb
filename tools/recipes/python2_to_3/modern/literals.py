"""Prefixes and declarations that say what Python 3 does anyway, and displays for sets and dicts."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.removal import remove
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete

_GONE = frozenset(
    b"nested_scopes generators division absolute_import with_statement print_function unicode_literals".split()
)


@recipe(
    "unicode-prefix",
    title="Text needs no u",
    stage="modern",
    severity=Severity.NOTE,
    raw=(r"u'", r'u"', r"U'", r'U"'),
    any_dialect=True,
)
def unicode_prefix(source: Source, hit: Hit) -> Match | None:
    """The prefix ``u`` of a string literal."""
    token = source.lexed.string_holding(hit.start)
    if token is None or token.start != hit.start or token.prefix.lower() != b"u":
        return None
    return Match(hit.start, (delete(hit.start, hit.start + 1),))


@recipe(
    "future-imports",
    title="The future is here",
    stage="modern",
    severity=Severity.NOTE,
    words=("__future__",),
    any_dialect=True,
)
def future_imports(source: Source, hit: Hit) -> Match | None:
    """``from __future__ import …`` of features that every Python 3 has; ``annotations`` stays."""
    statement = source.node(hit.start, hit.end)
    while statement.parent is not None and statement.type not in ("future_import_statement", "module"):
        statement = statement.parent
    if statement.type != "future_import_statement":
        return None
    names = statement.children_by_field_name("name")
    if not names or any(name.type != "dotted_name" or name.text not in _GONE for name in names):
        return None
    return Match(hit.start, (remove(source, statement),))


@recipe(
    "coding-cookie",
    title="UTF-8 needs no declaration",
    stage="modern",
    severity=Severity.NOTE,
    raw=r"\A(?:#![^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*[-\w.]+[^\n]*\n",
    any_dialect=True,
)
def coding_cookie(source: Source, hit: Hit) -> Match | None:
    """A line that declares UTF-8 and says nothing else, on the first line or below a shebang."""
    text = source.data[hit.start : hit.end]
    start = text.find(b"\n") + 1 if text.startswith(b"#!") and text.count(b"\n") == 2 else 0
    line = text[start:]
    words = line.lower().replace(b"-*-", b" ").replace(b"vim:", b" ").strip(b"# \t\r\n;").split()
    if b"".join(words) not in (b"coding:utf-8", b"coding=utf-8", b"coding:utf8", b"coding=utf8", b"encoding:utf-8"):
        return None
    return Match(hit.start + start, (delete(hit.start + start, hit.end),))


@recipe(
    "set-display",
    title="Sets have a display",
    stage="modern",
    severity=Severity.NOTE,
    words=("set",),
    any_dialect=True,
)
def set_display(source: Source, hit: Hit) -> Match | None:
    """``set([a, b])``, ``set((a, b))`` and ``set([x for x in y])``, one line, with the builtin ``set``."""
    found = _display(source, hit)
    if found is None:
        return None
    call, inner = found
    if inner.type in ("list", "tuple") and not [c for c in inner.named_children if c.type != "comment"]:
        return None
    if inner.type == "generator_expression" or inner.type not in ("list", "tuple", "list_comprehension"):
        return None
    body = source.text(inner)[1:-1].rstrip()
    if b"\n" in source.text(call) or not source.text(inner).startswith((b"[", b"(")):
        return None
    return Match(hit.start, (Edit(start=call.start_byte, end=call.end_byte, text=b"{" + body.rstrip(b",") + b"}"),))


@recipe(
    "dict-comprehension",
    title="Dicts have comprehensions",
    stage="modern",
    severity=Severity.NOTE,
    words=("dict",),
    any_dialect=True,
)
def dict_comprehension(source: Source, hit: Hit) -> Match | None:
    """``dict([(k, v) for …])`` and ``dict((k, v) for …)``, one line, with the builtin ``dict``."""
    found = _display(source, hit)
    if found is None or found[1].type not in ("list_comprehension", "generator_expression"):
        return None
    call, inner = found
    pair = inner.child_by_field_name("body")
    parts = [c for c in pair.named_children if c.type != "comment"] if pair is not None and pair.type == "tuple" else []
    if pair is None or len(parts) != 2 or b"\n" in source.text(call) or any("splat" in part.type for part in parts):
        return None
    rest = source.data[pair.end_byte : inner.end_byte - 1]
    text = b"{" + source.text(parts[0]) + b": " + source.text(parts[1]) + rest.rstrip() + b"}"
    return Match(hit.start, (Edit(start=call.start_byte, end=call.end_byte, text=text),))


def _display(source: Source, hit: Hit) -> tuple[Node, Node] | None:
    """(call, only argument) of the builtin at ``hit``."""
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    if call is None or not source.is_builtin(name):
        return None
    passed = nodes.arguments(call)
    return (call, passed[0]) if len(passed) == 1 and "splat" not in passed[0].type else None
