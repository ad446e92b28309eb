"""What functions are called, and which argument fills a parameter."""

import re

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.source import Source

_WRAPPERS = frozenset({b"staticmethod", b"classmethod"})


def function_name(scope: Node) -> bytes:
    """What the function or lambda ``scope`` is called; empty where it has no name."""
    if scope.type == "function_definition":
        name = scope.child_by_field_name("name")
        return (name.text or b"") if name is not None else b""
    holder = scope.parent
    if holder is not None and holder.type == "argument_list" and holder.parent is not None:
        function = holder.parent.child_by_field_name("function")
        if function is None or function.text not in _WRAPPERS:
            return b""
        holder = holder.parent.parent
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    return (target.text or b"") if target is not None and target.type == "identifier" else b""


def plain_parameters(source: Source, scope: Node) -> list[bytes]:
    """The names of the positional parameters of ``scope``, in order, without that for the object of a method."""
    holder = scope.child_by_field_name("parameters")
    names: list[bytes] = []
    for child in holder.named_children if holder is not None else ():
        name = child.child_by_field_name("name") if child.type == "default_parameter" else child
        if name is None or name.type != "identifier":
            break
        names.append(name.text or b"")
    return names[1:] if names and _is_method(source, scope, names[0]) else names


def position(source: Source, scope: Node, parameter: bytes) -> int:
    """Which positional argument of a call fills ``parameter`` of ``scope``; -1 where none does."""
    names = plain_parameters(source, scope)
    return names.index(parameter) if parameter in names else -1


def _is_method(source: Source, scope: Node, first: bytes) -> bool:
    around = enclosing_class(scope)
    if around is None or scope.type != "function_definition":
        return False
    if first in SELVES:
        return True
    holder, name = scope.parent, function_name(scope)
    if holder is not None and holder.type == "decorated_definition":
        return b"staticmethod" not in (holder.named_children[0].text or b"")
    if source.data.find(b"staticmethod(", around.start_byte, around.end_byte) < 0:
        return True
    body = source.data[around.start_byte : around.end_byte]
    return (
        re.search(rb"\b" + re.escape(name) + rb"\s*=\s*staticmethod\(\s*" + re.escape(name) + rb"\s*\)", body) is None
    )
