"""Methods and functions asked for by a name in a string that builtin types and modules have lost."""

import builtins
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.source import Source, delete, replace
from tools.recipes.template import Failure, Fix, Place, template

_DISPLAYS = frozenset({"list", "tuple", "set"})
_MODULES = frozenset({"operator", "types", "string", "os", "sys", "itertools", "builtins", "inspect", "time"})
_MOST = 3


@template(
    "lost-names",
    title="names that builtin types have lost are asked for no more",
    pattern=r"AttributeError: (?:type object|module) '(\w+)' has no attribute '(\w+)'",
)
def lost_names(failure: Failure) -> Iterable[Fix]:
    """``for name in ['__getitem__', '__getslice__']: …getattr(list, name)`` → without ``'__getslice__'``.

    What names it is looked for in the statements that led there, then in the lists of the failing file.
    """
    if not (hasattr(builtins, failure.match[1]) or failure.match[1] in _MODULES):
        return
    name = failure.match[2].encode()
    for place in failure.places[:_MOST]:
        edits = tuple(_at(place, name))
        if edits:
            yield Fix("Ask for no name that is gone", tuple((place.path, edit) for edit in edits))
    kind = getattr(builtins, failure.match[1], None)
    for path, source in {place.path: place.source for place in failure.places[:_MOST]}.items():
        found = tuple(dict.fromkeys(_listed(source, name, kind)))
        if found:
            yield Fix("List no name that is gone", tuple((path, edit) for edit in found))


def _at(place: Place, name: bytes) -> Iterator[Edit]:
    """Without the statement, where it is a call by that name and no more, and all that ask for the same so."""
    statement = nodes.statement(place.node)
    call = _call_by_name(place.source, statement, name)
    function = call.child_by_field_name("function") if call is not None else None
    if function is None:
        return
    called = place.source.text(function)
    for literal in _literals(place.source, name):
        other = nodes.statement(literal)
        call = _call_by_name(place.source, other, name)
        function = call.child_by_field_name("function") if call is not None else None
        if function is not None and place.source.text(function) == called:
            yield from _dropped(place.source, other)


def _call_by_name(source: Source, statement: Node, name: bytes) -> Node | None:
    """The call that ``statement`` is, where its first argument is the literal ``name``."""
    if statement.type != "expression_statement" or statement.named_child_count != 1:
        return None
    call = statement.named_children[0]
    given = nodes.arguments(call) if call.type == "call" else []
    return call if given and given[0].type == "string" and _says(source, given[0], name) else None


def _dropped(source: Source, statement: Node) -> Iterator[Edit]:
    block = statement.parent
    if block is not None and block.type == "block" and len(block.named_children) == 1:
        yield replace(statement, b"pass")
        return
    line = source.data.rfind(b"\n", 0, statement.start_byte) + 1
    end = source.data.find(b"\n", statement.end_byte)
    alone = not source.data[line : statement.start_byte].strip() and end >= 0
    if alone and not source.data[statement.end_byte : end].strip():
        yield delete(line, end + 1)


def _listed(source: Source, name: bytes, kind: object) -> Iterator[Edit]:
    """Without ``name`` in the displays of names that hold it, and without whatever else there ``kind`` lacks."""
    for literal in _literals(source, name):
        display = literal.parent
        members = [child for child in display.named_children if child.type != "comment"] if display is not None else []
        if display is None or display.type not in _DISPLAYS or any(member.type != "string" for member in members):
            continue
        gone = [member for member in members if member == literal or _lacks(kind, _said(source, member))]
        if len(gone) * 3 > len(members):
            gone = [literal]  # these are names of something else
        if len(gone) < len(members) - (display.type == "tuple"):
            yield from _without(members, gone)


def _lacks(kind: object, name: bytes) -> bool:
    return kind is not None and name.replace(b"_", b"a").isalnum() and not hasattr(kind, name.decode())


def _without(members: list[Node], gone: list[Node]) -> Iterator[Edit]:
    """Without ``gone``: each goes with the comma behind it, those at the end with the one before."""
    kept = [member for member in members if member not in gone]
    for member in gone:
        index = members.index(member)
        if member.start_byte < kept[-1].start_byte:
            yield delete(member.start_byte, members[index + 1].start_byte)
        else:
            yield delete(members[index - 1].end_byte, member.end_byte)


def _literals(source: Source, name: bytes) -> Iterator[Node]:
    start = source.data.find(name)
    while start >= 0:
        node = source.node(start, start + len(name))
        node = node.parent if node.type == "string_content" and node.parent is not None else node
        if node.type == "string" and _says(source, node, name):
            yield node
        start = source.data.find(name, start + 1)


def _says(source: Source, node: Node, name: bytes) -> bool:
    return _said(source, node) == name


def _said(source: Source, node: Node) -> bytes:
    return source.text(node).strip(b"'\"")
