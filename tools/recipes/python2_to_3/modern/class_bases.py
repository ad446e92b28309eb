"""``class X(object)`` is ``class X``, and ``super(X, self)`` is ``super()``."""

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete

_COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")


@recipe(
    "object-base",
    title="Every class is an object",
    stage="modern",
    severity=Severity.NOTE,
    words=("object",),
    any_dialect=True,
)
def object_base(source: Source, hit: Hit) -> Match | None:
    """``object``, the builtin, as the only base of a class, without a comment in the brackets."""
    name = source.node(hit.start, hit.end)
    holder = name.parent
    if holder is None or holder.type != "argument_list" or holder.parent is None or name.type != "identifier":
        return None
    if holder.parent.type != "class_definition" or len(holder.named_children) != 1 or not source.is_builtin(name):
        return None
    own = holder.parent.child_by_field_name("name")
    if own is None:
        return None
    return Match(hit.start, (delete(own.end_byte, holder.end_byte),))


@recipe(
    "plain-super",
    title="super() knows its class",
    stage="modern",
    severity=Severity.NOTE,
    words=("super",),
    any_dialect=True,
)
def plain_super(source: Source, hit: Hit) -> Match | None:
    """``super(X, self)`` directly in a method of ``X``, where ``self`` is the first parameter, not bound again.

    Not in nested functions, lambdas, comprehensions, static methods or classes within functions that share
    the name.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or not passed or len(passed) != 2 or not source.is_builtin(name):
        return None
    method, around = enclosing_scope(call), enclosing_class(call)
    if method.type != "function_definition" or around is None or enclosing_scope(method) != around:
        return None
    own = around.child_by_field_name("name")
    if own is None or own.text != passed[0].text or _inside(call, method):
        return None
    first = _first_parameter(method)
    if first is None or first.text != passed[1].text or _is_static(source, method):
        return None
    if len(source.bindings.in_scope(first.text or b"", method)) != 1:
        return None
    return Match(hit.start, (delete(passed[0].start_byte, passed[1].end_byte),))


def _inside(call: Node, method: Node) -> bool:
    parent = call.parent
    while parent is not None and parent != method:
        if parent.type in _COMPREHENSIONS:
            return True
        parent = parent.parent
    return False


def _first_parameter(method: Node) -> Node | None:
    holder = method.child_by_field_name("parameters")
    found = [child for child in holder.named_children if child.type != "comment"] if holder is not None else []
    return found[0] if found and found[0].type == "identifier" else None


def _is_static(source: Source, method: Node) -> bool:
    holder = method.parent
    return holder is not None and holder.type == "decorated_definition" and b"staticmethod" in source.text(holder)[:80]
