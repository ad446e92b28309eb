"""Objects that are equal to everything: comparisons that never look at what they compare with."""

import re

from tree_sitter import Node

from tools.checks.detection.facts import name_of, text_of
from tools.syntax.python import captures, parse

_COMPARED = frozenset({"__eq__", "__ne__", "__cmp__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"})
_NO_ANSWER = frozenset({b"NotImplemented", b"None", b""})
_IDLE = re.compile(rb"\bisinstance\(\s*\w+\s*,\s*object\s*\)|\b\w+\s+is\s+(?:not\s+)?None\b|\bnot\s+\w+\s+is\s+None\b")


def equal_to_all(source: bytes) -> int:
    """How many comparisons that ``source`` defines give an answer without a look at the other side."""
    root = parse(source).root_node
    methods = captures("(class_definition body: (block) @body)", root).get("body", [])
    return sum(_blind(child) for body in methods for child in body.named_children)


def _blind(node: Node) -> bool:
    if node.type == "decorated_definition":
        definition = node.child_by_field_name("definition")
        return definition is not None and _blind(definition)
    if node.type == "function_definition":
        return name_of(node) in _COMPARED and _ignores(node, _answers(node))
    if node.type == "expression_statement" and node.named_children:
        left, right = (node.named_children[0].child_by_field_name(side) for side in ("left", "right"))
        if left is None or right is None or text_of(left).decode("utf-8", "replace") not in _COMPARED:
            return False
        body = right.child_by_field_name("body") if right.type == "lambda" else None
        return body is not None and _ignores(right, [text_of(body)])
    return False


def _answers(function: Node) -> list[bytes]:
    body = function.child_by_field_name("body")
    returns = captures("(return_statement) @return", body).get("return", []) if body is not None else []
    return [b" ".join(text_of(child) for child in node.named_children) for node in returns]


def _ignores(function: Node, answers: list[bytes]) -> bool:
    """Whether it answers, and nothing in it reads its last parameter but to see that it is there."""
    parameters, body = function.child_by_field_name("parameters"), function.child_by_field_name("body")
    if parameters is None or body is None or all(answer in _NO_ANSWER for answer in answers):
        return False
    words = re.findall(rb"\w+", text_of(parameters))
    rest = _IDLE.sub(b"", text_of(body))
    return not words or re.search(rb"\b%s\b" % words[-1], rest) is None
