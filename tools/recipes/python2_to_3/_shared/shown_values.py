"""Attributes that are put into text: where bytes are asked for, they are encoded."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.functions import function_name
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_SHOWING = frozenset({b"__repr__", b"__str__", b"__unicode__"})
"""Methods that show whatever there is, bytes too."""


def is_put_into_text(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether ``node`` is an attribute of ``self`` of unknown kind that its class puts into plain text by ``%s``.

    What is only shown, in ``__repr__`` or in the message of an error, says nothing: that may be bytes as well.
    """
    node = nodes.bare(node)
    holder, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
    around = enclosing_class(node) if node.type == "attribute" else None
    if around is None or holder is None or name is None or holder.text not in SELVES:
        return False
    if kinds.of(node) is not Kind.UNKNOWN:
        return False
    mask, word = source.lexed.mask, name.text or b""
    for at in occurrences(mask, word, around.start_byte, around.end_byte):
        use = source.node(at, at + len(word)).parent if mask[at - 1 : at] == b"." else None
        owner = use.child_by_field_name("object") if use is not None and use.type == "attribute" else None
        if use is not None and owner is not None and owner.text in SELVES and _is_formatted(source, kinds, use):
            return True
    return False


def _is_formatted(source: Source, kinds: Kinds, use: Node) -> bool:
    values = nodes.outermost(use)
    parent = values.parent
    if parent is not None and parent.type == "tuple":
        values, parent = nodes.outermost(parent), nodes.outermost(parent).parent
    if parent is None or parent.type != "binary_operator" or parent.child_by_field_name("right") != values:
        return False
    operator, left = parent.child_by_field_name("operator"), parent.child_by_field_name("left")
    if operator is None or operator.text != b"%" or left is None or kinds.of(left) not in (Kind.NATIVE, Kind.TEXT):
        return False
    if b"%s" not in source.text(left) or nodes.statement(parent).type == "raise_statement":
        return False
    return function_name(enclosing_scope(use)) not in _SHOWING
