"""The mode a file is opened with."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.source import Source

_TO_MODE = 2
"""``open``, the path, the mode."""
_MODE = re.compile(rb"(?P<quote>['\"])(?P<mode>[rwaxbtU+]{1,4})(?P=quote)\Z")


def mode_argument(call: Node, position: int = 1) -> Node | None:
    """The node that gives the mode in a call such as ``open(path, mode)``."""
    named = nodes.keyword(call, b"mode")
    if named is not None:
        return named.child_by_field_name("value")
    passed = nodes.arguments(call)
    if len(passed) <= position or any(one.type != "string" and "splat" in one.type for one in passed):
        return None
    return passed[position] if passed[position].type != "keyword_argument" else None


def mode_of(source: Source, literal: Node) -> bytes | None:
    """The mode that a plain string literal gives."""
    match = _MODE.match(source.text(literal)) if literal.type == "string" else None
    return match["mode"] if match is not None else None


def opened_binary(source: Source, call: Node, default: bool = False, position: int = 1) -> bool | None:
    """Whether the file that ``call`` opens holds bytes; None where the mode is not a literal."""
    if any("splat" in one.type for one in nodes.arguments(call)):
        return None
    argument = mode_argument(call, position) if position else nodes.keyword(call, b"mode")
    if argument is None:
        return default
    if argument.type == "keyword_argument":
        argument = argument.child_by_field_name("value") or argument
    mode = mode_of(source, argument)
    if mode is None:
        return None
    return b"b" in mode or (default and b"t" not in mode)


def is_opener(node: Node) -> bool:
    """Whether ``node`` is ``open``, or a method of that name, handed on to who calls it."""
    return node.type in ("identifier", "attribute") and (node.text or b"").rpartition(b".")[2] == b"open"


def hands_on_binary(source: Source, call: Node) -> bool:
    """Whether ``call`` hands on ``open`` with what it is called with, a binary mode: ``retry(fs.open, path, 'rb')``."""
    passed = nodes.arguments(call)
    for index, argument in enumerate(passed[:-_TO_MODE]):
        if is_opener(argument):
            mode = mode_of(source, passed[index + _TO_MODE])
            return mode is not None and b"b" in mode
    return False
