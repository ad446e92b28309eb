"""Formats of times are text: what Python 2 encoded for ``strftime`` stays as it is."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe("strftime-text", title="strftime takes text", stage="text", words=("strftime",))
def strftime_text(source: Source, hit: Hit) -> Match | None:
    """``d.strftime(form.encode(…))``, or ``form = form.encode(…)`` in the same function, where ``form`` is used for
    nothing else from there on: the encoding goes. What ``strftime`` gives is text: see ``text-decodes``."""
    if b"encode" not in source.lexed.words:
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    given = nodes.plain_arguments(call) if call is not None else None
    if call is None or not given or source.legacy_only(call):
        return None
    encoded = nodes.bare(given[0])
    if encoded.type == "identifier":
        found = _encoded_before(source, encoded)
        return Match(hit.start, drop_method(found)) if found is not None else None
    return Match(hit.start, drop_method(encoded)) if _is_encode(encoded) else None


def _is_encode(node: Node) -> bool:
    return node.type == "call" and method_name(node) == b"encode"


def _encoded_before(source: Source, form: Node) -> Node | None:
    """The call that encodes ``form`` in ``form = form.encode(…)``, where all that follows is given to ``strftime``."""
    scope = enclosing_scope(form)
    if scope.type != "function_definition":
        return None
    uses = using.uses(source, form.text or b"", scope)
    for binder in uses:
        assignment = binder.parent
        value = assignment.child_by_field_name("right") if assignment is not None else None
        if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("left") != binder:
            continue
        holder = value.child_by_field_name("function") if value is not None and _is_encode(value) else None
        encoded = holder.child_by_field_name("object") if holder is not None else None
        if value is None or encoded is None or encoded.text != form.text:
            continue
        later = [use for use in uses if use.start_byte >= assignment.end_byte]
        return value if later and all(map(_is_format, later)) else None
    return None


def _is_format(use: Node) -> bool:
    call = nodes.taker(use)
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and (function.text or b"").rpartition(b".")[2] == b"strftime"
