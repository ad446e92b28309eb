"""``del i`` after ``[… for i in …]``: the variable that was tidied away is never there."""

import re

from tree_sitter import Node

from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.setup_script import take_out
from tools.recipes.python2_to_3._shared.statements import put
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_LOOP = re.compile(rb"for\b([\w\s,().\[\]\\]*?)\bin\b")
_NAME = re.compile(rb"[A-Za-z_]\w*")


@recipe(
    "dead-delete",
    title="A comprehension's variable need not be deleted",
    stage="semantics",
    words=("del",),
)
def dead_delete(source: Source, hit: Hit) -> Match | None:
    """A deleted name that its scope binds nowhere, but that a list comprehension before it loops over.

    One such name a statement at a time: the name goes, and the statement with the last of them.
    """
    if _loop_names(source).isdisjoint(_NAME.findall(source.lexed.mask, hit.end, source.lexed.statement_end(hit.end))):
        return None
    statement = source.node(hit.start, hit.end)
    if statement.type != "delete_statement":
        return None
    targets = _targets(statement)
    scope = enclosing_scope(statement)
    for target in targets:
        if target.type == "identifier" and _leaked(source, scope, statement, target.text or b""):
            if len(targets) == 1:
                return Match(hit.start, (put(source, statement, []),))
            return Match(hit.start, (take_out(source, target),), again=True)
    return None


def _loop_names(source: Source) -> frozenset[bytes]:
    """The words between ``for`` and ``in`` anywhere in the file."""
    known = source.memo.get(_loop_names)
    if not isinstance(known, frozenset):
        found = (name for head in _LOOP.findall(source.lexed.mask) for name in _NAME.findall(head))
        known = source.memo[_loop_names] = frozenset(found)
    return known


def _targets(statement: Node) -> list[Node]:
    """What a ``del`` statement deletes, parentheses around it left out."""
    found = list(statement.named_children)
    while len(found) == 1 and found[0].type in ("parenthesized_expression", "expression_list", "tuple"):
        found = list(found[0].named_children)
    return found


def _leaked(source: Source, scope: Node, statement: Node, name: bytes) -> bool:
    looped = False
    for node in source.bindings.uses(name):
        holder = node.parent
        while holder is not None and holder.type in ("parenthesized_expression", "expression_list", "tuple"):
            holder = holder.parent
        if holder is not None and holder.type == "delete_statement":
            continue
        if any(node.id == bound.id for bound in source.bindings.in_scope(name, scope)):
            return False
        if _loops(node) and node.end_byte < statement.start_byte and enclosing_scope(node) == scope:
            looped = True
    return looped


def _loops(node: Node) -> bool:
    """Whether ``node`` is a target of a list comprehension's ``for``."""
    child, parent = node, node.parent
    while parent is not None and parent.type in ("pattern_list", "tuple_pattern"):
        child, parent = parent, parent.parent
    return (
        parent is not None
        and parent.type == "for_in_clause"
        and parent.child_by_field_name("left") == child
        and parent.parent is not None
        and parent.parent.type == "list_comprehension"
    )
