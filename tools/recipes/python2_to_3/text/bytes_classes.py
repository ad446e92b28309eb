"""A subclass of ``str`` that is made of bytes is one of ``bytes``."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class, member
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.repository_kinds import known
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "bytes-classes",
    title="Classes of binary data derive from bytes",
    stage="text",
    pattern=r"\(str\)(?=[ \t]*:)",
    having=("str",),
)
def bytes_classes(source: Source, hit: Hit) -> Match | None:
    """``class Picture(str)``, whose objects the repository makes of what it reads from binary files.

    Its base, and ``str.__new__`` in its methods. Only where that is all that is ``str`` in the class.
    """
    name = source.node(hit.start + 1, hit.end - 1)
    holder = name.parent
    around = holder.parent if holder is not None and holder.type == "argument_list" else None
    if around is None or around.type != "class_definition" or not source.is_builtin(name):
        return None
    called = around.child_by_field_name("name")
    if called is None or bases(around) != [name] or source.legacy_only(around):
        return None
    if known(source.project).taken(source, called).get(0) is not Kind.BYTES or member(around, b"__str__") is not None:
        return None
    uses = [use for use in source.bindings.uses(b"str") if nodes.contains(around, use) and use != name]
    if not all(_makes(use) and enclosing_class(use) == around for use in uses):
        return None
    return Match(hit.start, tuple(replace(node, b"bytes") for node in (name, *uses)))


def _makes(use: Node) -> bool:
    """Whether ``use`` is that of ``str.__new__`` or another method of the base."""
    return use.parent is not None and use.parent.type == "attribute" and nodes.call_of(use.parent) is not None
