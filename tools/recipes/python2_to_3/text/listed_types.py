"""``str in types`` that means bytes: beside a test for ``unicode`` in the same ones."""

from tree_sitter import Node

from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_ASKING = frozenset({"in", "not in"})


@recipe(
    "listed-types",
    title="str among types is bytes where unicode is asked for, too",
    stage="builtins",
    pattern=r"\bstr\b(?=[ \t]+(?:not[ \t]+)?in[ \t])",
    having=("unicode",),
)
def listed_types(source: Source, hit: Hit) -> Match | None:
    """``str in types`` and ``unicode in types`` in one function ask for two things: the first becomes
    ``bytes in types``. It runs with the recipe that makes ``str`` of ``unicode``, while the two can be told apart."""
    name = source.node(hit.start, hit.end)
    group = _group(source, name)
    if not group or source.legacy_only(name) or source.bindings.is_bound(b"bytes", name):
        return None
    scope = enclosing_scope(name)
    others = source.bindings.uses(b"unicode")
    if not any(_group(source, other) == group and enclosing_scope(other) == scope for other in others):
        return None
    return Match(hit.start, (replace(name, b"bytes"),))


def _group(source: Source, name: Node) -> bytes:
    """The text of that in which the builtin ``name`` is looked for; empty where it is not."""
    test = name.parent
    if name.type != "identifier" or test is None or test.type != "comparison_operator":
        return b""
    sides = test.named_children
    if len(sides) != 2 or sides[0] != name or not _ASKING & {child.type for child in test.children}:
        return b""
    return source.text(sides[1]) if source.is_builtin(name) else b""
