"""Elements of what may be bytes, text, or an object of some class: a slice of one is right for all of them."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.reaching import attribute_targets
from tools.recipes.source import Source, insert

_TWICE = frozenset({"identifier", "attribute", "integer", "binary_operator"})
"""An index that may be evaluated twice."""
_BY_EIGHTS = re.compile(rb"[ \t]*\)?[ \t]*<<[ \t]*(?:8|16|24)\b")


def one_element(source: Source, element: Node) -> Edit | None:
    """The edit that makes ``data[i]`` a slice of one.

    None where its index must not be evaluated twice, and where an ``IndexError`` is waited for.
    """
    index = element.child_by_field_name("subscript") if element.type == "subscript" else None
    text = source.text(index) if index is not None else b"("
    if index is None or b"(" in text or b"\n" in text or _ends_by_error(source, element):
        return None
    if text == b"-1":
        return insert(index.end_byte, b":")
    if index.type == "integer" and text.isdigit():
        return insert(index.end_byte, b":" + str(int(text) + 1).encode())
    right, operator = index.child_by_field_name("right"), index.child_by_field_name("operator")
    if right is not None and operator is not None and operator.text == b"+" and (right.text or b"").isdigit():
        before = text[: right.start_byte - index.start_byte]
        return insert(index.end_byte, b":" + before + str(int(right.text or b"0") + 1).encode())
    return insert(index.end_byte, b":" + text + b" + 1") if index.type in _TWICE else None


def _ends_by_error(source: Source, element: Node) -> bool:
    if b"IndexError" not in source.lexed.words:
        return False
    around = nodes.ancestor(element, "try_statement")
    while around is not None:
        if b"IndexError" in source.text(around):
            return True
        around = nodes.ancestor(around, "try_statement")
    return False


def is_of_any_class(source: Source, element: Node) -> bool:
    """Whether ``element`` is one of an attribute of ``self`` that is given objects of unknown classes."""
    holder = element.child_by_field_name("value") if element.type == "subscript" else None
    targets = attribute_targets(source, holder) if holder is not None and holder.type == "attribute" else []
    return bool(targets) and kinds_of(source).shared(targets) is Kind.UNKNOWN


def is_octet(source: Source, call: Node, element: Node) -> bool:
    """Whether the number that ``call``, of ``ord``, gives is moved by eights of bits: at once, or by a local name.

    No text is put together like that; but in Python 2 what was not text was often given as such.
    """
    holder = element.child_by_field_name("value")
    if holder is None or holder.type != "identifier" or b"<<" not in source.lexed.mask:
        return False
    scope, mask = enclosing_scope(call), source.lexed.mask
    if scope.type != "function_definition":
        return False
    if _BY_EIGHTS.match(mask, call.end_byte):
        return True
    assignment = call.parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return _has_sibling(source, scope, source.text(holder))
    moved = re.compile(rb"\b%b%b" % (re.escape(target.text or b""), _BY_EIGHTS.pattern))
    found = moved.search(mask, scope.start_byte, scope.end_byte) is not None
    return found or _has_sibling(source, scope, source.text(holder))


def _has_sibling(source: Source, scope: Node, name: bytes) -> bool:
    """Whether another element of ``name`` is moved by eights in the function ``scope``: this is the lowest of them."""
    mask = source.lexed.mask
    at_once = re.compile(rb"\bord\([ \t]*%b[ \t]*\[[^][\n]*\][ \t]*\)%b" % (re.escape(name), _BY_EIGHTS.pattern))
    if at_once.search(mask, scope.start_byte, scope.end_byte):
        return True
    read = re.compile(rb"\b(\w+)[ \t]*=[ \t]*ord\([ \t]*%b[ \t]*\[" % re.escape(name))
    names = {match[1] for match in read.finditer(mask, scope.start_byte, scope.end_byte)}
    return any(
        re.search(rb"\b%b%b" % (re.escape(one), _BY_EIGHTS.pattern), mask[scope.start_byte : scope.end_byte])
        for one in names
    )
