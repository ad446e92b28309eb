"""``exec(code)`` in a function no longer binds the function's own variables: found, not changed."""

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "exec-locals",
    title="exec() binds no variables of the function around it",
    stage="semantics",
    severity=Severity.WARNING,
    words=("exec",),
    fixable=False,
)
def exec_locals(source: Source, hit: Hit) -> Match | None:
    """A call with the code alone, in a function: what it assigns is lost in Python 3.

    Which names those are is in the code that is executed, so a person has to say where they go.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    if call is None or not source.is_builtin(name) or len(nodes.arguments(call)) != 1:
        return None
    return Match(hit.start) if enclosing_scope(call).type == "function_definition" else None
