"""Is this expression surely an integer, surely a float, or unknown?"""

from enum import Enum

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.source import Source


class Kind(Enum):
    """What numbers an expression gives in Python 2."""

    INT = "int"
    FLOAT = "float"
    UNKNOWN = "unknown"


_INT_BUILTINS = frozenset({b"len", b"int", b"long", b"ord", b"hash", b"id"})
_INT_METHODS = frozenset({b"count", b"find", b"rfind", b"index", b"rindex", b"tell", b"toordinal", b"bit_length"})
_FLOAT_BUILTINS = frozenset({b"float", b"round"})
_RANGES = frozenset({b"range", b"xrange"})
_SAME = frozenset({b"abs", b"min", b"max", b"sum", b"divmod", b"pow"})
_WHOLE = frozenset({b"+", b"-", b"*", b"/", b"//", b"%", b"**"})
_BITWISE = frozenset({b"&", b"|", b"^", b"<<", b">>"})
_DEPTH = 8


def kind_of(source: Source, node: Node, seen: frozenset[int] = frozenset()) -> Kind:
    """What ``node`` gives. Names are followed to all their assignments in the function or module, and
    ``self.x`` to all those in the class; a parameter is unknown."""
    node = nodes.bare(node)
    if node.type == "integer":
        return Kind.INT
    if node.type == "float":
        return Kind.FLOAT
    if len(seen) > _DEPTH:
        return Kind.UNKNOWN
    if node.type == "unary_operator":
        return kind_of(source, node.named_children[-1], seen)
    if node.type == "binary_operator":
        return _operation(source, node, seen)
    if node.type == "call":
        return _call(source, node, seen)
    if node.type == "conditional_expression":
        return _all([kind_of(source, part, seen) for part in node.named_children[::2]])
    if node.type == "identifier":
        return _name(source, node, seen)
    if node.type == "attribute":
        return _attribute(source, node, seen)
    return Kind.UNKNOWN


def _all(kinds: list[Kind]) -> Kind:
    """One float makes a float; integers alone make an integer."""
    if Kind.FLOAT in kinds:
        return Kind.FLOAT
    return Kind.INT if kinds and all(kind is Kind.INT for kind in kinds) else Kind.UNKNOWN


def _operation(source: Source, node: Node, seen: frozenset[int]) -> Kind:
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = (operator.text or b"") if operator is not None else b""
    if left is None or right is None:
        return Kind.UNKNOWN
    kinds = [kind_of(source, left, seen), kind_of(source, right, seen)]
    if sign in _BITWISE:
        return Kind.INT if Kind.INT in kinds else Kind.UNKNOWN
    if sign == b"**" and right.type == "unary_operator":
        return Kind.FLOAT
    return _all(kinds) if sign in _WHOLE else Kind.UNKNOWN


def _call(source: Source, node: Node, seen: frozenset[int]) -> Kind:
    function = node.child_by_field_name("function")
    if function is None:
        return Kind.UNKNOWN
    passed = nodes.plain_arguments(node)
    if function.type == "identifier":
        name = function.text or b""
        if not source.bindings.is_free(function):
            return Kind.UNKNOWN
        if name in _INT_BUILTINS:
            return Kind.INT
        if name in _FLOAT_BUILTINS:
            return Kind.FLOAT
        if name in _SAME and passed and len(passed) > 1 - (name == b"abs"):
            return _all([kind_of(source, one, seen) for one in passed])
        return Kind.UNKNOWN
    if function.type == "attribute":
        attribute, holder = function.child_by_field_name("attribute"), function.child_by_field_name("object")
        name = (attribute.text or b"") if attribute is not None else b""
        if (holder is not None and holder.text in (b"math", b"time")) or name == b"total_seconds":
            return Kind.FLOAT
        return Kind.INT if name in _INT_METHODS else Kind.UNKNOWN
    return Kind.UNKNOWN


def _name(source: Source, node: Node, seen: frozenset[int]) -> Kind:
    name = node.text or b""
    clause = _clause(node, name)
    if clause is not None:
        return _loop(source, clause, 0)
    scope: Node = enclosing_scope(node)
    bound = source.bindings.in_scope(name, scope)
    while not bound and scope.parent is not None:
        scope = enclosing_scope(scope)
        bound = source.bindings.in_scope(name, scope)
    if not bound or any(node.id in seen for node in bound):
        return Kind.UNKNOWN if not bound else Kind.INT
    marked = seen | {bound[0].id}
    return _all([_binding(source, one, marked) for one in bound])


