"""What is printed or formatted is text: it is encoded no more, and bytes go to the buffer."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kind_tables import BYTES_CODECS, ESCAPES, TEXT_CODECS
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of, returns
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.python2_to_3._shared.wants import is_printed, wanted
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_STREAMS = frozenset({b"sys.stdout", b"sys.stderr", b"sys.stdin"})


@recipe("printed-text", title="Text is printed and formatted as it is", stage="text", words=("encode",))
def printed_text(source: Source, hit: Hit) -> Match | None:
    """``.encode(…)`` of what is printed, written to ``sys.stdout``, or put into a plain literal by ``%``; also by way
    of a local name that is used for nothing else, or of what a function inside a function returns for nothing else.

    Errors such as ``'replace'`` go with it. Codecs from bytes to bytes are left.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or source.legacy_only(found.call):
        return None
    codec = codec_of(source, found.call)
    if codec is None or codec in BYTES_CODECS | ESCAPES | TEXT_CODECS:
        return None
    formatted = _is_formatted(source, found.call) or _is_formatted_result(source, found.call)
    whole = _formatted_bytes(source, found.call, codec) if formatted else None
    if whole is not None:
        return Match(hit.start, (*drop_method(found.call), *whole), again=True)
    if formatted or _is_shown(source, found.call) or _is_only_shown(source, found.call):
        return Match(hit.start, drop_method(found.call), again=formatted)
    return None


def _is_only_shown(source: Source, node: Node) -> bool:
    """Whether ``node`` is what a local name is given, and all uses of that name print it or put it into text."""
    assignment = nodes.outermost(node).parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return False
    scope = enclosing_scope(target)
    if scope.type != "function_definition":
        return False
    inside = [use for use in source.bindings.uses(target.text or b"") if nodes.contains(scope, use) and use != target]
    reached = [use for use in inside if target in reaching(source, use)]
    return bool(reached) and all(
        len(reaching(source, use)) == 1 and (_is_shown(source, use) or _is_formatted(source, use)) for use in reached
    )


def _is_shown(source: Source, node: Node) -> bool:
    outer = nodes.outermost(node)
    while outer.parent is not None and outer.parent.type in ("binary_operator", "conditional_expression"):
        outer = nodes.outermost(outer.parent)
    return is_printed(source, outer)


def _formatted_bytes(source: Source, node: Node, codec: str) -> tuple[Edit, ...] | None:
    """The edits that encode all of ``'…' % node``, where it is assigned to what is asked for as bytes."""
    whole = nodes.ancestor(node, "binary_operator")
    assignment = nodes.outermost(whole).parent if whole is not None else None
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if whole is None or assignment is None or assignment.type != "assignment" or target is None:
        return None
    scope, kinds = enclosing_scope(target), kinds_of(source)
    if target.type != "identifier" or len(source.bindings.in_scope(target.text or b"", scope)) != 1:
        return None
    uses = [use for use in source.bindings.uses(target.text or b"") if nodes.contains(scope, use) and use != target]
    if not any(wanted(source, kinds, use) is Kind.BYTES for use in uses):
        return None
    end = b").encode('" + (codec or "ascii").encode() + b"')"
    return insert(whole.start_byte, b"("), insert(whole.end_byte, end)


def _is_formatted(source: Source, node: Node) -> bool:
    """Whether ``node`` is a value of ``'…' % node``, alone or in a tuple."""
    outer = nodes.outermost(node)
    parent = outer.parent
    if parent is not None and parent.type == "tuple":
        outer, parent = nodes.outermost(parent), nodes.outermost(parent).parent
    if parent is None or parent.type != "binary_operator" or parent.child_by_field_name("right") != outer:
        return False
    operator, left = parent.child_by_field_name("operator"), parent.child_by_field_name("left")
    if operator is None or operator.text != b"%" or left is None:
        return False
    return kinds_of(source).of(left) in (Kind.NATIVE, Kind.TEXT)


def _is_formatted_result(source: Source, node: Node) -> bool:
    """Whether ``node`` is all that a function inside a function returns, and each call of that is formatted."""
    outer = nodes.outermost(node)
    definition = enclosing_scope(node)
    name = definition.child_by_field_name("name") if definition.type == "function_definition" else None
    if (
        name is None
        or enclosing_scope(definition).type != "function_definition"
        or returns(source, definition) != [outer]
    ):
        return False
    calls = [nodes.call_of(use) for use in source.bindings.uses(name.text or b"") if use != name]
    return bool(calls) and all(call is not None and _is_formatted(source, call) for call in calls)


@recipe(
    "standard-streams",
    title="Codecs wrap the buffers of the standard streams",
    stage="text",
    words=("getwriter", "getreader", "StreamReaderWriter", "EncodedFile"),
)
def standard_streams(source: Source, hit: Hit) -> Match | None:
    """``codecs.getwriter('utf-8')(sys.stdout)``: the stream's ``buffer`` takes the bytes."""
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
        return None
    outer = nodes.call_of(call) if name.text in (b"getwriter", b"getreader") else call
    passed = nodes.arguments(outer) if outer is not None else []
    if not passed or source.text(passed[0]) not in _STREAMS:
        return None
    return Match(hit.start, (insert(passed[0].end_byte, b".buffer"),))


_WRITTEN = re.compile(rb"[\s\\]*\.[\s\\]*write\b")


@recipe("stream-bytes", title="Bytes go to the buffer of a standard stream", stage="text", words=("stdout", "stderr"))
def stream_bytes(source: Source, hit: Hit) -> Match | None:
    """``sys.stdout.write(x)`` where ``x`` is surely bytes."""
    if not _WRITTEN.match(source.lexed.mask, hit.end):
        return None
    name = source.node(hit.start, hit.end)
    stream = name.parent
    if stream is None or source.text(stream) not in _STREAMS or stream.parent is None:
        return None
    writer = stream.parent
    method = writer.child_by_field_name("attribute") if writer.type == "attribute" else None
    call = nodes.call_of(writer) if method is not None and method.text == b"write" else None
    passed = nodes.plain_arguments(call) if call is not None else None
    if not passed or call is None or source.legacy_only(call):
        return None
    if kinds_of(source).of(passed[0]) is not Kind.BYTES or b".encode(" in source.text(passed[0]):
        return None
    return Match(hit.start, (insert(stream.end_byte, b".buffer"),))
