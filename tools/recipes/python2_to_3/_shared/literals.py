"""Turning string literals into bytes."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.source import Source, insert

_PREFIX = re.compile(rb"[bBuUrRfF]*")
_WITHIN = frozenset({"string_content", "string_start", "string_end"})
_HIGH = re.compile(rb"\\x[89a-fA-F]|\\[2-7][0-7][0-7]|\\x0[0-8b-fB-F]|\\x1|\\x7[fF]|\\0|\\[1-7](?![0-7])")


def around(node: Node) -> Node:
    """The literal that ``node`` is the quotes or the content of; ``node`` where it is neither."""
    while node.type in _WITHIN and node.parent is not None:
        node = node.parent
    return node


def parts(node: Node) -> list[Node]:
    """The string literals of ``node``: itself, or those it is put together of; empty for anything else."""
    if node.type == "string":
        return [node]
    if node.type == "concatenated_string":
        return [child for child in node.named_children if child.type == "string"]
    return []


def prefix_of(source: Source, literal: Node) -> bytes:
    """The letters before the quotes, in lower case."""
    match = _PREFIX.match(source.data, literal.start_byte)
    return match.group().lower() if match is not None else b""


def content(source: Source, literal: Node) -> bytes:
    """What stands between the quotes of ``literal``, a string, as it is written."""
    return source.data[literal.children[0].end_byte : literal.children[-1].start_byte]


def as_bytes(source: Source, node: Node) -> tuple[Edit, ...]:
    """The edits that make bytes of the plain literal ``node``.

    None where it is no literal, has a prefix other than ``r``, or holds what ASCII does not.
    """
    found = parts(node)
    for part in found:
        if prefix_of(source, part) not in (b"", b"r") or not source.text(part).isascii():
            return ()
    return tuple(insert(part.start_byte, b"b") for part in found)


def looks_binary(source: Source, node: Node) -> bool:
    """Whether an escape in a literal within ``node`` stands for a byte that is no printable ASCII."""
    return _HIGH.search(source.text(node)) is not None
