"""What a WSGI application returns is bytes."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import call_on, reads_as_text
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, parts
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import opener, with_mode
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_START = b"start_response"


@recipe("wsgi-bodies", title="WSGI applications give bytes", stage="text", words=("start_response",))
def wsgi_bodies(source: Source, hit: Hit) -> Iterable[Match]:
    """``return ['…']`` and ``yield '…'`` of a function with a parameter ``start_response`` that it calls itself.

    Literals become bytes; what is surely text is encoded; a file read for it is opened as binary.
    Tests are left: they compare what their own applications give.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    definition = enclosing_scope(name)
    if call is None or name.type != "identifier" or definition.type != "function_definition":
        return
    if (
        source.is_test
        or source.legacy_only(call)
        or not any(
            one.parent is not None and one.parent.type == "parameters"
            for one in source.bindings.in_scope(_START, definition)
        )
    ):
        return
    if name != _first_call(source, definition):
        return
    for part in _given(source, definition):
        edits = _as_bytes(source, part)
        if edits:
            yield Match(part.start_byte, edits)


def _first_call(source: Source, definition: Node) -> Node | None:
    for at in occurrences(source.lexed.mask, _START, definition.start_byte, definition.end_byte):
        node = source.node(at, at + len(_START))
        if nodes.call_of(node) is not None and enclosing_scope(node) == definition:
            return node
    return None


def _given(source: Source, definition: Node) -> Iterator[Node]:
    """The members of the lists and tuples that ``definition`` returns, and what it yields."""
    for word, kind in ((b"return", "return_statement"), (b"yield", "yield")):
        for at in occurrences(source.lexed.mask, word, definition.start_byte, definition.end_byte):
            found: Node | None = source.node(at, at + len(word))
            if found is not None and found.type != kind:
                found = found.parent
            if found is None or found.type != kind or enclosing_scope(found) != definition or not found.named_children:
                continue
            value = nodes.bare(found.named_children[0])
            if kind == "yield":
                yield value
            elif value.type in ("list", "tuple"):
                yield from (one for one in value.named_children if one.type != "comment")


def _as_bytes(source: Source, part: Node) -> tuple[Edit, ...]:
    if parts(part):
        return as_bytes(source, part) if kinds_of(source).of(part) is Kind.NATIVE else ()
    if method_name(part) == b"read":
        return _read_as_bytes(source, part)
    return call_on(part, b".encode('utf-8')") if reads_as_text(source, kinds_of(source), part) else ()


def _read_as_bytes(source: Source, part: Node) -> tuple[Edit, ...]:
    """The edit that opens the file as binary whose content ``part`` is, where it was opened for reading here."""
    function = part.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    opened = opener(source, kinds_of(source), holder) if holder is not None else None
    literal = mode_argument(opened) if opened is not None else None
    if opened is None or (literal is not None and mode_of(source, literal) not in (b"r", b"rt", b"rU", b"U")):
        return ()
    edit = with_mode(source, opened, b"rb")
    return (edit,) if edit is not None else ()
