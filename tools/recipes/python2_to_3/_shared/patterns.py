"""Which literals are regular expressions: what functions of ``re`` are given, by themselves or by name."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.source import Source

_FUNCTIONS = frozenset(
    f"re.{name}" for name in ("compile", "findall", "finditer", "match", "search", "split", "sub", "subn")
)
TABLES = frozenset({"tuple", "list", "pair"})
"""What holds the patterns of lexers."""


def expression(literal: Node) -> Node:
    """The sum or format that ``literal`` is part of; itself where it is of none."""
    node = literal
    while node.parent is not None and node.parent.type in (
        "concatenated_string",
        "parenthesized_expression",
        "binary_operator",
    ):
        node = node.parent
    return node


def is_pattern(source: Source, node: Node) -> bool:
    """Whether the expression ``node`` is the pattern handed to a function of ``re``, or assigned to the name of one."""
    if node.parent is not None and node.parent.type == "assignment":
        return _handed_on(source, node.parent, node)
    call = nodes.taker(node)
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or module_of(source, function) not in _FUNCTIONS:
        return False
    return nodes.arguments(call)[:1] == [node]


def _handed_on(source: Source, assignment: Node, value: Node) -> bool:
    """Whether what ``value`` is assigned to starts the pattern handed to a function of ``re`` somewhere in the file."""
    name = assignment.child_by_field_name("left")
    if name is None or name.type != "identifier" or assignment.child_by_field_name("right") != value:
        return False
    calls = re.compile(rb"\bre\s*\.\s*\w+\s*\(\s*(?:\w+\s*\.\s*)?" + (name.text or b"") + rb"\s*[%+,)]")
    return any(_is_function(source, found.start()) for found in calls.finditer(source.lexed.mask))


def _is_function(source: Source, at: int) -> bool:
    """Whether a function of ``re`` is named at the byte ``at``."""
    attribute = source.node(at, at + 2).parent
    return attribute is not None and module_of(source, attribute) in _FUNCTIONS
