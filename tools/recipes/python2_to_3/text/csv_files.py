"""csv reads and writes text: the files it gets are opened so, and its cells are not encoded."""

from collections.abc import Iterable

from tree_sitter import Node

from overhaul.domain.edits import Edit, apply_edits
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kind_tables import BYTES_CODECS
from tools.recipes.python2_to_3._shared.kinds import Kinds, kinds_of
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import opener, with_keyword, with_mode
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete

_CLASSES = ("reader", "writer", "DictReader", "DictWriter")


@recipe("csv-files", title="Files for csv are opened as text", stage="text", words=_CLASSES)
def csv_files(source: Source, hit: Hit) -> Iterable[Match]:
    """``csv.reader`` and its kin, with a file opened ``'rb'``, ``'wb'``, ``'ab'`` or ``'rU'`` in the same file.

    The file becomes one of text with ``newline=''``, as the module asks for. A generator or class of the
    same file that encodes the lines it hands to ``csv`` hands them on as they are.
    """
    call = _csv_call(source, hit)
    passed = nodes.arguments(call) if call is not None else []
    if call is None or not passed or source.legacy_only(call):
        return
    kinds = kinds_of(source)
    edits = _reopened(source, opener(source, kinds, passed[0]))
    if edits:
        yield Match(hit.start, edits)
        return
    for encoding in _encoders(source, kinds, passed[0]):
        yield Match(encoding.start_byte, _as_it_is(source, encoding))


def _as_it_is(source: Source, encoding: Node) -> tuple[Edit, ...]:
    """The edits that leave ``encoding`` out. What is added to it is in the same edit, so that nothing else makes
    bytes of that."""
    whole = nodes.operation(encoding)
    edits = drop_method(encoding)
    if whole.type == "parenthesized_expression":
        whole = nodes.bare(whole)
    if whole.type != "binary_operator":
        return edits
    start = min(edit.start for edit in edits)
    edits += tuple(
        delete(literal.start_byte, literal.start_byte + 1)
        for literal in whole.named_children
        if literal.type == "string" and literal.start_byte > start and source.text(literal)[:1] in b"bB"
    )
    moved = [Edit(start=edit.start - start, end=edit.end - start, text=edit.text) for edit in edits]
    return (Edit(start=start, end=whole.end_byte, text=apply_edits(source.data[start : whole.end_byte], moved)),)


def _csv_call(source: Source, hit: Hit) -> Node | None:
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    if name.type != "identifier":
        return None
    dotted = kinds_of(source).dotted(function)
    return nodes.call_of(function) if dotted.startswith("csv.") else None


def _reopened(source: Source, call: Node | None) -> tuple[Edit, ...]:
    literal = mode_argument(call) if call is not None else None
    mode = mode_of(source, literal) if literal is not None else None
    if call is None or mode is None or not (b"b" in mode or b"U" in mode) or nodes.keyword(call, b"newline"):
        return ()
    plain = mode.replace(b"b", b"").replace(b"U", b"") or b"r"
    edits = (with_mode(source, call, plain), with_keyword(call, b"newline=''"))
    return tuple(edit for edit in edits if edit is not None)


def _encoders(source: Source, kinds: Kinds, lines: Node) -> list[Node]:
    """The calls of ``.encode`` that make what ``csv`` reads of the lines somebody has."""
    if lines.type in ("list_comprehension", "generator_expression"):
        place: Node | None = lines
    else:
        place = _maker(source, lines)
    if place is None:
        return []
    found = []
    at = place.start_byte
    while (at := source.lexed.mask.find(b".encode", at, place.end_byte)) >= 0:
        at += 1
        method = nodes.method_call(source.node(at, at + 6))
        if method is not None and _is_text_codec(source, method.call) and _is_handed_on(method.call, place):
            found.append(method.call)
    return found


def _maker(source: Source, lines: Node) -> Node | None:
    """The generator or class of the file that ``lines`` is made by."""
    if lines.type == "identifier":
        binders = reaching(source, lines)
        parents = [binder.parent for binder in binders if binder.parent is not None]
        values = [parent.child_by_field_name("right") for parent in parents if parent.type == "assignment"]
        lines = values[0] if len(values) == 1 and values[0] is not None else lines
    function = lines.child_by_field_name("function") if lines.type == "call" else None
    if function is None or function.type != "identifier":
        return None
    for binder in source.bindings.binders(function.text or b""):
        if binder.parent is not None and binder.parent.type in ("function_definition", "class_definition"):
            return binder.parent
    return None


def _is_handed_on(call: Node, place: Node) -> bool:
    """Whether the encoded value is yielded, returned from ``next``, or the element of the comprehension."""
    parent = nodes.outermost(call).parent
    while parent is not None and parent.type in ("binary_operator", "parenthesized_expression"):
        parent = parent.parent
    if parent is None:
        return False
    if parent == place:
        return True
    if parent.type == "return_statement":
        name = enclosing_scope(parent).child_by_field_name("name")
        return name is not None and name.text in (b"next", b"__next__")
    return parent.type == "yield"


def _is_text_codec(source: Source, call: Node) -> bool:
    return codec_of(source, call) not in BYTES_CODECS


@recipe("csv-cells", title="Cells written to csv are not encoded", stage="text", words=("writerow", "writerows"))
def csv_cells(source: Source, hit: Hit) -> Iterable[Match]:
    """``.encode(…)`` within the row handed to a method called ``writerow`` or ``writerows``."""
    if b"csv" not in source.lexed.words:
        return
    found = nodes.method_call(source.node(hit.start, hit.end))
    holder = found.call.child_by_field_name("arguments") if found is not None else None
    if holder is None or source.legacy_only(holder):
        return
    at = holder.start_byte
    while (at := source.lexed.mask.find(b".encode", at, holder.end_byte)) >= 0:
        at += 1
        method = nodes.method_call(source.node(at, at + 6))
        if method is not None and _is_text_codec(source, method.call):
            yield Match(method.call.start_byte, drop_method(method.call))
