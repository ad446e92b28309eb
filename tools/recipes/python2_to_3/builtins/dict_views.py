"""``d.keys()``, ``d.values()`` and ``d.items()`` are views now: make lists where lists are used."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import listed
from tools.recipes.python2_to_3._shared.classes import SELVES, defines, enclosing_class
from tools.recipes.python2_to_3._shared.consumption import Use, is_listed, use_of
from tools.recipes.python2_to_3._shared.mutation import loop_of, may_change
from tools.recipes.python2_to_3._shared.origins import gave_list
from tools.recipes.python2_to_3._shared.shapes import may_be_attribute
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CALLED = re.compile(rb"[\s\\]*\([\s\\]*(?:\)|\w+[\s\\]*\))")
_LIST_METHODS = frozenset(
    {b"append", b"count", b"extend", b"index", b"insert", b"pop", b"remove", b"reverse", b"sort", b"__getitem__"}
)


@recipe(
    "dict-view",
    title="dict.keys(), values() and items() give views: make lists where lists are used",
    stage="builtins",
    words=("keys", "values", "items"),
)
def dict_view(source: Source, hit: Hit) -> Match | None:
    """A call of no arguments, or of ``dict.keys(d)``, whose value is more than gone through, counted or tested at once.

    A loop whose body may change the mapping keeps its copy. Two views compared with each other are left:
    as sets they are equal whenever the lists were. A class's own method, called on ``self``, gives
    what it gives.
    """
    if not may_be_attribute(source.lexed, hit.start) or not _CALLED.match(source.lexed.mask, hit.end):
        return None
    name = source.node(hit.start, hit.end)
    found = nodes.method_call(name) if name.type == "identifier" else None
    if found is None or is_listed(found.call):
        return None
    passed = nodes.arguments(found.call)
    if passed and (len(passed) > 1 or found.object.text != b"dict" or not source.is_builtin(found.object)):
        return None
    if not passed and _own(source, found.object, name):
        return None
    if passed:
        found = found._replace(object=passed[0])
    if not _needs_list(source, found) or not gave_list(source, name) or source.legacy_only(name):
        return None
    return Match(hit.start, listed(source, found.call))


def _needs_list(source: Source, found: nodes.MethodCall) -> bool:
    call = found.call
    loop = loop_of(call)
    if loop is not None:
        body, key = loop
        return may_change(source, found.object, body, key)
    parent = nodes.outermost(call).parent
    if parent is None or parent.type == "expression_statement":
        return False
    if parent.type == "attribute":
        method = parent.child_by_field_name("attribute")
        return method is not None and method.text in _LIST_METHODS
    if parent.type == "comparison_operator" and _compares_views(parent):
        return False
    use = use_of(source, call)
    if parent.type == "assignment":
        return use > Use.ITERATED
    return use > Use.SIZED


def _compares_views(comparison: Node) -> bool:
    """Whether both sides of the comparison are such calls."""
    sides = [nodes.bare(side) for side in comparison.named_children]
    return len(sides) == 2 and all(_is_view(side) for side in sides)


def _is_view(node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return name is not None and name.text in (b"keys", b"items") and not nodes.arguments(node)


def _own(source: Source, holder: Node, name: Node) -> bool:
    if holder.text not in SELVES:
        return False
    around = enclosing_class(name)
    return around is not None and defines(source, around, name.text or b"")
