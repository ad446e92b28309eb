"""``object.__new__`` and ``object.__init__`` take no further arguments now."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_HOLDER = re.compile(rb"(?:\bobject|\))(?=[\s\\]*\.[\s\\]*\Z)")
_LONGEST = 200
"""How far before a method's name the end of the expression it is a method of is looked for."""


@recipe(
    "object-arguments",
    title="object.__new__() and object.__init__() take no arguments",
    stage="protocols",
    words=("__new__", "__init__"),
)
def object_arguments(source: Source, hit: Hit) -> Match | None:
    """A call of ``object``'s own method, by its name or by ``super`` in a class whose only base is
    ``object``, with arguments that Python 2 did not look at: they go, unless one is a call."""
    head = _HOLDER.search(source.lexed.mask, max(0, hit.start - _LONGEST), hit.start)
    if head is None or (head.group() == b")" and source.lexed.mask[hit.start : hit.end] == b"__init__"):
        return None
    name = source.node(hit.start, hit.end)
    found = nodes.method_call(name) if name.type == "identifier" else None
    if found is None:
        return None
    passed = nodes.arguments(found.call)
    by_super = found.object.type == "call"
    kept = 1 if name.text == b"__new__" or not by_super else 0
    if len(passed) <= kept or not _is_object(source, found.object, name):
        return None
    if any(node.type == "call" or node.child_count > 3 for node in passed[kept:]):
        return None
    opening = found.call.child_by_field_name("arguments")
    if opening is None or opening.type != "argument_list" or source.legacy_only(name):
        return None
    start = passed[kept - 1].end_byte if kept else opening.start_byte + 1
    return Match(hit.start, (Edit(start=start, end=opening.end_byte - 1, text=b""),))


def _is_object(source: Source, holder: Node, name: Node) -> bool:
    if holder.text == b"object":
        return source.is_builtin(holder)
    function = holder.child_by_field_name("function") if holder.type == "call" else None
    around = enclosing_class(name)
    if function is None or function.text != b"super" or around is None or name.text != b"__new__":
        return False
    return [base.text for base in bases(around)] == [b"object"]
