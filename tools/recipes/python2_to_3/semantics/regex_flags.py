"""``re.compile('a|b(?i)')``: flags for the whole pattern stand at its start."""

import ast
import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.patterns import TABLES, expression, is_pattern
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, insert

_FLAGS = re.compile(rb"(?:\(\?[iLmsux]+\))*")
_ENDING = re.compile(rb"(\(\?[imsx]+\))['\"]+\Z")
_SET = re.compile(rb"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


@recipe(
    "regex-flags",
    title="Flags of a pattern stand at its start",
    stage="semantics",
    quoted=r"\(\?[iLmsux]+\)",
)
def regex_flags(source: Source, hit: Hit) -> Match | None:
    """A group of flags further on in a literal that is, or starts, the pattern handed to a function of ``re``, by
    itself or by the one name that the literal is assigned to; and at the end of a raw literal in a table of patterns.

    Python 2 took it for the whole pattern wherever it stood; ``re`` refuses that now.
    """
    token = source.lexed.string_holding(hit.start)
    if token is None or hit.end > token.content.end:
        return None
    text, at = source.data[token.content.start : token.content.end], hit.start - token.content.start
    escapes = len(text[:at]) - len(text[:at].rstrip(b"\\"))
    if escapes % 2 or any(match.start() < at < match.end() for match in _SET.finditer(text)):
        return None
    literal = source.node(token.start, token.end)
    while literal.parent is not None and literal.type not in ("string", "argument_list", "module"):
        literal = literal.parent
    first = _pattern(source, literal)
    start = source.lexed.string_at(first.start_byte) if first is not None else None
    if start is None or source.legacy_only(literal):
        return None
    if start == token and _FLAGS.fullmatch(text[:at]):
        return None
    flags = source.data[hit.start : hit.end]
    edits: tuple[Edit, ...] = (insert(start.content.start, flags), delete(hit.start, hit.end))
    return Match(hit.start, edits, again=True)


def _pattern(source: Source, literal: Node) -> Node | None:
    """The literal at the start of the pattern that holds ``literal``; None where it is no pattern for ``re``."""
    node = expression(literal)
    return _first(node) if _listed(source, literal, node) or is_pattern(source, node) else None


def _listed(source: Source, literal: Node, node: Node) -> bool:
    """Whether ``node`` is a pattern in a table of patterns, as lexers have them: it ends in its flags, and is a
    pattern with them at its start."""
    text = source.text(node)
    if node.parent is None or node.parent.type not in TABLES or literal.end_byte != node.end_byte:
        return False
    ending = _ENDING.search(text)
    if ending is None or not text.startswith((b"r", b"R")):
        return False
    try:
        value = ast.literal_eval(text.decode())
        re.compile(ending[1].decode() + value.removesuffix(ending[1].decode()))
    except (SyntaxError, ValueError, TypeError, re.error):
        return False
    return True


def _first(node: Node) -> Node | None:
    """The literal that ``node`` starts with."""
    while node.type in ("concatenated_string", "parenthesized_expression", "binary_operator"):
        node = node.named_children[0]
    return node if node.type == "string" else None
