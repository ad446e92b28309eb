"""``use_2to3`` and its companions: setuptools 58 and later refuse them."""

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.literals import around
from tools.recipes.python2_to_3._shared.setup_script import take_out
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "use-2to3",
    title="setup() no longer converts the code",
    stage="packaging",
    words=("use_2to3", "convert_2to3_doctests", "use_2to3_fixers", "use_2to3_exclude_fixers"),
    any_dialect=True,
)
def use_2to3(source: Source, hit: Hit) -> Match | None:
    """The keyword argument of any call: ``setup(use_2to3=True)``, ``extra.update(use_2to3=True)``."""
    name = source.node(hit.start, hit.end)
    argument = name.parent
    if argument is None or argument.type != "keyword_argument" or argument.child_by_field_name("name") != name:
        return None
    return Match(hit.start, (take_out(source, argument),))


@recipe(
    "use-2to3-key",
    title="setup() no longer converts the code",
    stage="packaging",
    words=("setup",),
    any_dialect=True,
)
def use_2to3_key(source: Source, hit: Hit) -> list[Match]:
    """The same as a key in a setup script: ``extra['use_2to3'] = True`` or ``{'use_2to3': True}``."""
    first = source.lexed.mask.find(b"setup")
    if source.name != "setup.py" or hit.start != first or b"2to3" not in source.data:
        return []
    found = []
    for token in source.lexed.strings:
        text = source.data[token.content.start : token.content.end]
        if text.startswith((b"use_2to3", b"convert_2to3")):
            match = _key(source, source.node(token.start, token.end))
            if match is not None:
                found.append(match)
    return found


def _key(source: Source, node: Node) -> Match | None:
    node = around(node)
    parent = node.parent
    if parent is not None and parent.type == "pair" and parent.child_by_field_name("key") == node:
        return Match(node.start_byte, (take_out(source, parent),))
    assignment = parent.parent if parent is not None and parent.type == "subscript" else None
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("left") != parent:
        return None
    value = assignment.child_by_field_name("right")
    if value is None or value.type == "false" or value.type not in ("true", "list", "tuple"):
        return None
    empty = {"true": b"False", "list": b"[]", "tuple": b"()"}[value.type]
    if source.text(value) == empty:
        return None

    return Match(node.start_byte, (replace(value, empty),))
