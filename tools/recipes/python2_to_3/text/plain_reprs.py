"""Text that was encoded only to be shown without a ``u`` before it: it has none any more."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.removal import alone_on_its_lines, remove
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_ASKED = re.compile(rb"isinstance\(\s*(\w+)\s*,\s*(?:unicode|str)\s*\)")
_ENCODED = re.compile(rb"(\w+)\s*=\s*(\w+)\s*\.\s*encode\([^(),]*\)")


@recipe("plain-reprs", title="Text is shown as it is", stage="text", pattern=r"\brepr\(\w+\)", having=("encode",))
def plain_reprs(source: Source, hit: Hit) -> Match | None:
    """``if isinstance(x, unicode): x = x.encode('utf-8')`` before a statement with ``repr(x)``, where nothing else is
    done with ``x`` behind it: taken out. What ``repr`` gives of bytes starts with a ``b`` now.
    """
    call = source.node(hit.start, hit.end)
    given = nodes.plain_arguments(call) if call.type == "call" else None
    if not given or given[0].type != "identifier" or source.legacy_only(call):
        return None
    before = nodes.statement(call).prev_named_sibling
    name = given[0].text or b""
    if before is None or not _encodes(source, before, name) or not alone_on_its_lines(source, before):
        return None
    function = enclosing_scope(call)
    uses = [use for use in source.bindings.uses(name) if use.start_byte >= before.end_byte]
    if not all(_is_shown(use) for use in uses if enclosing_scope(use) == function):
        return None
    return Match(hit.start, (remove(source, before),))


def _encodes(source: Source, statement: Node, name: bytes) -> bool:
    """Whether ``statement`` is nothing but ``if isinstance(name, unicode): name = name.encode(…)``."""
    test, body = statement.child_by_field_name("condition"), statement.child_by_field_name("consequence")
    if statement.type != "if_statement" or test is None or body is None or len(body.named_children) != 1:
        return False
    if statement.child_by_field_name("alternative") is not None:
        return False
    asked = _ASKED.fullmatch(source.text(nodes.bare(test)))
    encoded = _ENCODED.fullmatch(source.text(body.named_children[0]))
    return asked is not None and encoded is not None and {asked[1], encoded[1], encoded[2]} == {name}


def _is_shown(use: Node) -> bool:
    call = nodes.taker(use)
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and function.text == b"repr"
