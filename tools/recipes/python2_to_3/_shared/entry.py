"""Conversions where a function begins: what it is given becomes the kind it works with, whatever callers give."""

from collections.abc import Iterable

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.classes import SELVES
from tools.recipes.source import Source, insert


def parameters(function: Node) -> set[bytes]:
    """Names of the plain parameters of the definition ``function``, but ``self`` and its like."""
    holder = function.child_by_field_name("parameters")
    found = set()
    for child in holder.named_children if holder is not None else ():
        node = child.child_by_field_name("name") if child.type == "default_parameter" else child
        if node is not None and node.type == "identifier":
            found.add(node.text or b"")
    return found - SELVES


def converted(source: Source, function: Node, names: Iterable[bytes], encoding: bytes, *, binary: bool) -> Edit | None:
    """``if isinstance(name, str): name = name.encode(encoding)`` for each of ``names``, before the first statement of
    ``function``; the reverse for text. None where the body stands on the line of its header.
    """
    body = function.child_by_field_name("body")
    children = [child for child in body.named_children if child.type != "comment"] if body is not None else []
    if children and children[0].type == "expression_statement" and children[0].named_children[0].type == "string":
        children = children[1:]
    if not children:
        return None
    first, data = children[0], source.data
    head = data[data.rfind(b"\n", 0, first.start_byte) + 1 : first.start_byte]
    if head.strip():
        return None
    step = b"\t" if head.startswith(b"\t") else b"    "
    kind, method = (b"str", b"encode") if binary else (b"bytes", b"decode")
    line = b"if isinstance(%s, %s):\n%s%s%s = %s.%s('%s')\n%s"
    return insert(first.start_byte, b"".join(line % (n, kind, head, step, n, n, method, encoding, head) for n in names))
