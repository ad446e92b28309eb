"""Which bindings of a name can have given it the value it has at one place: simple, forward, cheap."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.uses import scope_of
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_LOOPS = ("for_statement", "while_statement")


def reaching(source: Source, name: Node) -> list[Node]:
    """The identifiers that bind the variable ``name`` and whose value may be the one read there.

    Within one function, straight-line code is followed: an assignment in a block around the use hides
    the ones before it, those behind the use count only where a loop leads back. Names of outer scopes
    have all their bindings. Empty: nothing in the file binds it.
    """
    text = name.text or b""
    clause = _comprehension(source, name, text)
    if clause is not None:
        return clause
    scope = scope_of(source, name)
    if scope is None:
        return []
    bound = source.bindings.in_scope(text, scope)
    if scope.id != enclosing_scope(name).id or scope.type == "lambda":
        return list(bound)
    last = _dominating(bound, name)
    if last is None:
        return [node for node in bound if _before(node, name) or _loop(name) is not None]
    start = nodes.statement(last).start_byte
    loop = _loop(name)
    around = loop is not None and not nodes.contains(loop, last)
    found = [node for node in bound if start <= node.start_byte and _before(node, name)]
    if around and loop is not None:
        found += [node for node in bound if node not in found and nodes.contains(loop, node)]
    return found


def _before(binder: Node, use: Node) -> bool:
    """Whether ``binder`` has bound before ``use`` is read: the right side of an assignment comes first."""
    return nodes.statement(binder).end_byte <= use.start_byte or (
        binder.start_byte < use.start_byte and not _is_simple(binder)
    )


def _is_simple(binder: Node) -> bool:
    return nodes.statement(binder).type == "expression_statement"


def _dominating(bound: list[Node], use: Node) -> Node | None:
    """The last binding before ``use`` that every way to it passes."""
    found: Node | None = None
    for binder in bound:
        parent = binder.parent
        if parent is None or not _before(binder, use):
            continue
        if parent.type in ("parameters", "default_parameter", "typed_parameter", "typed_default_parameter"):
            found = found or binder
            continue
        statement = nodes.statement(binder)
        if parent.type == "augmented_assignment":
            continue
        holder = statement.parent
        inside = nodes.contains(statement, use)
        if _settles(statement, binder, use):
            found = binder
            continue
        if inside or (statement.type == "expression_statement" and holder is not None and nodes.contains(holder, use)):
            found = binder
    return found


def _settles(statement: Node, binder: Node, use: Node) -> bool:
    """Whether ``if isinstance(x, unicode): x = x.encode(…)`` stands before ``use``: bytes from there on.

    A value that was no text was bytes already, or nothing that can be encoded.
    """
    block = statement.parent
    check = block.parent if block is not None and block.type == "block" else None
    if check is None or check.type != "if_statement" or check.parent is None or len(block.named_children) != 1:  # type: ignore[union-attr]
        return False
    condition = check.child_by_field_name("condition")
    value = binder.parent.child_by_field_name("right") if binder.parent is not None else None
    if condition is None or value is None or check.child_by_field_name("alternative") is not None:
        return False
    name = binder.text or b""
    if not (condition.text or b"").startswith(b"isinstance"):
        return False
    tested = re.match(rb"isinstance\(\s*" + re.escape(name) + rb"\s*,\s*(?:unicode|str)\s*\)\Z", condition.text or b"")
    encoded = re.match(re.escape(name) + rb"\.encode\((?!\s*['\"](?:us-)?ascii['\"]\s*\))", value.text or b"")
    return bool(tested and encoded) and nodes.contains(check.parent, use) and check.end_byte <= use.start_byte


def _loop(node: Node) -> Node | None:
    """The outermost loop around ``node`` within its function."""
    found: Node | None = None
    parent = node.parent
    while parent is not None and parent.type not in ("function_definition", "class_definition", "lambda"):
        if parent.type in _LOOPS:
            found = parent
        parent = parent.parent
    return found


def _comprehension(source: Source, name: Node, text: bytes) -> list[Node] | None:
    parent = name.parent
    while parent is not None and not parent.type.endswith(("_statement", "_definition", "lambda")):
        if parent.type.endswith("_comprehension") or parent.type == "generator_expression":
            found = source.bindings.in_scope(text, parent)
            if found:
                return list(found)
        parent = parent.parent
    return None


def attribute_targets(source: Source, attribute: Node) -> list[Node]:
    """The attribute expressions that assign to what ``self.x`` reads, in the class around it.

    Empty: the object is not ``self``, or nothing in the class assigns it. Names assigned in the class
    body count.
    """
    holder, name = attribute.child_by_field_name("object"), attribute.child_by_field_name("attribute")
    if holder is None or name is None or holder.text not in SELVES:
        return []
    around = enclosing_class(attribute)
    return [] if around is None else member_targets(source, around, name.text or b"")


def member_targets(source: Source, around: Node, name: bytes) -> list[Node]:
    """What assigns to ``self.name`` in the class ``around``, and to ``name`` in its body."""
    found = list(source.bindings.in_scope(name, around))
    mask, end = source.lexed.mask, around.end_byte
    for at in occurrences(mask, name, around.start_byte, end):
        if mask[at - 5 : at] != b"self." and mask[at - 4 : at] != b"cls.":
            continue
        node = source.node(at, at + len(name)).parent
        holder = node.child_by_field_name("object") if node is not None and node.type == "attribute" else None
        if node is None or holder is None or holder.text not in SELVES:
            continue
        if is_target(node) and enclosing_class(node) == around:
            found.append(node)
    return found


def is_target(node: Node) -> bool:
    """Whether ``node``, a name or attribute, is assigned to here."""
    child, parent = node, node.parent
    while parent is not None and parent.type in ("pattern_list", "tuple_pattern", "list_pattern"):
        child, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement"):
        return parent.child_by_field_name("left") == child
    return parent.type == "as_pattern_target"
