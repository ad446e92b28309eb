"""Functions of a file that put what they are given among literals: they are given text, not bytes."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import drop_method, summands
from tools.recipes.python2_to_3._shared.flows import used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.given import definition_called, given, parameter_for
from tools.recipes.python2_to_3._shared.kind_calls import codec_of, method_name
from tools.recipes.python2_to_3._shared.kind_tables import BYTES_CODECS, ESCAPES, TEXT_CODECS
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_DEPTH = 3


@recipe("text-helpers", title="Functions that work on text are given text", stage="text", words=("encode",))
def text_helpers(source: Source, hit: Hit) -> Match | None:
    """``escape(x.encode('utf-8'))``, where ``escape`` is a function of the file that treats what it is given as text:
    ``data.replace('&', '&amp;')``, or hands it to one that does.

    Only where another call gives it something that is not encoded, or what it gives is added to literals; not where
    that is used as bytes.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    call = nodes.taker(nodes.outermost(found.call)) if found is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    if found is None or call is None or function is None or source.legacy_only(call):
        return None
    codec = codec_of(source, found.call)
    if codec is None or codec in BYTES_CODECS | ESCAPES | TEXT_CODECS:
        return None
    definition = definition_called(source, function)
    parameter = parameter_for(definition, call, nodes.outermost(found.call)) if definition is not None else None
    if definition is None or parameter is None or not _treats_as_text(source, definition, parameter):
        return None
    kinds = kinds_of(source)
    if used_as_bytes(source, kinds, nodes.outermost(call)):
        return None
    others = [one for one in given(source, parameter) if not _is_encoded(one)]
    if not any(kinds.of(one) is Kind.TEXT for one in others) and not _is_added(source, call):
        return None
    return Match(hit.start, drop_method(found.call))


def _is_encoded(value: Node) -> bool:
    return method_name(nodes.bare(value)) == b"encode"


def _is_added(source: Source, call: Node) -> bool:
    """Whether what ``call`` gives is part of a sum with literals."""
    kinds = kinds_of(source)
    told = [kinds.of(one) for one in summands(nodes.operation(call))]
    return Kind.NATIVE in told and not {Kind.BYTES, Kind.ARMOR} & set(told)


def _treats_as_text(source: Source, definition: Node, parameter: Node, depth: int = 0) -> bool:
    """Whether ``definition`` uses ``parameter`` among literals of text, by itself or in a function it hands it to."""
    kinds, name = kinds_of(source), parameter.text or b""
    as_text = False
    for use in source.bindings.uses(name):
        if use == parameter or enclosing_scope(use) != definition:
            continue
        if used_as_bytes(source, kinds, use):
            return False
        as_text = as_text or used_as_text(source, kinds, use) or _is_handed_on(source, use, depth)
    return as_text


def _is_handed_on(source: Source, use: Node, depth: int) -> bool:
    """Whether ``use`` is what another function of that kind is given."""
    call = nodes.taker(use)
    function = call.child_by_field_name("function") if call is not None else None
    definition = definition_called(source, function) if function is not None and depth < _DEPTH else None
    parameter = parameter_for(definition, call, use) if definition is not None and call is not None else None
    return (
        definition is not None and parameter is not None and _treats_as_text(source, definition, parameter, depth + 1)
    )
