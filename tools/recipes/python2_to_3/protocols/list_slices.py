"""Subclasses of lists that define ``__getitem__`` and the like got no slices: those went to the list's own methods."""

import re

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class, lineage, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_OLD = {b"__getitem__": b"__getslice__", b"__setitem__": b"__setslice__", b"__delitem__": b"__delslice__"}
_LISTS = frozenset({b"list", b"tuple"})
_DERIVED = re.compile(rb"class[ \t]+\w+[ \t\\\r\n]*\([^()]*(?<!\w)(?:list|tuple)(?!\w)")
"""Looked for first: most files with such methods hold no such class, and need no tree for this."""


@recipe(
    "list-slices", title="Slices of lists go to the list", stage="protocols", words=[name.decode() for name in _OLD]
)
def list_slices(source: Source, hit: Hit) -> Match | None:
    """A method of a class that derives from ``list`` or ``tuple``, in this file, and that takes an index or key.

    Python 2 took simple slices to ``list.__getslice__``. Left alone where the class defines that, and where
    the method speaks of slices, calls the list's own method, or has no plain second parameter.
    """
    if _DERIVED.search(source.lexed.mask) is None:
        return None
    name = source.node(hit.start, hit.end)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or definition.type != "function_definition" or around is None:
        return None
    if definition.child_by_field_name("name") != name or enclosing_class(definition) != around:
        return None
    base = next((base.text for one in lineage(source, around) for base in bases(one) if base.text in _LISTS), None)
    word = name.text or b""
    body, holder = definition.child_by_field_name("body"), definition.child_by_field_name("parameters")
    if base is None or body is None or holder is None or source.bindings.binders(base):
        return None
    names = [child for child in holder.named_children if child.type == "identifier"]
    if len(names) != len(holder.named_children) or len(names) < 2:
        return None
    text = source.text(body)
    if any(member(one, _OLD[word]) is not None for one in lineage(source, around)):
        return None
    if b"slice" in text or base + b"." + word in text or b")." + word in text:
        return None
    first = nodes.first_statement(body)
    if source.lexed.line_start(first.start_byte) == source.lexed.line_start(definition.start_byte):
        return None
    head = source.lexed.indentation(first.start_byte)
    key, newline = names[1].text or b"", source.lexed.newline
    given = b", ".join(source.text(child) for child in names)
    lines = [
        b"if isinstance(%b, slice) and %b.step is None:" % (key, key),
        b"    return %b.%b(%b)" % (base, word, given),
    ]
    return Match(hit.start, (insert(first.start_byte, b"".join(line + newline + head for line in lines)),))
