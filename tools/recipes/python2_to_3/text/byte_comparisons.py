"""One byte of bytes is a number: compared with a character it is a slice, or the character's number."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES, EQUALITY
from tools.recipes.python2_to_3._shared.byte_flows import in_byte_places
from tools.recipes.python2_to_3._shared.kind_tables import BINARY_WORDS
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, content
from tools.recipes.python2_to_3._shared.octets import one_element
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_WITHIN = frozenset({"==", "!="})
_CHARACTER = re.compile(rb"[^\\]|\\x[0-9a-fA-F]{2}|\\[0-7]{1,3}|\\[^xN0-7\n]")

_BINARY = frozenset(word.encode() for word in BINARY_WORDS)
_COMPARING = re.compile(rb"[=!]=(?=[ \t]*\")|\](?=[ \t]+(?:not[ \t]+)?in[ \t]*[(\[])")


@recipe(
    "byte-comparisons",
    title="One byte is compared as bytes or as a number",
    stage="text",
    pattern=r"\A",
)
def byte_comparisons(source: Source, hit: Hit) -> Iterator[Match]:
    """``data[0] == 'x'`` where ``data`` is surely bytes: ``data[0:1] == b'x'``; ``in ('x', 'y')``; ``assertEqual``.

    The name of a loop over bytes is a number: ``c == 'x'`` becomes ``c == ord('x')``. Looked at once a file.
    """
    words = source.lexed.words
    for sought, having in ((_COMPARING, _BINARY), (EQUALITY, EQUALITIES)):
        for found in in_byte_places(source, sought) if not words.isdisjoint(having) else ():
            match = _match(source, Hit(*found.span()))
            if match is not None:
                yield match


def _match(source: Source, hit: Hit) -> Match | None:
    name = source.node(hit.end - 1, hit.end)
    if name.type == "identifier" and name.text in EQUALITIES:
        call = nodes.call_of(nodes.reference(name))
        pair = nodes.arguments(call)[:2] if call is not None else []
        return _between(source, hit, pair) if len(pair) == 2 else None
    node: Node | None = name
    while node is not None and node.type != "comparison_operator":
        node = node.parent if node.type in _WITHIN or node.end_byte == hit.end else None
    return _compared(source, hit, node) if node is not None else None


def _compared(source: Source, hit: Hit, comparison: Node) -> Match | None:
    sides = comparison.named_children
    operators = [child.type for child in comparison.children if not child.is_named or child.type == "not in"]
    if len(sides) != 2 or source.legacy_only(comparison):
        return None
    if operators[0] in ("==", "!="):
        return _between(source, hit, sides)
    group = nodes.bare(sides[1])
    if group.type not in ("tuple", "list", "set") or operators[0] not in ("in", "not", "not in"):
        return None
    kinds = kinds_of(source)
    parts = [part for part in group.named_children if part.type != "comment"]
    if not parts or any(kinds.of(part) not in (Kind.NATIVE, Kind.BYTES) for part in parts):
        return None
    element = nodes.bare(sides[0])
    edit = one_element(source, element) if kinds.of(element) is Kind.BYTE else None
    return Match(hit.start, (edit,)) if edit is not None else None


def _between(source: Source, hit: Hit, sides: list[Node]) -> Match | None:
    """One side that is a byte, the other a literal of a character."""
    kinds = kinds_of(source)
    for element, other in ((sides[0], sides[1]), (sides[1], sides[0])):
        element, literal = nodes.bare(element), nodes.bare(other)
        if kinds.of(element) is not Kind.BYTE or literal.type != "string" or kinds.of(literal) is not Kind.NATIVE:
            continue
        binary = as_bytes(source, literal)
        if not binary or source.legacy_only(literal):
            return None
        if element.type == "identifier":
            alone = _CHARACTER.fullmatch(content(source, literal)) is not None
            return Match(hit.start, (replace(literal, b"ord(" + source.text(literal) + b")"),)) if alone else None
        slicing = one_element(source, element)
        return Match(hit.start, (slicing, *binary)) if slicing is not None else None
    return None