def _clause(node: Node, name: bytes) -> Node | None:
    """The ``for`` of a comprehension around ``node`` that binds ``name``, first of all."""
    parent = node.parent
    while parent is not None and not parent.type.endswith(("_statement", "_definition")):
        for child in parent.named_children if parent.type.endswith(("_comprehension", "_expression")) else ():
            left = child.child_by_field_name("left") if child.type == "for_in_clause" else None
            names = left.named_children[:1] if left is not None and left.named_children else [left]
            if any(one is not None and one.text == name for one in names):
                return child
        parent = parent.parent
    return None


def _binding(source: Source, name: Node, seen: frozenset[int]) -> Kind:
    """What the binding at the identifier ``name`` gives it."""
    parent = name.parent
    if parent is None:
        return Kind.UNKNOWN
    if parent.type == "assignment" and parent.child_by_field_name("left") == name:
        value = parent.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        return kind_of(source, value, seen) if value is not None else Kind.UNKNOWN
    if parent.type == "augmented_assignment":
        return _augmented(source, parent, seen)
    if parent.type == "for_statement" and parent.child_by_field_name("left") == name:
        return _loop(source, parent, 0)
    if parent.type == "pattern_list" and parent.parent is not None:
        return _unpacked(source, parent, parent.parent, name, seen)
    return Kind.UNKNOWN


def _augmented(source: Source, statement: Node, seen: frozenset[int]) -> Kind:
    value = statement.child_by_field_name("right")
    operator = statement.child_by_field_name("operator")
    sign = (operator.text or b"") if operator is not None else b""
    if value is None:
        return Kind.UNKNOWN
    if sign[:-1] in _BITWISE:
        return Kind.INT
    return kind_of(source, value, seen) if sign[:-1] in _WHOLE else Kind.UNKNOWN


def _loop(source: Source, statement: Node, index: int) -> Kind:
    right = statement.child_by_field_name("right")
    function = right.child_by_field_name("function") if right is not None and right.type == "call" else None
    if function is None:
        return Kind.UNKNOWN
    if index == 0 and function.text in _RANGES and statement.child_by_field_name("left") is not None:
        left = statement.child_by_field_name("left")
        return Kind.INT if left is not None and left.type == "identifier" else Kind.UNKNOWN
    if index == 0 and function.text == b"enumerate":
        left = statement.child_by_field_name("left")
        return Kind.INT if left is not None and left.type == "pattern_list" else Kind.UNKNOWN
    return Kind.UNKNOWN


def _unpacked(source: Source, pattern: Node, holder: Node, name: Node, seen: frozenset[int]) -> Kind:
    index = pattern.named_children.index(name)
    if holder.type == "for_statement":
        return _loop(source, holder, index)
    value = holder.child_by_field_name("right") if holder.type == "assignment" else None
    if value is None:
        return Kind.UNKNOWN
    if value.type in ("expression_list", "tuple") and len(value.named_children) == len(pattern.named_children):
        return kind_of(source, value.named_children[index], seen)
    function = value.child_by_field_name("function") if value.type == "call" else None
    if function is not None and function.text == b"divmod":
        return kind_of(source, value, seen)
    return Kind.UNKNOWN


_INT_ATTRIBUTES = frozenset({b"sys.maxint", b"sys.maxsize", b"sys.maxunicode", b"sys.byteorder", b"string.maxint"})
_FLOAT_ATTRIBUTES = frozenset({b"math.pi", b"math.e"})


def _attribute(source: Source, node: Node, seen: frozenset[int]) -> Kind:
    text = node.text or b""
    if text in _INT_ATTRIBUTES:
        return Kind.INT
    if text in _FLOAT_ATTRIBUTES:
        return Kind.FLOAT
    holder, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    around = enclosing_class(node)
    if holder is None or holder.text != b"self" or name is None or around is None:
        return Kind.UNKNOWN
    stored = _stored(source, around, text)
    if not stored or any(one.id in seen for one in stored):
        return Kind.UNKNOWN if not stored else Kind.INT
    marked = seen | {stored[0].id}
    return _all([_binding(source, one, marked) for one in stored])


def _stored(source: Source, around: Node, text: bytes) -> list[Node]:
    """The places in the class where the attribute ``text``, ``self.x``, is stored."""
    mask, found, at = source.lexed.mask, [], around.start_byte
    while (at := mask.find(text, at, around.end_byte)) >= 0:
        end = at + len(text)
        if not mask[end : end + 1].isalnum() and mask[end : end + 1] not in (b"_", b".", b"[", b"("):
            node = source.node(at, end)
            parent = node.parent
            if node.type == "attribute" and parent is not None:
                kinds = ("assignment", "augmented_assignment")
                left = parent.type in kinds and parent.child_by_field_name("left") == node
                if left or parent.type in ("pattern_list", "for_statement"):
                    found.append(node)
        at = end
    return found
