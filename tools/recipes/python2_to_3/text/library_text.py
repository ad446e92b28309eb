"""Parts of the library that ask for, or give, text or bytes otherwise: json, ElementTree, truncated buffers."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class, local_class, member
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.openers import with_keyword
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, insert, replace
from tools.syntax.words import occurrences

_BUFFERS = frozenset({b"StringIO", b"BytesIO"})
_SHOWING = (b"__str__", b"__unicode__")
_XML = frozenset({b"ElementTree", b"etree", b"ET", b"cElementTree", b"lxml", b"elementtree"})


@recipe(
    "json-encoding",
    title="json takes no encoding",
    stage="text",
    words=("loads", "dumps", "load", "dump", "JSONEncoder", "JSONDecoder"),
)
def json_encoding(source: Source, hit: Hit) -> Match | None:
    """The keyword argument ``encoding`` of the functions and classes of ``json``, which is gone."""
    if b"encoding" not in source.lexed.words:
        return None
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
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
    """``tostring(element)`` in a file with ElementTree, used as text and not as bytes.

    Without an encoding that is where it is used so in the same function; with and without, where it is what
    ``__str__`` returns, itself or through another method of the class.
    """
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function) if name.type == "identifier" else None
    if call is None or not source.lexed.words & _XML or source.legacy_only(call):
        return None
    encoding = _encoding_of(source, call)
    if encoding is None or _is_decoded(call):
        return None
    kinds = kinds_of(source)
    places = endpoints(source, call)
    if any(used_as_bytes(source, kinds, place) for place in places):
        return None
    if not encoding and any(used_as_text(source, kinds, place) for place in places):
        addition = with_keyword(call, b"encoding='unicode'")
        return Match(hit.start, (addition,)) if addition is not None else None
    if not any(_is_shown(source, place) for place in places):
        return None
    return Match(hit.start, (insert(call.end_byte, b".decode(" + (encoding or b"'ascii'") + b")"),))


def _encoding_of(source: Source, call: Node) -> bytes | None:
    """The encoding that ``tostring`` is told: a literal, a constant, or a parameter that is one if nothing is said;
    empty where it is told none, None where it cannot be told here."""
    passed = nodes.arguments(call)
    if len(passed) == 1 and passed[0].type != "keyword_argument":
        return b""
    if len(passed) != 2:
        return None
    value: Node | None = passed[1]
    if passed[1].type == "keyword_argument":
        name, value = passed[1].child_by_field_name("name"), passed[1].child_by_field_name("value")
        if name is None or name.text != b"encoding":
            return None
    if value is None or (
        value.type == "identifier" and not (_is_literal_parameter(value) or _is_constant(source, value))
    ):
        return None
    text = source.text(value)
    return text if value.type in ("string", "identifier") and b"unicode" not in text else None


def _is_literal_parameter(name: Node) -> bool:
    """Whether ``name`` is a parameter of its function, with a literal string as its default."""
    parameters = enclosing_scope(name).child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        called, default = parameter.child_by_field_name("name"), parameter.child_by_field_name("value")
        if parameter.type == "default_parameter" and called is not None and called.text == name.text:
            return default is not None and default.type == "string"
    return False


def _is_constant(source: Source, name: Node) -> bool:
    """Whether ``name`` is a name of the module with a literal string as its only value."""
    bound = source.bindings.binders(name.text or b"")
    parent = bound[0].parent if len(bound) == 1 and enclosing_scope(bound[0]).type == "module" else None
    value = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
    return value is not None and value.type == "string"


def _is_decoded(call: Node) -> bool:
    parent = nodes.outermost(call).parent
    return parent is not None and parent.type == "attribute"


def _is_shown(source: Source, place: Node) -> bool:
    """Whether ``place`` is returned by ``__str__``, or by a method of which ``__str__`` returns what it gives."""
    returned, function, around = place.parent, enclosing_scope(place), enclosing_class(place)
    name = function.child_by_field_name("name")
    if returned is None or returned.type != "return_statement" or around is None or name is None:
        return False
    shown = [member(around, word) for word in _SHOWING]
    calls = re.compile(rb"\breturn\s+self\." + re.escape(name.text or b"") + rb"\s*\(")
    return name.text in _SHOWING or any(node is not None and calls.search(source.text(node)) for node in shown)


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
    """Whether the variable or attribute ``node`` surely holds one: by all that the file puts there, or by its kind
    in a file that opens no others."""
    if given := _given(source, node):
        return all(_makes_buffer(source, value) for value in given)
    if kinds_of(source).of(node) not in (Kind.BYTES_FILE, Kind.TEXT_FILE):
        return False
    words = source.lexed.words
    return bool(words & _BUFFERS) and not words & {b"open", b"file"}


def _given(source: Source, node: Node) -> list[Node]:
    """What the file assigns to the attribute of that name, or to the variable in its scope; no ``None``."""
    name = node.child_by_field_name("attribute") if node.type == "attribute" else node
    word = name.text or b"" if name is not None else b""
    if node.type == "identifier":
        targets = source.bindings.in_scope(word, enclosing_scope(node))
    else:
        named = (source.node(at, at + len(word)) for at in occurrences(source.lexed.mask, word))
        targets = [nodes.reference(found) for found in named if nodes.is_attribute(found)]
    found = []
    for target in targets:
        parent = target.parent
        if parent is None or parent.child_by_field_name("left") != target:
            continue
        value = parent.child_by_field_name("right") if parent.type == "assignment" else parent
        if value is not None and value.type != "none":
            found.append(value)
    return found


def _makes_buffer(source: Source, value: Node) -> bool:
    """Whether ``value`` makes a new buffer, of ``io`` or of a class of this file that is one."""
    function = value.child_by_field_name("function") if value.type == "call" else None
    word = source.text(function).rpartition(b".")[2] if function is not None else b""
    if word in _BUFFERS:
        return True
    around = local_class(source, word)
    return around is not None and any(source.text(base).rpartition(b".")[2] in _BUFFERS for base in bases(around))
