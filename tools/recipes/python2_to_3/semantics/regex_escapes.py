"""``re.compile(r'\\U[0-9]')``: a letter that has no meaning after a backslash may not stand there any more."""

import ast
import re

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.patterns import TABLES, expression, is_pattern
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete

_UNKNOWN = r"\\(?:[ceghijklmopqyzCEFGHIJKLMOPQRTVXY]|u(?![0-9a-fA-F]{4})|U(?![0-9a-fA-F]{8}))"
_SPEAKING = re.compile(rb"\(\?|[\])][+*?{]")
"""What is found in patterns, and not in paths or in replacements."""


@recipe(
    "regex-escapes",
    title="Letters that mean nothing after a backslash stand alone in patterns",
    stage="semantics",
    quoted=_UNKNOWN,
)
def regex_escapes(source: Source, hit: Hit) -> Match | None:
    """``\\U`` and the like in a raw literal that is the pattern handed to a function of ``re``, or one in a table of
    patterns: Python 2 took the letter as it is. Only where ``re`` refuses the pattern, and takes it without."""
    token = source.lexed.string_holding(hit.start)
    if token is None or hit.end > token.content.end:
        return None
    if b"r" not in token.prefix.lower():
        return None
    if b"re" not in source.lexed.words and _SPEAKING.search(source.data, token.start, token.end) is None:
        return None  # neither handed to re nor a pattern in a table: told without the tree
    before = source.data[token.content.start : hit.start]
    literal = source.node(token.start, token.end)
    text = source.text(literal)
    if (len(before) - len(before.rstrip(b"\\"))) % 2 or literal.type != "string" or not text.startswith((b"r", b"R")):
        return None
    node = expression(literal)
    if not (is_pattern(source, node) or _is_listed(node, text)) or source.legacy_only(literal):
        return None
    return Match(hit.start, (delete(hit.start, hit.start + 1),)) if _is_cured(source.text(node)) else None


def _is_listed(node: Node, text: bytes) -> bool:
    return node.parent is not None and node.parent.type in TABLES and _SPEAKING.search(text) is not None


def _is_cured(text: bytes) -> bool:
    """Whether the pattern is refused as it is, and would not be without such backslashes."""
    try:
        value = ast.literal_eval("(" + text.decode() + ")")
    except (SyntaxError, ValueError):  # a sum or a format: its parts are not all there is of it
        return False
    if not isinstance(value, str):
        return False
    cured = re.sub(r"(\\\\)|" + _UNKNOWN, lambda found: found[1] or found[0][1:], value)
    return not _compiles(value) and _compiles(cured)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
