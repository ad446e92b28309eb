"""Literals that meet what a function of the repository encodes on request are bytes, and so are those it decodes."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.coded_on_request import DECODES, ENCODES
from tools.recipes.python2_to_3._shared.learned_facts import names_of, paths_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, content, looks_binary, parts
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_TEXTS = (b"unicode", b"str")
_FIRST = 3
"""So many arguments are looked at."""


@recipe("coded-on-request", title="What is encoded on request is bytes", stage="text", words=("encoding",))
def coded_on_request(source: Source, hit: Hit) -> Iterable[Match]:
    """``assertEqual(dumps(x, encoding='utf-8'), '…')``, where ``dumps`` returns ``text.encode(encoding)`` if it is told
    one: the literal becomes bytes. So does what looks like bytes in ``loads('\\xc3\\xa0', encoding='utf-8')``, where
    ``loads`` decodes it."""
    if not names_of(source.project, ENCODES) and not any(
        names_of(source.project, f"{DECODES}{index}") for index in range(_FIRST)
    ):
        return
    name = source.node(hit.start, hit.end)
    keyword = name.parent
    value = keyword.child_by_field_name("value") if keyword is not None and keyword.type == "keyword_argument" else None
    if keyword is None or value is None or keyword.child_by_field_name("name") != name or value.type != "string":
        return
    call = nodes.taker(keyword)
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or content(source, value) in _TEXTS or source.legacy_only(call):
        return
    called = (function.text or b"").rpartition(b".")[2].decode("utf-8", "replace")
    for literal in _literals(source, call, called):
        if edits := as_bytes(source, literal):
            yield Match(literal.start_byte, edits)


def _literals(source: Source, call: Node, called: str) -> Iterator[Node]:
    if paths_of(source.project, ENCODES, called):
        yield from (literal for other in _compared(call) for literal in _within(other))
    for index, given in enumerate(nodes.arguments(call)[:_FIRST]):
        if parts(given) and looks_binary(source, given) and paths_of(source.project, f"{DECODES}{index}", called):
            yield given


def _compared(call: Node) -> list[Node]:
    """What ``call`` is compared with."""
    outer = nodes.outermost(call)
    holder = outer.parent
    if holder is not None and holder.type == "comparison_operator":
        return [other for other in holder.named_children if other != outer]
    taker = nodes.taker(outer)
    function = taker.child_by_field_name("function") if taker is not None else None
    if taker is None or function is None or (function.text or b"").rpartition(b".")[2] not in EQUALITIES:
        return []
    return [other for other in nodes.arguments(taker)[:2] if other != outer]


def _within(node: Node) -> Iterator[Node]:
    """``node`` where it is a literal, or those it is a list of."""
    node = nodes.bare(node)
    members = node.named_children if node.type in ("list", "tuple", "set") else [node]
    yield from (member for member in members if parts(member))
