"""An iterator's method is ``__next__`` now."""

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.classes import after_member, defines, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "next-method",
    title="An iterator's next() method is called __next__()",
    stage="protocols",
    words=("next",),
)
def next_method(source: Source, hit: Hit) -> Match | None:
    """``next`` defined in a class. With ``__iter__`` beside it the method takes the new name; it is kept
    by the old name too where the file reads ``.next`` without calling it. Without ``__iter__``, or with
    arguments, it may be a plain method: it stays, and ``__next__`` is added beside it. One that only raises
    ``NotImplementedError`` is there to be overridden, in classes or in objects: ``__next__`` asks for it then.
    """
    name = source.node(hit.start, hit.end)
    definition = name.parent
    if definition is None or definition.type not in ("function_definition", "assignment"):
        return None
    field = "name" if definition.type == "function_definition" else "left"
    around = enclosing_class(name)
    if definition.child_by_field_name(field) != name or around is None:
        return None
    if member(around, b"next") != definition or member(around, b"__next__") is not None:
        return None
    if source.legacy_only(name):
        return None
    if definition.type == "assignment":
        value = definition.child_by_field_name("right")
        if value is None or value.type not in ("identifier", "attribute", "lambda"):
            return None
        return Match(hit.start, (after_member(source, definition, b"__next__ = next"),))
    if not defines(source, around, b"__iter__") or _parameters(definition) != 1:
        if _is_abstract(source, definition) and _parameters(definition) == 1:
            return Match(hit.start, (after_member(source, definition, b"", _asking(source, definition), blank=True),))
        return Match(hit.start, (after_member(source, definition, b"__next__ = next"),))
    edits = [replace(name, b"__next__")]
    if _read_elsewhere(source):
        edits.append(after_member(source, definition, b"next = __next__"))
    return Match(hit.start, tuple(edits))


def _is_abstract(source: Source, definition: Node) -> bool:
    """Whether all that the method does is to raise ``NotImplementedError``."""
    body = definition.child_by_field_name("body")
    last = body.named_children[-1] if body is not None and body.named_children else None
    if (
        body is None
        or last is None
        or last.type != "raise_statement"
        or b"NotImplementedError" not in source.text(last)
    ):
        return False
    others = [child for child in body.named_children[:-1] if child.type != "comment"]
    return all(child.named_children and child.named_children[0].type == "string" for child in others)


def _asking(source: Source, definition: Node) -> bytes:
    """The lines of a ``__next__`` that calls ``next``, whoever defines it."""
    indent, newline = source.lexed.indentation(definition.start_byte), source.lexed.newline
    step = b"\t" if b"\t" in indent else b"    "
    return indent + b"def __next__(self):" + newline + indent + step + b"return self.next()"


def _parameters(definition: Node) -> int:
    holder = definition.child_by_field_name("parameters")
    return len([c for c in holder.named_children if c.type != "comment"]) if holder is not None else 0


def _read_elsewhere(source: Source) -> bool:
    """Whether the file reads an attribute ``next`` without calling it at once."""
    mask = source.lexed.mask
    at = mask.find(b".next")
    while at >= 0:
        end = source.lexed.after(at + 5)
        if mask[end : end + 1] != b"(" and not mask[at + 5 : at + 6].isalnum() and mask[at + 5] != 0x5F:
            return True
        at = mask.find(b".next", at + 5)
    return False
