"""Builtins that tests replace by their name in a string: ``mock('raw_input')``, ``stub(__builtin__, 'raw_input')``."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.literals import around
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_NAMES = {b"raw_input": b"input", b"unichr": b"chr"}
_MODULES = frozenset({b"__builtin__", b"__builtins__", b"builtins"})
_OPENED = re.compile(rb"(?P<quote>['\"])(?P<module>(?:__builtin__|builtins)\.)?\Z")
_FURTHEST = 14
"""Bytes before the name in which ``_OPENED`` stands."""
_REPLACES = re.compile(rb"mock|patch|stub|setattr|replace|fake", re.IGNORECASE)


@recipe(
    "replaced-builtins",
    title="Builtins are replaced by the name they have",
    stage="builtins",
    quoted=(r"raw_input(?=['\"])", r"unichr(?=['\"])"),
)
def replaced_builtins(source: Source, hit: Hit) -> Match | None:
    """The literal, an argument of a function whose name says that it puts something in the place of another:
    dotted, beside the module of builtins, or first, where the same function calls the builtin.

    What asks for the name only, ``hasattr(__builtin__, 'unichr')``, chooses between both Pythons and stays.
    """
    opened = _OPENED.search(source.data, max(0, hit.start - _FURTHEST), hit.start)
    if opened is None or source.data[hit.end : hit.end + 1] != opened["quote"]:
        return None
    literal = around(source.node(hit.start, hit.end))
    call = nodes.taker(literal)
    function = call.child_by_field_name("function") if call is not None else None
    if literal.type != "string" or call is None or function is None or source.legacy_only(literal):
        return None
    if not _REPLACES.search(source.text(function)):
        return None
    name = source.data[hit.start : hit.end]
    passed = nodes.arguments(call)
    dotted = opened["module"] is not None
    beside = any(node.type == "identifier" and node.text in _MODULES for node in passed)
    if not dotted and not beside and not (passed[0] == literal and _is_called(source, call, name)):
        return None
    return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=_NAMES[name]),))


def _is_called(source: Source, call: Node, name: bytes) -> bool:
    """Whether the function around ``call`` calls the builtin ``name``, under the name of either Python."""
    scope = enclosing_scope(call)
    return any(
        nodes.call_of(use) is not None and nodes.contains(scope, use) and source.is_builtin(use)
        for word in (name, _NAMES[name])
        for use in source.bindings.uses(word)
    )
