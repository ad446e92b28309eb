"""``/`` between integers floors in Python 2: there it becomes ``//``."""

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.numbers import Kind, kind_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_INDEX_CALLS = frozenset({b"range", b"xrange", b"chr", b"unichr", b"islice", b"ljust", b"rjust", b"center", b"zfill"})
_COUNTED = frozenset({"string", "concatenated_string", "list", "tuple", "list_comprehension"})
_DEPTH = 4


@recipe(
    "division",
    title="Division of integers floors",
    stage="semantics",
    severity=Severity.WARNING,
    pattern=r"/(?<!//)(?!/)",
)
def division(source: Source, hit: Hit) -> Match | None:
    """``a / b`` where both are surely integers, or where the result must be one: it indexes, it bounds a
    slice or a ``range``, it repeats a text or a list, it is shifted. With a float on either side it
    stays; where neither is known it is only found. ``a /= b`` likewise.
    """
    if b"division" in source.lexed.futures:
        return None
    node = source.node(hit.start, hit.end)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if node.type not in ("binary_operator", "augmented_assignment") or left is None or right is None:
        return None
    if operator is None or operator.text not in (b"/", b"/=") or operator.start_byte != hit.start:
        return None
    kinds = {kind_of(source, left), kind_of(source, right)}
    if Kind.FLOAT in kinds or left.type in ("string", "concatenated_string") or source.legacy_only(node):
        return None
    if kinds == {Kind.INT} or (operator.text == b"/" and _must_be_int(source, node)):
        return Match(hit.start, (replace(operator, b"//" + (operator.text or b"")[1:]),))
    return Match(hit.start, message="division whose operands may be integers")


def _must_be_int(source: Source, node: Node, depth: int = _DEPTH) -> bool:
    """Whether Python 2 would have refused a float as the value of ``node``, or of what it is part of: of sums and
    products, and of up to ``depth`` names it goes through."""
    while True:
        node = nodes.outermost(node)
        parent = node.parent
        if parent is None:
            return False
        if parent.type == "unary_operator":
            node = parent
            continue
        if parent.type != "binary_operator":
            break
        operator = parent.child_by_field_name("operator")
        sign = operator.text if operator is not None else b""
        if sign in (b"<<", b">>", b"&", b"|", b"^"):
            return True
        if sign == b"*" and any(nodes.bare(side).type in _COUNTED for side in parent.named_children):
            return True
        if sign not in (b"+", b"-", b"*"):
            return False
        node = parent
    if _indexes(node, parent):
        return True
    if depth and parent.type == "assignment" and parent.child_by_field_name("right") == node:
        return _name_indexes(source, parent, depth - 1)
    return False


def _indexes(node: Node, parent: Node) -> bool:
    if parent.type == "slice":
        return True
    if parent.type == "subscript":
        return parent.child_by_field_name("value") != node
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        return function is not None and (function.text or b"").split(b".")[-1] in _INDEX_CALLS
    return False


def _name_indexes(source: Source, assignment: Node, depth: int) -> bool:
    """Whether the local name that is assigned indexes, bounds or counts somewhere in its function, itself
    or through up to ``depth`` names it is assigned to."""
    left = assignment.child_by_field_name("left")
    if left is None or left.type != "identifier":
        return False
    scope = enclosing_scope(left)
    if scope.type != "function_definition":
        return False
    for use in source.bindings.uses(left.text or b""):
        parent = use.parent
        if parent is None or parent == assignment or not nodes.contains(scope, use):
            continue
        if _must_be_int(source, use, depth):
            return True
    return False
