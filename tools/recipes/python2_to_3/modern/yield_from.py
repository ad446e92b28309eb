"""A loop that yields what it gets is ``yield from``."""

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "yield-from",
    title="yield from says it in a line",
    stage="modern",
    severity=Severity.NOTE,
    words=("yield",),
    any_dialect=True,
)
def yield_from(source: Source, hit: Hit) -> Match | None:
    """``for x in y: yield x`` with one name, no ``else`` and no comment, whose name is used nowhere else in
    the function."""
    expression = source.node(hit.start, hit.end)
    statement = nodes.statement(expression)
    block = statement.parent
    loop = block.parent if block is not None else None
    if expression.type != "yield" or loop is None or loop.type != "for_statement" or block is None:
        return None
    target, values = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    inner = expression.named_children
    if target is None or values is None or target.type != "identifier" or len(inner) != 1:
        return None
    if inner[0].text != target.text or inner[0].type != "identifier" or statement.named_children != [expression]:
        return None
    if len(block.named_children) != 1 or not _is_bare(source, loop) or values.type == "expression_list":
        return None
    scope = enclosing_scope(loop)
    uses = [use for use in source.bindings.uses(target.text or b"") if nodes.contains(scope, use)]
    if len(uses) != 2 or scope.type != "function_definition":
        return None
    return Match(loop.start_byte, (replace(loop, b"yield from " + source.text(values)),))


def _is_bare(source: Source, loop: Node) -> bool:
    """Whether the loop has no ``else``, no comment and is not asynchronous."""
    text = source.text(loop)
    return (
        loop.child_by_field_name("alternative") is None
        and text.startswith(b"for")
        and not any(loop.start_byte <= span.start < loop.end_byte for span in source.lexed.comments)
    )
