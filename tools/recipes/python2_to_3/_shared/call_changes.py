"""Functions that moved and take other arguments, or give another result, where they are now.

Each change is told for one direct call, as edits beside the renaming of what is called. ``None`` says
that this use cannot be carried over.
"""

from collections.abc import Callable

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.source import Source, delete, insert, replace

Edits = tuple[Edit, ...]
Change = Callable[[Source, Node, list[Node]], Edits | None]
_SPEC_FIELDS = frozenset({"args", "varargs", "keywords", "defaults"})


def call_edits(source: Source, dotted: str, function: Node) -> Edits | None:
    """The further edits for the use ``function`` of the old name ``dotted``: none for most names.

    None where the name's use must change in a way that is not known here, as mostly where it is no direct call.
    """
    change = CHANGES.get(dotted)
    if change is None:
        return ()
    call = function.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != function:
        return _wrapped(dotted, function)
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    values = [child for child in arguments.named_children if child.type != "comment"]
    if any(value.type in ("list_splat", "dictionary_splat") for value in values):
        return None
    return change(source, call, values)


def _wrapped(dotted: str, function: Node) -> Edits | None:
    """A function handed on, as a ``lambda`` that calls it with the arguments it takes now."""
    wrapper = _WRAPPERS.get(dotted)
    parent = function.parent
    if wrapper is None or parent is None or parent.type in ("delete_statement", "global_statement", "attribute"):
        return None
    if parent.type == "assignment" and parent.child_by_field_name("left") == function:
        return None
    loose = nodes.slot(function) == nodes.LOOSEST or parent.type == "argument_list"
    before, after = wrapper if loose else (b"(" + wrapper[0], wrapper[1] + b")")
    return (insert(function.start_byte, before), insert(function.end_byte, after))


def _escape(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """``cgi.escape(s)`` left quotes alone; with a true second argument it made ``&quot;`` of double ones."""
    if len(values) == 1:
        return (insert(values[0].end_byte, b", quote=False"),)
    if len(values) != 2:
        return None
    flag = values[1].child_by_field_name("value") if values[1].type == "keyword_argument" else values[1]
    if flag is None:
        return None
    text = source.text(flag)
    if text in (b"False", b"0", b"None"):
        return (replace(values[1], b"quote=False"),)
    if text in (b"True", b"1"):
        replaced = b".replace('\"', '&quot;')"
        return (replace(values[1], b"quote=False"), insert(call.end_byte, replaced))
    return (replace(values[1], b"quote=bool(" + text + b")"),)


def _format_date(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """``rfc822.formatdate`` ended in ``GMT``."""
    if len(values) > 1:
        return None
    arguments = call.child_by_field_name("arguments")
    if not values:
        return () if arguments is None else (replace(arguments, b"(usegmt=True)"),)
    return (insert(values[0].end_byte, b", usegmt=True"),)


def _load(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """``imp.load_source(name, path)`` loads at once and puts the module in ``sys.modules``."""
    if len(values) not in (2, 3):
        return None
    dropped = (delete(values[1].end_byte, values[2].end_byte),) if len(values) == 3 else ()
    return (*dropped, insert(call.end_byte, b".load_module()"))


def _value(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """What was a function of no arguments is a constant."""
    arguments = call.child_by_field_name("arguments")
    return None if values or arguments is None else (delete(arguments.start_byte, arguments.end_byte),)


def _kind(module: str, name: str) -> Change:
    """A test for a kind of object becomes ``isinstance`` with an abstract class."""

    def change(source: Source, call: Node, values: list[Node]) -> Edits | None:
        if len(values) != 1:
            return None
        added = insert(values[0].end_byte, f", {module}.{name}".encode())
        return (added, *source.ensure_import(f"import {module}"))

    return change


def _argspec(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """``getargspec`` gave four values, ``getfullargspec`` gives seven, of which the first four are those."""
    parent = call.parent
    if parent is not None and parent.type == "attribute":
        return _field(parent)
    if parent is not None and parent.type == "subscript":
        return ()
    target = parent.child_by_field_name("left") if parent is not None and parent.type == "assignment" else None
    if target is not None and target.type == "identifier":
        found = using.uses(source, target.text or b"", enclosing_scope(target))
        fields = [
            use.parent
            for use in found
            if use.parent is not None and use.parent.type == "attribute" and use.id != target.id
        ]
        if fields:
            return tuple(edit for field in fields for edit in _field(field) or ())
    return (insert(call.end_byte, b"[:4]"),)


def _field(attribute: Node) -> Edits | None:
    name = attribute.child_by_field_name("attribute")
    if name is None or (name.text or b"").decode() not in _SPEC_FIELDS:
        return None
    return (replace(name, b"varkw"),) if name.text == b"keywords" else ()


def _slice(source: Source, call: Node, values: list[Node]) -> Edits | None:
    """``getslice(x, i, j)``, ``setslice(x, i, j, value)`` and ``delslice(x, i, j)``: one argument is the slice."""
    named = any(value.type == "keyword_argument" for value in values)
    if len(values) not in (3, 4) or named or source.bindings.is_bound(b"slice", call):
        return None
    return (insert(values[1].start_byte, b"slice("), insert(values[2].end_byte, b")"))


_WRAPPERS: dict[str, tuple[bytes, bytes]] = {
    "cgi.escape": (b"lambda s, quote=False: ", b"(s, quote=bool(quote))"),
    "operator.delslice": (b"lambda a, b, c: ", b"(a, slice(b, c))"),
    "operator.getslice": (b"lambda a, b, c: ", b"(a, slice(b, c))"),
    "operator.setslice": (b"lambda a, b, c, v: ", b"(a, slice(b, c), v)"),
    "rfc822.formatdate": (b"lambda timeval=None: ", b"(timeval, usegmt=True)"),
}
"""What to write before and after the function where it is handed on."""

CHANGES: dict[str, Change] = {
    "cgi.escape": _escape,
    "imp.get_magic": _value,
    "imp.load_compiled": _load,
    "imp.load_dynamic": _load,
    "imp.load_source": _load,
    "inspect.getargspec": _argspec,
    "operator.delslice": _slice,
    "operator.getslice": _slice,
    "operator.isMappingType": _kind("collections.abc", "Mapping"),
    "operator.isNumberType": _kind("numbers", "Number"),
    "operator.isSequenceType": _kind("collections.abc", "Sequence"),
    "operator.setslice": _slice,
    "rfc822.formatdate": _format_date,
}
