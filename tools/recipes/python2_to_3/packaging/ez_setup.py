"""``ez_setup``: a script that fetched setuptools before pip did."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.statements import put
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAMES = re.compile(rb"\b(?:ez_setup|use_setuptools)\b")


@recipe(
    "ez-setup",
    title="setuptools comes with pip, not with ez_setup",
    stage="packaging",
    words=("ez_setup", "use_setuptools"),
    any_dialect=True,
)
def ez_setup(source: Source, hit: Hit) -> Match | None:
    """In ``setup.py``: the import of ``use_setuptools`` or ``ez_setup``, and the statement that calls it."""
    if source.name != "setup.py":
        return None
    node = source.node(hit.start, hit.end)
    statement = import_statement(node)
    if statement is not None:
        if source.lexed.mask.find(b"ez_setup", statement.start_byte, statement.end_byte) != hit.start:
            return None
        names = statement.children_by_field_name("name")
        return Match(hit.start, (_out(source, statement),)) if len(names) == 1 else None
    call = node.parent
    if call is not None and call.type == "attribute":
        if call.child_by_field_name("attribute") != node:
            return None
        call = call.parent
    statement = call.parent if call is not None and call.type == "call" else None
    if statement is None or statement.type != "expression_statement" or node.text != b"use_setuptools":
        return None
    return Match(hit.start, (_out(source, statement),))


def _out(source: Source, statement: Node) -> Edit:
    """The edit that takes ``statement`` out, with the ``try`` that holds nothing else of use."""
    block = statement.parent
    holder = block.parent if block is not None and block.type == "block" else None
    if block is None or holder is None or any(not _is_part(source, child) for child in block.named_children):
        return put(source, statement, [])
    clauses = [child for child in holder.named_children if child != block]
    handled = holder.type == "try_statement" and all(_passes(clause) for clause in clauses)
    if handled:
        return put(source, holder, [])
    return replace(statement, b"pass")


def _is_part(source: Source, node: Node) -> bool:
    """Whether the statement is about ``ez_setup``, or a comment."""
    return node.type == "comment" or _NAMES.search(source.text(node)) is not None


def _passes(clause: Node) -> bool:
    """Whether the clause of a ``try`` does nothing."""
    body = clause.named_children[-1] if clause.named_children else None
    return body is not None and body.type == "block" and [c.type for c in body.named_children] == ["pass_statement"]
