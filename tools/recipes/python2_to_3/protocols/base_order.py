"""Bases in an order that only old-style classes allowed."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import bases, lineage, local_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CLASS = re.compile(rb"class[ \t]+(\w+)")
_NAME = re.compile(rb"\w+")


@recipe(
    "base-order",
    title="A class does not name a base of its other bases first",
    stage="protocols",
    having=("class",),
    pattern=r"\bclass\b(?=[ \t]+\w+[ \t]*\([^)\n]*,)",
)
def base_order(source: Source, hit: Hit) -> Match | None:
    """``class C(A, B)`` where ``B`` is itself an ``A`` has no method resolution order. ``object`` moves to
    the end; another base that this file shows to be above a later one is left out, since it is inherited.
    """
    if not _may_be_above(source, hit):
        return None
    node = source.node(hit.start, hit.end)
    if node.type != "class_definition" or source.legacy_only(node):
        return None
    known = bases(node)
    for index, base in enumerate(known[:-1]):
        if base.type == "identifier" and _is_above(source, base, known[index + 1 :], node):
            gap = Edit(start=base.start_byte, end=known[index + 1].start_byte, text=b"")
            if base.text != b"object":
                return Match(hit.start, (gap,), again=True)
            end = known[-1].end_byte
            return Match(hit.start, (gap, Edit(start=end, end=end, text=b", object")), again=True)
    return None


def _may_be_above(source: Source, hit: Hit) -> bool:
    """Whether a base before the last is ``object``, or a class of this file with another behind it, as far as the
    text tells."""
    mask = source.lexed.mask
    opening = mask.find(b"(", hit.end)
    given = mask[opening + 1 : source.lexed.closing(opening)]
    before_last = _NAME.findall(given.rpartition(b",")[0])
    if b"object" in before_last:
        return True
    here = source.memo.get(_may_be_above)
    if not isinstance(here, frozenset):
        here = source.memo[_may_be_above] = frozenset(_CLASS.findall(mask))
    return not here.isdisjoint(before_last) and not here.isdisjoint(_NAME.findall(given.partition(b",")[2]))


def _is_above(source: Source, base: Node, later: list[Node], node: Node) -> bool:
    """Whether ``base`` is a base of one of ``later``. Every class has ``object`` above it."""
    if base.text == b"object":
        return source.is_builtin(base)
    above = local_class(source, base.text or b"")
    if above is None or enclosing_scope(above) != enclosing_scope(node):
        return False
    for other in later:
        found = local_class(source, other.text or b"") if other.type == "identifier" else None
        if found is not None and found != above and above in lineage(source, found):
            return True
    return False
