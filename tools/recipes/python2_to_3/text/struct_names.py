"""Names in binary structures are text: tags unpacked from a header, and those packed into one."""

from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import call_on, summands
from tools.recipes.python2_to_3._shared.functions import function_name, position
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.kind_tables import SPLITS
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.literals import content
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.python2_to_3._shared.struct_formats import unpacked
from tools.recipes.python2_to_3._shared.struct_names import is_decoded
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert
from tools.syntax.words import occurrences

_UNPACKERS = ("unpack", "unpack_from")


@recipe("unpacked-names", title="Names in binary data are text", stage="text", words=_UNPACKERS)
def unpacked_names(source: Source, hit: Hit) -> Match | None:
    """``tag, size = unpack('>4sI', head)``, where ``tag`` is then looked up in a table: ``tag.decode('latin-1')``.

    Every byte is a character of Latin-1, so the names are those the literals of the program spell. What is only
    compared with literals stays bytes, and the literals become bytes.
    """
    assignment = _unpacking(source, hit)
    if assignment is None or source.legacy_only(assignment):
        return None
    names = [source.text(target) for target in _named_targets(source, assignment) if not is_decoded(source, target)]
    return Match(hit.start, (_after(source, assignment, names),), again=True) if names else None


@recipe("packed-names", title="Names are encoded where they are packed", stage="text", words=("pack",))
def packed_names(source: Source, hit: Hit) -> Match | None:
    """``pack('>4sI', tag, size)`` in a file whose names are text: ``tag`` is encoded as it was decoded.

    Only what is surely text, or a parameter that calls in the file give a literal or text, and none bytes.
    """
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function)
    if call is None or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    given = nodes.plain_arguments(call)
    if kinds.dotted(function) != "struct.pack" or not given or given[0].type != "string" or not _has_names(source):
        return None
    form = unpacked(content(source, given[0]))
    edits: list[Edit] = []
    for value, kind in zip(given[1:], form, strict=False):
        if (
            kind is Kind.BYTES
            and value.type not in ("string", "concatenated_string")
            and _is_text(source, kinds, value)
        ):
            edits += call_on(value, b".encode('latin-1')")
    for value in summands(nodes.operation(call)):
        if value.type == "identifier" and _is_split_off(source, kinds, value):
            edits += call_on(value, b".encode('latin-1')")
    return Match(hit.start, tuple(edits)) if edits else None


def _is_split_off(source: Source, kinds: Kinds, value: Node) -> bool:
    """Whether ``value`` is part of what was split by a plain literal: ``kind, name = key.split(':')``."""
    binders = reaching(source, value)
    for binder in binders:
        right = binder.parent.parent.child_by_field_name("right") if binder.parent and binder.parent.parent else None
        if binder.parent is None or binder.parent.type != "pattern_list" or right is None or right.type != "call":
            return False
        function, given = right.child_by_field_name("function"), nodes.arguments(right)
        holder = function.child_by_field_name("object") if function is not None else None
        if holder is None or method_name(right) not in SPLITS or not given:
            return False
        if kinds.of(given[0]) is not Kind.NATIVE or kinds.of(holder) is Kind.BYTES:
            return False
    return bool(binders)


def _has_names(source: Source) -> bool:
    """Whether the file unpacks names."""
    known = source.memo.get(_has_names)
    if not isinstance(known, bool):
        known = source.memo[_has_names] = any(True for _ in _all_names(source))
    return known


def _all_names(source: Source) -> Iterator[Node]:
    for word in _UNPACKERS:
        for at in occurrences(source.lexed.mask, word.encode()) if word.encode() in source.lexed.words else ():
            assignment = _unpacking(source, Hit(at, at + len(word)))
            if assignment is not None:
                yield from _named_targets(source, assignment)


def _unpacking(source: Source, hit: Hit) -> Node | None:
    """The assignment whose right side is the call of the function named at ``hit``."""
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name))
    assignment = call.parent if call is not None else None
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("right") != call:
        return None
    return assignment


def _named_targets(source: Source, assignment: Node) -> Iterator[Node]:
    """The variables and attributes that ``assignment`` unpacks names into."""
    left, call = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or call is None or left.type not in ("pattern_list", "tuple_pattern"):
        return
    for place, target in enumerate(left.named_children):
        if target.type in ("identifier", "attribute") and kinds_of(source).is_name(call, place, target):
            yield target


def _after(source: Source, assignment: Node, names: list[bytes]) -> Edit:
    """The edit that decodes ``names`` once ``assignment`` is done."""
    statement = nodes.statement(assignment)
    lexed, end = source.lexed, statement.end_byte
    line_end = lexed.mask.find(b"\n", end)
    rest = lexed.mask[end : line_end if line_end >= 0 else len(lexed.mask)].strip()
    head = source.data[lexed.line_start(statement.start_byte) : statement.start_byte]
    alone = not rest and not head.strip() and source.data[end : end + 1] in (b"\n", b"\r", b"")
    gap = lexed.newline + head if alone else b"; "
    return insert(end, b"".join(gap + name + b" = " + name + b".decode('latin-1')" for name in names))


def _is_text(source: Source, kinds: Kinds, value: Node) -> bool:
    kind = kinds.of(value)
    if kind is not Kind.UNKNOWN:
        return kind is Kind.TEXT
    scope = enclosing_scope(value)
    if value.type != "identifier" or scope.type != "function_definition":
        return False
    index, name = position(source, scope, value.text or b""), function_name(scope)
    if index < 0 or len(source.bindings.in_scope(value.text or b"", scope)) != 1:
        return False
    told = set[Kind]()
    for at in occurrences(source.lexed.mask, name):
        word = source.node(at, at + len(name))
        call = nodes.call_of(nodes.reference(word))
        given = nodes.arguments(call) if call is not None else []
        if index < len(given):
            told.add(kinds.of(given[index]))
    return Kind.BYTES not in told and bool(told & {Kind.NATIVE, Kind.TEXT})
