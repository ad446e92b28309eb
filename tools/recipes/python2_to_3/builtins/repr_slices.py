"""``repr(text)[2:-1]``: the text without ``u'`` and ``'``."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "repr-slices",
    title="repr() of text has no u before its quotes",
    stage="builtins",
    pattern=r"\)\[[ \t]*2[ \t]*:[ \t]*-1[ \t]*\]",
    having=("repr",),
)
def repr_slices(source: Source, hit: Hit) -> Match | None:
    """``repr(x)[2:-1]``, which cut the quotes and the ``u`` off a text, is ``ascii(x)[1:-1]``: what Python 2 escaped
    is escaped. Where ``x`` is surely bytes, whose ``b`` it cuts off now, it stays."""
    subscript: Node | None = source.node(hit.start + 1, hit.end)
    while subscript is not None and subscript.type != "subscript":
        subscript = subscript.parent
    call = subscript.child_by_field_name("value") if subscript is not None else None
    if subscript is None or call is None or call.type != "call" or call.end_byte != hit.start + 1:
        return None
    function, passed = call.child_by_field_name("function"), nodes.plain_arguments(call)
    if function is None or function.text != b"repr" or not passed or len(passed) != 1:
        return None
    if not source.is_builtin(function) or source.legacy_only(call) or source.bindings.is_bound(b"ascii", function):
        return None
    if kinds_of(source).of(passed[0]) is Kind.BYTES:
        return None
    index = subscript.child_by_field_name("subscript")
    return Match(hit.start, (replace(function, b"ascii"), replace(index, b"1:-1"))) if index is not None else None
