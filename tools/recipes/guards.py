"""Code that only one Python reaches: version checks and fallbacks somebody already wrote."""

import re

from tree_sitter import Node

_LEGACY_TEST = re.compile(
    rb"version_info(?:\[0\]|\.major|\[:1\]|\[:2\])?\s*(?:<\s*\(?3|<=?\s*\(?2|==\s*\(?2)|\bPY2\b|\bnot\s+[\w.]*(?:PY3|py3k)\w*"
    rb"|hexversion\s*<\s*0x0?3"
)
_MODERN_TEST = re.compile(
    rb"version_info(?:\[0\]|\.major|\[:1\]|\[:2\])?\s*(?:>=?\s*\(?3|>\s*\(?2\b|==\s*\(?3)|\b(?:PY3|py3k|IS_PY3)\b|hexversion\s*>=?\s*0x0?3"
)
_FALLBACK = re.compile(rb"\b(?:NameError|ImportError|ModuleNotFoundError|AttributeError)\b")

_CLASS = re.compile(rb"\b[A-Z]\w*")
_LOOKS_UP = re.compile(rb"[.(]|\bimport\b")
_HALF = 3
"""Statements that one half of a fallback has at most."""


def legacy_only(data: bytes, node: Node) -> bool:
    """Whether a version check or a ``try … except NameError`` keeps Python 3 away from ``node``.

    Under ``try`` with a handler for a missing name or module, the body is taken to be one half of a
    fallback its author wrote for both Pythons.
    """
    return _guarded(data, node, fallbacks=True)


def version_checked(data: bytes, node: Node) -> bool:
    """Whether a version check keeps Python 3 away from ``node``; fallbacks do not count."""
    return _guarded(data, node, fallbacks=False)


def _guarded(data: bytes, node: Node, fallbacks: bool) -> bool:
    child, parent = node, node.parent
    while parent is not None:
        if parent.type in ("if_statement", "elif_clause", "conditional_expression") and _guards(data, parent, child):
            return True
        if fallbacks and parent.type == "try_statement" and _falls_back(data, parent, child):
            return True
        if parent.type in ("function_definition", "class_definition") and child.type != "block":
            return False
        child, parent = parent, parent.parent
    return False


def _guards(data: bytes, statement: Node, child: Node) -> bool:
    condition = statement.child_by_field_name("condition")
    if condition is None or child == condition:
        return False
    test = data[condition.start_byte : condition.end_byte]
    if child == statement.child_by_field_name("consequence"):
        return _LEGACY_TEST.search(test) is not None
    negated = _MODERN_TEST.search(test) is not None and not _LEGACY_TEST.search(test)
    return negated and child.type in ("else_clause", "elif_clause")


def _falls_back(data: bytes, statement: Node, child: Node) -> bool:
    if child != statement.child_by_field_name("body"):
        return False
    for clause in statement.named_children:
        if clause.type == "except_clause":
            head, _, handler = data[clause.start_byte : clause.end_byte].partition(b":")
            missing = set(_FALLBACK.findall(head))
            if missing and (missing != {b"AttributeError"} or _is_alternative(head, handler, child)):
                return True
    return False


def _is_alternative(head: bytes, handler: bytes, body: Node) -> bool:
    """Whether the handler of an ``AttributeError`` may be another way to do what ``body`` does.

    Attributes are missing for many reasons. What is caught with other errors, follows a long body, or
    neither calls nor looks up anything, answers to the data and not to the Python that runs.
    """
    return (
        _CLASS.findall(head) == [b"AttributeError"]
        and body.named_child_count <= _HALF
        and _LOOKS_UP.search(handler) is not None
    )
