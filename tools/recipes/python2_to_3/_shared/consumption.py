"""What becomes of a value: is it only gone through, or used as the list Python 2 gave?"""

from enum import IntEnum

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.source import Source


class Use(IntEnum):
    """How much of a list a value must be, least first."""

    ITERATED = 0
    """Gone through once, at once."""
    SIZED = 1
    """Its length, truth or membership is asked, or it may be gone through again: a view or range will do."""
    INDEXED = 2
    """Read by index as well: a range will do."""
    LIST = 3
    """Anything more, or it is handed on to code that may do anything."""


_TAKES_FIRST = frozenset(
    {
        b"list", b"tuple", b"set", b"frozenset", b"sorted", b"sum", b"any", b"all", b"dict", b"min", b"max",
        b"bytearray", b"deque", b"Counter", b"OrderedDict", b"ImmutableSet", b"Set",
    }
)  # fmt: skip
_PASSES_ON = frozenset(
    {b"enumerate", b"iter", b"zip", b"map", b"filter", b"chain", b"izip", b"imap", b"ifilter", b"islice"}
)
_METHODS = frozenset(
    {
        b"join", b"extend", b"update", b"fromkeys", b"writelines", b"union", b"intersection", b"difference",
        b"symmetric_difference", b"issubset", b"issuperset", b"intersection_update", b"difference_update",
        b"symmetric_difference_update", b"executemany",
    }
)  # fmt: skip
_IMPORTED = frozenset(
    {b"deque", b"Counter", b"OrderedDict", b"chain", b"izip", b"imap", b"ifilter", b"islice", b"reduce"}
)
_TRANSPARENT = frozenset({"parenthesized_expression", "conditional_expression", "boolean_operator"})


def use_of(source: Source, node: Node) -> Use:
    """How the value of the expression ``node`` is used, looking through the names it is assigned to."""
    node, sized = _whole(node)
    use = _direct(source, node)
    return max(use, Use.SIZED) if sized else use


def _whole(node: Node) -> tuple[Node, bool]:
    """The expression whose value may be that of ``node``, and whether its truth is tested on the way."""
    sized = False
    parent = node.parent
    while parent is not None and parent.type in _TRANSPARENT:
        if parent.type == "conditional_expression" and node == parent.named_children[1]:
            return node, True
        sized = sized or parent.type == "boolean_operator"
        node, parent = parent, parent.parent
    return node, sized


def _direct(source: Source, node: Node) -> Use:
    parent = node.parent
    if parent is None:
        return Use.LIST
    kind = parent.type
    if kind in ("for_statement", "for_in_clause"):
        return Use.ITERATED if parent.child_by_field_name("right") == node else Use.LIST
    if kind == "list_splat" or (kind == "yield" and parent.child(1) is not None and _is(parent, 1, "from")):
        return Use.ITERATED
    if kind == "argument_list":
        return _argument(source, parent, node)
    if kind == "assignment":
        return _assigned(source, parent, node)
    if kind == "comparison_operator":
        return _compared(parent, node)
    if kind in ("not_operator", "if_statement", "elif_clause", "while_statement", "conditional_expression"):
        return Use.SIZED
    if kind in ("if_clause", "boolean_operator", "assert_statement"):
        return Use.SIZED
    if kind == "augmented_assignment" and _is(parent, 1, "+="):
        return Use.ITERATED if parent.child_by_field_name("right") == node else Use.LIST
    if kind == "subscript" and parent.child_by_field_name("value") == node:
        return _subscripted(parent)
    if kind == "attribute" and nodes.call_of(parent) is not None:
        name = parent.child_by_field_name("attribute")
        return Use.SIZED if name is not None and name.text == b"__iter__" else Use.LIST
    return Use.LIST


def _is(parent: Node, index: int, kind: str) -> bool:
    child = parent.child(index)
    return child is not None and child.type == kind


def _subscripted(subscript: Node) -> Use:
    index = subscript.child_by_field_name("subscript")
    holder = subscript.parent
    stored = holder is not None and (
        (holder.type in ("assignment", "augmented_assignment") and holder.child_by_field_name("left") == subscript)
        or holder.type in ("delete_statement", "pattern_list", "expression_list")
    )
    return Use.LIST if stored or index is None or index.type == "slice" else Use.INDEXED


def _compared(comparison: Node, node: Node) -> Use:
    """``x in value`` asks for members; every other comparison is one of lists."""
    operator = node.prev_sibling
    return Use.SIZED if operator is not None and operator.type in ("in", "not in") else Use.LIST


def _argument(source: Source, holder: Node, node: Node) -> Use:
    call = holder.parent
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None:
        return Use.LIST
    passed = nodes.arguments(call)
    first = bool(passed) and passed[0] == node
    name = _known_name(source, function)
    if name in _METHODS and function.type == "attribute":
        return Use.ITERATED
    if name == b"len":
        return Use.SIZED
    if name in _TAKES_FIRST and first:
        return Use.ITERATED if len(passed) == 1 or name not in (b"min", b"max") else Use.LIST
    if name == b"reduce" or (name in (b"map", b"filter") and first):
        return Use.LIST if first else Use.ITERATED
    return Use.ITERATED if name in _PASSES_ON else Use.LIST


def _known_name(source: Source, function: Node) -> bytes:
    """The name of a builtin, of a method known by its name, or of a library function; else nothing."""
    if function.type == "identifier":
        name = function.text or b""
        return name if name in _IMPORTED or source.bindings.is_free(function) else b""
    attribute = function.child_by_field_name("attribute")
    name = (attribute.text or b"") if attribute is not None else b""
    return name if name in _METHODS | _IMPORTED else b""


_UNPACKED = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})


def _assigned(source: Source, assignment: Node, node: Node) -> Use:
    left = assignment.child_by_field_name("left")
    if left is None or assignment.child_by_field_name("right") != node:
        return Use.LIST
    if left.type in _UNPACKED:
        return Use.ITERATED
    if left.type != "identifier" or (assignment.parent is not None and assignment.parent.type == "assignment"):
        return Use.LIST
    scope = enclosing_scope(left)
    if scope.type not in ("function_definition", "lambda"):
        return Use.LIST
    return _uses_of_name(source, left, scope)


def _uses_of_name(source: Source, name: Node, scope: Node) -> Use:
    """The most any use of the local ``name`` asks for; never less than SIZED, as there may be several."""
    most = Use.SIZED
    for use in source.bindings.uses(name.text or b""):
        if not nodes.contains(scope, use):
            continue
        parent = use.parent
        if parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == use:
            continue
        if enclosing_scope(use) != scope:
            return Use.LIST
        whole, _ = _whole(use)
        holder = whole.parent
        if holder is None or holder.type == "assignment":
            return Use.LIST
        most = max(most, _direct(source, whole))
        if most is Use.LIST:
            break
    return most


def is_listed(node: Node) -> bool:
    """Whether a list or tuple is made of the value of ``node`` right there, whatever binds those names."""
    holder = node.parent
    if holder is None:
        return False
    if holder.type == "list_splat":
        return True
    function = holder.parent.child_by_field_name("function") if holder.parent is not None else None
    return holder.type == "argument_list" and function is not None and function.text in (b"list", b"tuple")
