"""Functions of a file that hand a parameter on to where only bytes can go.

``def file_of(text): return BytesIO(text)``: what such a function is called with is bytes.
"""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.functions import function_name, position
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.source import Source
from tools.syntax.words import occurrences

Helpers = dict[bytes, frozenset[int]]
"""Name of a function → the positional arguments of its calls that must be bytes."""

_BUFFER, _OLD_BUFFER = b"BytesIO", b"StringIO"
_OFTEN_OTHERS = frozenset({b"new", b"write", b"Request", b"urlopen"})
"""Common words, looked at nowhere, to save time."""
_TEMPORARY = frozenset({b"TemporaryFile", b"NamedTemporaryFile"})
_WRITING = frozenset({b"write"})
_ROOM = 40
"""How far before its name the word ``def`` stands at most, in bytes."""
_SINKS = frozenset(name.rpartition(".")[2].encode() for name in tables.SINKS) - _OFTEN_OTHERS


def helpers(source: Source) -> Helpers:
    """The functions and methods of the file that are called by a name no other function there has."""
    known = source.memo.get(helpers)
    if not isinstance(known, dict):
        known = source.memo[helpers] = _found(source)
    return known


def asked_by_helper(source: Source, function: Node, index: int) -> bool:
    """Whether the ``function`` called, by its name or on ``self``, hands its argument ``index`` on to such a place."""
    name = function
    if function.type == "attribute":
        holder = function.child_by_field_name("object")
        if holder is None or holder.text not in SELVES:
            return False
        name = function.child_by_field_name("attribute") or function
    return index in helpers(source).get(name.text or b"", ())


def _found(source: Source) -> Helpers:
    found: Helpers = {}
    mask, words = source.lexed.mask, source.lexed.words
    sinks = _SINKS | {_OLD_BUFFER} | (_WRITING if words & _TEMPORARY else frozenset())
    for word in sorted(sinks & words):
        for at in occurrences(mask, word):
            if b"def" not in words or mask[at + len(word) : at + len(word) + 1] != b"(":
                continue
            for name, index in _handed_on(source, source.node(at, at + len(word))):
                found[name] = found.get(name, frozenset()) | {index}
    return found


def _handed_on(source: Source, word: Node) -> list[tuple[bytes, int]]:
    """(function, argument) for each parameter that is all there is to an argument that must be bytes."""
    function = nodes.reference(word)
    call = nodes.call_of(function)
    if call is None or source.legacy_only(call):
        return []
    wanted = _places(kinds_of(source), function, word)
    passed = nodes.arguments(call)
    found = []
    for index in wanted:
        place = _parameter(source, passed[index]) if index < len(passed) else None
        if place is not None:
            found.append(place)
    return found


def _places(kinds: Kinds, function: Node, word: Node) -> tuple[int, ...]:
    if word.text == _BUFFER:
        return (0,)
    if word.text in _WRITING:
        holder = function.child_by_field_name("object")
        return (0,) if holder is not None and kinds.of(holder) is Kind.BYTES_FILE else ()
    if word.text == _OLD_BUFFER:
        return (0,) if (call := nodes.call_of(function)) is not None and kinds.of(call) is Kind.BYTES_FILE else ()
    return tables.SINKS.get(kinds.dotted(function), ())


def _parameter(source: Source, node: Node) -> tuple[bytes, int] | None:
    """The function of which ``node`` is a parameter that is given nothing else, and which argument that is."""
    definition = enclosing_scope(node)
    if node.type != "identifier" or definition.type != "function_definition":
        return None
    bound = source.bindings.in_scope(node.text or b"", definition)
    if any(not _is_parameter(binder) and not _wraps(binder, node) for binder in bound):
        return None
    if definition.parent is not None and definition.parent.type == "decorated_definition":
        return None
    index, name, word = position(source, definition, node.text or b""), function_name(definition), b"def"
    around = enclosing_class(definition) if name == b"__init__" else None
    if around is not None:
        called = around.child_by_field_name("name")
        name, word = (called.text or b"") if called is not None else b"", b"class"
    return (name, index) if index >= 0 and _times_defined(source, word, name) == 1 else None


def _times_defined(source: Source, word: bytes, name: bytes) -> int:
    """How often ``name`` stands behind ``word``: ``def`` or ``class``."""
    mask, found = source.lexed.mask, 0
    for at in occurrences(mask, name) if name else ():
        before = mask[max(0, at - _ROOM) : at]
        left = before.rstrip(b" \t")
        around = left[-len(word) - 1 : -len(word)]
        found += left != before and left.endswith(word) and not (around.isalnum() or around == b"_")
    return found


def _is_parameter(binder: Node) -> bool:
    return binder.parent is not None and binder.parent.type in ("parameters", "default_parameter")


def _wraps(binder: Node, node: Node) -> bool:
    """Whether ``data = StringIO(data)`` gives ``binder`` its value, of ``node``."""
    assignment = binder.parent
    value = assignment.child_by_field_name("right") if assignment is not None else None
    return value is not None and value.type == "call" and node in nodes.arguments(value)
