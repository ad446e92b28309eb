"""Parts of the library that ask for, or give, text or bytes otherwise: json, ElementTree, truncated buffers."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.openers import with_keyword
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, replace

_XML = frozenset({b"ElementTree", b"etree", b"ET", b"cElementTree", b"lxml", b"elementtree"})


@recipe(
    "json-encoding",
    title="json takes no encoding",
    stage="text",
    words=("loads", "dumps", "load", "dump", "JSONEncoder", "JSONDecoder"),
)
def json_encoding(source: Source, hit: Hit) -> Match | None:
    """The keyword argument ``encoding`` of the functions and classes of ``json``, which is gone."""
    name = source.node(hit.start, hit.end)
    function = name.parent if nodes.is_attribute(name) else name
    call = nodes.call_of(function) if function is not None and name.type == "identifier" else None
    if call is None or function is None or source.legacy_only(call):
        return None
    argument = nodes.keyword(call, b"encoding")
    if argument is None or not kinds_of(source).dotted(function).startswith("json."):
        return None
    return Match(hit.start, (_without(call, argument),))


def _without(call: Node, argument: Node) -> Edit:
    """The edit that takes ``argument`` out of ``call``, with the comma before or after it."""
    passed = nodes.arguments(call)
    index = passed.index(argument)
    if index > 0:
        return delete(passed[index - 1].end_byte, argument.end_byte)
    end = passed[1].start_byte if len(passed) > 1 else argument.end_byte
    return delete(argument.start_byte, end)


@recipe("xml-text", title="ElementTree gives text where text is used", stage="text", words=("tostring",))
def xml_text(source: Source, hit: Hit) -> Match | None:
    """``tostring(element)`` without an encoding, in a file with ElementTree, used as text and not as bytes."""
    name = source.node(hit.start, hit.end)
    function = name.parent if nodes.is_attribute(name) else name
    call = nodes.call_of(function) if function is not None and name.type == "identifier" else None
    if call is None or not source.lexed.words & _XML or source.legacy_only(call):
        return None
    if len(nodes.plain_arguments(call) or ()) != 1:
        return None
    kinds = kinds_of(source)
    places = endpoints(source, call)
    if any(used_as_bytes(source, kinds, place) for place in places):
        return None
    if not any(used_as_text(source, kinds, place) for place in places):
        return None
    addition = with_keyword(call, b"encoding='unicode'")
    return Match(hit.start, (addition,)) if addition is not None else None


@recipe("buffer-truncate", title="Truncated buffers start again", stage="text", words=("truncate",))
def buffer_truncate(source: Source, hit: Hit) -> Match | None:
    """``buffer.truncate(0)`` of a ``StringIO`` or ``BytesIO``: it no longer moves to the start, so what is
    written next would come after zeros."""
    found = nodes.method_call(source.node(hit.start, hit.end))
    passed = nodes.plain_arguments(found.call) if found is not None else None
    if found is None or not passed or passed[0].text != b"0" or source.legacy_only(found.call):
        return None
    if found.object.type not in ("identifier", "attribute") or not _is_buffer(source, found.object):
        return None
    return Match(hit.start, (replace(passed[0], source.text(found.object) + b".seek(0)"),))


def _is_buffer(source: Source, node: Node) -> bool:
    if kinds_of(source).of(node) not in (Kind.BYTES_FILE, Kind.TEXT_FILE):
        return False
    words = source.lexed.words
    return bool(words & {b"StringIO", b"BytesIO"}) and not words & {b"open", b"file"}
