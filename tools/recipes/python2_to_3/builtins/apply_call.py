"""``apply(f, args, kwargs)`` becomes ``f(*args, **kwargs)``."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe("apply-call", title="apply() becomes a call with stars", stage="builtins", words=("apply",))
def apply_call(source: Source, hit: Hit) -> Match | None:
    """A call of the builtin with one to three positional arguments."""
    name = builtin_at(source, hit)
    call = nodes.call_of(name) if name is not None else None
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or not passed or len(passed) > 3 or passed[0].type == "generator_expression":
        return None
    parts = [b"*" + nodes.operand(source.text(node), node, 6) for node in passed[1:2]]
    parts += [b"**" + nodes.operand(source.text(node), node, 6) for node in passed[2:]]
    function = nodes.operand(source.text(passed[0]), passed[0])
    if len(passed) > 1 and passed[1].type == "tuple" and not passed[1].named_children:
        parts = parts[1:]
    return Match(hit.start, (replace(call, function + b"(" + b", ".join(parts) + b")"),), again=True)
