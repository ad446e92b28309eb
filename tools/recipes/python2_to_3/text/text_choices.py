"""Where a setting says whether strings are kept as text or encoded, they are kept as text."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CHOOSES = re.compile(rb"\(?\s*[A-Za-z_][\w.]*\s+(?:is|==)\s+(?:unicode|str)\s*\)?")


@recipe("text-choices", title="Strings that may be kept as text are text", stage="text", words=("encode",))
def text_choices(source: Source, hit: Hit) -> Match | None:
    """``x = t if KIND is unicode else t.encode(KIND)``, and the same as two branches of an ``if``, is ``x = t``.

    A plain string was what such code was told to make when it was told no better. That is text now, which
    it makes anyway; whoever asks for bytes asks for an encoding by name, with no such question before.
    """
    if b"unicode" not in source.origin.lexed.words:
        return None
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or source.legacy_only(found.call):
        return None
    other = _in_expression(found.call) or _in_branches(source, found.call)
    if other is None:
        return None
    condition, chosen, encoded = other
    kept = source.data[encoded.start_byte : found.object.end_byte] + source.data[found.call.end_byte : encoded.end_byte]
    if not _CHOOSES.fullmatch(source.text(condition)) or kept.split() != source.text(chosen).split():
        return None
    return Match(hit.start, drop_method(found.call))


def _in_expression(call: Node) -> tuple[Node, Node, Node] | None:
    """(condition, what is chosen, ``call``) where ``call`` is what ``else`` gives."""
    value = nodes.outermost(call)
    parent = value.parent
    if parent is None or parent.type != "conditional_expression" or len(parent.named_children) != 3:
        return None
    chosen, condition, other = parent.named_children
    return (condition, chosen, value) if other == value else None


def _in_branches(source: Source, call: Node) -> tuple[Node, Node, Node] | None:
    """(condition, its only statement, that with ``call`` in it) where that is all that ``else`` does."""
    statement = nodes.statement(call)
    clause = statement.parent.parent if statement.parent is not None else None
    choice = clause.parent if clause is not None and clause.type == "else_clause" else None
    if choice is None or choice.type != "if_statement" or len(_only(clause)) != 1:
        return None
    if any(child.type == "elif_clause" for child in choice.named_children):
        return None
    condition, consequence = choice.child_by_field_name("condition"), choice.child_by_field_name("consequence")
    chosen = _statements(consequence)
    return (condition, chosen[0], statement) if condition is not None and len(chosen) == 1 else None


def _only(clause: Node | None) -> list[Node]:
    return _statements(clause.child_by_field_name("body") if clause is not None else None)


def _statements(block: Node | None) -> list[Node]:
    return [child for child in block.named_children if child.type != "comment"] if block is not None else []
