"""Texts have ``__iter__`` now: ``hasattr(x, '__iter__')`` no longer tells them from lists."""

import re

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.quoted import quotes_one
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_QUOTED = frozenset({b"__iter__"})
_TEXT_TEST = re.compile(rb"\b(?:str|bytes|basestring|unicode|StringTypes|StringType|UnicodeType|string_types)\b")


@recipe(
    "iterable-test",
    title="Texts have __iter__ now",
    stage="semantics",
    severity=Severity.WARNING,
    words=("hasattr",),
)
def iterable_test(source: Source, hit: Hit) -> Match | None:
    """``hasattr(x, '__iter__')`` of something that may be evaluated twice: texts and bytes are left out,
    as they were. Where a test of its type stands in the same condition, or in one before it in the same
    ``if``, it says what it means already."""
    if not quotes_one(source, _QUOTED):
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name) if name.type == "identifier" else None
    passed = nodes.arguments(call) if call is not None else []
    if call is None or len(passed) != 2 or source.text(passed[1]).strip(b"'\"") != b"__iter__":
        return None
    if passed[0].type not in ("identifier", "attribute", "subscript") or source.legacy_only(name):
        return None
    if _TEXT_TEST.search(_condition(source, call)):
        return None
    value = source.text(passed[0])
    text = source.text(call) + b" and not isinstance(" + value + b", (str, bytes))"
    return Match(hit.start, (replace(call, nodes.fit(text, nodes.AND, call)),))


def _condition(source: Source, call: Node) -> bytes:
    """The text of the condition that holds ``call``, and of the conditions asked before it."""
    node = call
    parent = node.parent
    while parent is not None and parent.type in ("boolean_operator", "not_operator", "parenthesized_expression"):
        node, parent = parent, parent.parent
    text = source.text(node)
    if parent is not None and parent.type == "elif_clause":
        parent = parent.parent
    if parent is not None and parent.type in ("if_statement", "conditional_expression"):
        text += source.data[parent.start_byte : call.start_byte]
    return text
