"""``__getslice__`` and its like are asked no more: slices come through ``__getitem__``."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import after_member, bases, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_ITEMS = {
    b"__getslice__": (b"__getitem__", b""),
    b"__setslice__": (b"__setitem__", b", value"),
    b"__delslice__": (b"__delitem__", b""),
}


@recipe(
    "slice-method",
    title="Slices come through __getitem__, __setitem__ and __delitem__",
    stage="protocols",
    words=tuple(name.decode() for name in _ITEMS),
)
def slice_method(source: Source, hit: Hit) -> Match | None:
    """Defined in a class: a slice without a step is handed on to it, bounds counted from the start as
    Python 2 did, from the class's ``__getitem__`` or from one added for that.

    Called by name on anything but ``self``: the slice itself is asked for.
    """
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    word = name.text or b""
    if nodes.is_attribute(name):
        return _called(source, name, word)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or definition.type != "function_definition" or around is None:
        return None
    if member(around, word) != definition:
        return None
    item, extra = _ITEMS[word]
    existing = member(around, item)
    if existing is None:
        return Match(hit.start, (after_member(source, definition, b"", _new_method(source, around, definition)),))
    if existing.type != "function_definition" or word in source.text(existing):
        return None
    return _dispatched(source, existing, word, extra, _is_sized(source, around))


def _is_sized(source: Source, around: Node) -> bool:
    """Whether instances have a length: by a method, or perhaps by a base."""
    return member(around, b"__len__") is not None or any(base.text != b"object" for base in bases(around))


def _lines(key: bytes, word: bytes, self_name: bytes, value: bytes, sized: bool) -> list[bytes]:
    if sized:
        bounds = [b"    start, stop, _ = " + key + b".indices(len(" + self_name + b"))"]
    else:
        stop = b"    stop = sys.maxsize if " + key + b".stop is None else " + key + b".stop"
        bounds = [b"    start = " + key + b".start or 0", stop]
    head = b"if isinstance(" + key + b", slice) and " + key + b".step is None:"
    return [head, *bounds, b"    return " + self_name + b"." + word + b"(start, stop" + value + b")"]


def _dispatched(source: Source, existing: Node, word: bytes, extra: bytes, sized: bool) -> Match | None:
    """The dispatch put at the head of the method that there is."""
    holder, body = existing.child_by_field_name("parameters"), existing.child_by_field_name("body")
    names = [c.text or b"" for c in holder.named_children if c.type == "identifier"] if holder is not None else []
    if body is None or len(names) != (3 if extra else 2):
        return Match(existing.start_byte, message="slices no longer reach the class's slice method")
    first = body.named_children[0]
    if first.type == "expression_statement" and first.named_children[0].type == "string" and first.next_named_sibling:
        first = first.next_named_sibling
    start = source.lexed.line_start(first.start_byte)
    if source.data[start : first.start_byte].strip():
        return Match(existing.start_byte, message="slices no longer reach the class's slice method")
    indent = source.data[start : first.start_byte]
    lines = _lines(names[1], word, names[0], b", " + names[2] if extra else b"", sized)
    newline = source.lexed.newline
    text = b"".join(indent + line.replace(b"    ", _unit(indent)) + newline for line in lines)
    importing = () if sized else source.ensure_import("import sys")
    return Match(existing.start_byte, (insert(start, text), *importing))


def _unit(indent: bytes) -> bytes:
    return b"\t" if b"\t" in indent else b"    "


def _new_method(source: Source, around: Node, definition: Node) -> bytes:
    """An item method that hands slices on, and everything else to the base, where there is one."""
    name = definition.child_by_field_name("name")
    word = name.text or b"" if name is not None else b""
    item, extra = _ITEMS[word]
    indent, newline = source.lexed.indentation(definition.start_byte), source.lexed.newline
    sized = _is_sized(source, around)
    lines = [b"def " + item + b"(self, key" + extra + b"):"]
    lines += [b"    " + line for line in _lines(b"key", word, b"self", extra, sized)]
    if sized:
        lines.append(b"    return super(" + _name(around) + b", self)." + item + b"(key" + extra + b")")
    else:
        lines.append(b"    raise TypeError('only slices are supported')")
        lines = [line.replace(b"sys.maxsize", b"0x7fffffff") for line in lines]
    return newline + newline.join(indent + line.replace(b"    ", _unit(indent)) for line in lines)


def _name(around: Node) -> bytes:
    name = around.child_by_field_name("name")
    return (name.text or b"") if name is not None else b""


def _called(source: Source, name: Node, word: bytes) -> Match | None:
    """``x.__getslice__(i, j)`` and ``list.__getslice__(self, i, j)``."""
    found = nodes.method_call(name)
    passed = nodes.plain_arguments(found.call) if found is not None else None
    if found is None or passed is None or found.object.text == b"self":
        return None
    wanted = 3 if word == b"__setslice__" else 2
    unbound = len(passed) == wanted + 1
    if not unbound and len(passed) != wanted:
        return None
    first, second = passed[1:3] if unbound else passed[:2]
    edits = (replace(name, _ITEMS[word][0]), insert(first.start_byte, b"slice("), insert(second.end_byte, b")"))
    return Match(name.start_byte, edits)
