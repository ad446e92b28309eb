"""``cmp(a, b)`` becomes ``(a > b) - (a < b)``."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at
from tools.recipes.python2_to_3._shared.comparison import WRITTEN, becomes_key, compared, is_simple, is_sort_function
from tools.recipes.python2_to_3._shared.definitions import define
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace


@recipe("cmp-function", title="cmp() is gone", stage="builtins", words=("cmp",))
def cmp_function(source: Source, hit: Hit) -> Match | None:
    """A call with two operands that may be evaluated twice is written out. Where the file calls it with
    others, or hands it on, it gets a function of that name, at its first use only. One that a class keeps
    as an attribute stays a plain function.

    What another recipe turns into a sort key is left to it.
    """
    name = builtin_at(source, hit)
    if name is None or nodes.is_attribute(name) or _sorts(source, name):
        return None
    uses = [node for node in source.bindings.uses(b"cmp") if source.is_builtin(node) and not _sorts(source, node)]
    uses = [node for node in uses if not source.legacy_only(node)]
    if not all(_is_simple_call(source, node) for node in uses):
        kept = _kept_plain(name)
        if uses and uses[0] == name:
            return Match(hit.start, (_definition(source), *kept))
        return Match(hit.start, kept) if kept and name in uses else None
    call = name.parent
    sides = compared(source, call) if call is not None else None
    if call is None or sides is None:
        return None
    left, right = (nodes.operand(source.text(side), side, nodes.COMPARISON + 1) for side in sides)
    text = b"(" + left + b" > " + right + b") - (" + left + b" < " + right + b")"
    return Match(hit.start, (replace(call, nodes.fit(text, nodes.SUM, call)),))


def _kept_plain(name: Node) -> tuple[Edit, ...]:
    """The edits that keep ``cmp``, given to a class's attribute, from becoming a method as builtins do not."""
    parent = name.parent
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("right") != name:
        return ()
    if enclosing_scope(name).type != "class_definition":
        return ()
    return (insert(name.start_byte, b"staticmethod("), insert(name.end_byte, b")"))


def _is_simple_call(source: Source, name: Node) -> bool:
    call = nodes.call_of(name)
    sides = compared(source, call) if call is not None else None
    return sides is not None and is_simple(sides[0]) and is_simple(sides[1])


def _sorts(source: Source, name: Node) -> bool:
    """Whether ``name`` goes when the sort around it gets a key."""
    if is_sort_function(name):
        return True
    around = nodes.ancestor(name, "lambda")
    return around is not None and becomes_key(source, around)


def _definition(source: Source) -> Edit:
    """A ``cmp`` of this file's own, before its first definition."""
    return define(
        source,
        [
            b"def cmp(a, b):",
            b'    """Compare two objects as the builtin of Python 2 did."""',
            WRITTEN,
        ],
    )
