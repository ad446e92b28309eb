"""Text that is compared with bytes is encoded: Python 2 took them for equal."""

from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES, EQUALITY
from tools.recipes.python2_to_3._shared.byte_flows import in_byte_places
from tools.recipes.python2_to_3._shared.coding import call_on
from tools.recipes.python2_to_3._shared.constants import only_for_bytes
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "compared-text",
    title="Text compared with bytes is encoded",
    stage="text",
    pattern=r"\A",
    having=sorted(name.decode() for name in EQUALITIES),
)
def compared_text(source: Source, hit: Hit) -> Iterator[Match]:
    """``assertEqual(response.body, expected)`` where one is surely bytes and the other a local name that is given
    plain literals, or a plain literal with values put into it by ``%``.

    A name that is used for nothing but bytes is given bytes: see ``bytes-literals``. Looked at once a file.
    """
    for found in in_byte_places(source, EQUALITY):
        match = _compared(source, Hit(*found.span()))
        if match is not None:
            yield match


def _compared(source: Source, hit: Hit) -> Match | None:
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    pair = nodes.arguments(call)[:2] if call is not None else []
    if call is None or len(pair) != 2 or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    for data, text in (pair, pair[::-1]):
        if kinds.of(data) is Kind.BYTES and _stays_text(source, kinds, nodes.bare(text)):
            return Match(hit.start, call_on(text, b".encode('utf-8')"))
    return None


def _stays_text(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether ``node`` is plain text that no other recipe makes bytes of."""
    if node.type == "binary_operator":
        operator, left = node.child_by_field_name("operator"), node.child_by_field_name("left")
        if operator is None or operator.text != b"%" or left is None or kinds.of(node) is not Kind.TEXT:
            return False
        return left.type == "string" or _stays_text(source, kinds, left)
    if node.type != "identifier" or kinds.of(node) is not Kind.NATIVE:
        return False
    scope = enclosing_scope(node)
    for binder in reaching(source, node):
        assignment = binder.parent
        value = assignment.child_by_field_name("right") if assignment is not None else None
        if assignment is None or assignment.type != "assignment" or value is None or value.type != "string":
            return False
        if enclosing_scope(binder) != scope or only_for_bytes(source, kinds, value):
            return False
    return scope.type == "function_definition"
