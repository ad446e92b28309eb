"""Where a value goes within its function, and whether it is used as text or as bytes there."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.python2_to_3._shared.wants import is_printed, wanted
from tools.recipes.source import Source

_DEPTH = 5
_FORMAT_MAX = 4000
_HEADER = re.compile(rb"\A(?:[\w.]+\.)?(?:add_header|putheader|add_unredirected_header|send_header|setRequestHeader)\Z")
_SAME_VALUE = tables.SAME_METHODS - {b"join", b"translate"}


def endpoints(source: Source, node: Node, depth: int = 0) -> list[Node]:
    """The expressions that give the value of ``node``: itself, names it is assigned to, parts of it."""
    node = nodes.outermost(node)
    parent = node.parent
    if parent is None or depth > _DEPTH:
        return [node]
    found = [node]
    if parent.type == "attribute" and parent.child_by_field_name("object") == node:
        call, name = nodes.call_of(parent), parent.child_by_field_name("attribute")
        if call is not None and name is not None and name.text in _SAME_VALUE:
            found += endpoints(source, call, depth + 1)
    elif parent.type == "subscript" and parent.child_by_field_name("value") == node:
        index = parent.child_by_field_name("subscript")
        if index is not None and index.type == "slice":
            found += endpoints(source, parent, depth + 1)
    elif parent.type == "assignment" and parent.child_by_field_name("right") == node:
        target = parent.child_by_field_name("left")
        if target is not None and target.type == "identifier":
            found += uses_of(source, target, depth)
    elif parent.type in ("boolean_operator", "conditional_expression"):
        found += endpoints(source, parent, depth + 1)
    return found


def uses_of(source: Source, binder: Node, depth: int = 0) -> list[Node]:
    """The endpoints of what ``binder``, a name of a function or module, is given there."""
    found: list[Node] = []
    scope = enclosing_scope(binder)
    for use in source.bindings.uses(binder.text or b""):
        if use != binder and nodes.contains(scope, use) and binder in reaching(source, use):
            found += endpoints(source, use, depth + 1)
    return found


def used_as_text(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether ``node`` stands where only text can: with literals that are text, in a header, printed."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("binary_operator", "comparison_operator"):
        return _with_text(source, kinds, node, parent)
    if parent.type == "tuple" and parent.parent is not None and parent.parent.type == "binary_operator":
        return _with_text(source, kinds, parent, parent.parent)
    if parent.type in ("tuple", "list") and parent.parent is not None and parent.parent.type == "argument_list":
        return _is_text_call(source, kinds, parent, parent.parent)
    if parent.type == "argument_list":
        return _is_text_call(source, kinds, node, parent)
    if parent.type == "attribute" and parent.child_by_field_name("object") == node:
        return _calls_with_text(source, kinds, parent)
    if parent.type == "assignment" and parent.child_by_field_name("right") == node:
        target = parent.child_by_field_name("left")
        return target is not None and target.type == "subscript" and b"eader" in source.text(target)
    return False


def _with_text(source: Source, kinds: Kinds, node: Node, parent: Node) -> bool:
    operator = parent.child_by_field_name("operator")
    if operator is not None and operator.text == b"%":
        left = parent.child_by_field_name("left")
        return left is not None and left != node and kinds.of(left) in (Kind.NATIVE, Kind.TEXT)
    if operator is not None and operator.text != b"+":
        return False
    if parent.type == "binary_operator" and is_printed(source, node):
        return True
    return any(kinds.of(other) in (Kind.NATIVE, Kind.TEXT) for other in parent.named_children if other != node)


def _is_text_call(source: Source, kinds: Kinds, node: Node, holder: Node) -> bool:
    call = holder.parent
    function = call.child_by_field_name("function") if call is not None else None
    if function is None:
        return False
    name = source.text(function)
    if name in (b"print", b"sys.stdout.write", b"sys.stderr.write", b"int", b"long") or _HEADER.match(name):
        return True
    if kinds.dotted(function).startswith("urllib.parse.quote") or kinds.dotted(function).startswith("re."):
        return True
    if function.type == "attribute":
        inner, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        if attribute is not None and inner is not None and attribute.text in (b"format", b"join", b"write"):
            return kinds.of(inner) in (Kind.NATIVE, Kind.TEXT, Kind.TEXT_FILE)
    return False


def _calls_with_text(source: Source, kinds: Kinds, attribute: Node) -> bool:
    name, call = attribute.child_by_field_name("attribute"), nodes.call_of(attribute)
    if name is None or call is None or name.text not in tables.OWN_KIND_ARGUMENTS:
        return name is not None and name.text == b"encode"
    return any(kinds.of(one) in (Kind.NATIVE, Kind.TEXT) or one.type == "tuple" for one in nodes.arguments(call)) or (
        name.text in (b"split", b"rsplit") and not nodes.arguments(call)
    )


def used_as_bytes(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether ``node`` goes where bytes are asked for, or is decoded."""
    parent = node.parent
    if parent is not None and parent.type == "attribute":
        name = parent.child_by_field_name("attribute")
        if name is not None and name.text == b"decode" and nodes.call_of(parent) is not None:
            return True
    return wanted(source, kinds, node) is Kind.BYTES
