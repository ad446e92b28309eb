"""What the calls of a function in its file give one of its parameters."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.source import Source

_MOST = 12
"""A function called more often is not looked at: its calls say little of each other."""


def definition_called(source: Source, function: Node) -> Node | None:
    """The function of the module that the name ``function`` calls, if it is never anything else."""
    bound = source.bindings.binders(function.text or b"") if function.type == "identifier" else []
    parent = bound[0].parent if len(bound) == 1 else None
    if parent is None or parent.type != "function_definition" or enclosing_scope(parent).type != "module":
        return None
    return parent if parent.parent is not None and parent.parent.type != "decorated_definition" else None


def parameter_for(definition: Node, call: Node, argument: Node) -> Node | None:
    """The name of the parameter of ``definition`` that ``call`` hands ``argument`` to."""
    if argument.type == "keyword_argument":
        key = argument.child_by_field_name("name")
        named = [one for one in _parameters(definition) if key is not None and one is not None and one.text == key.text]
        return named[0] if named else None
    passed = nodes.arguments(call)
    if argument not in passed:
        return None
    index, holder = passed.index(argument), _parameters(definition)
    if any("splat" in one.type for one in passed[: index + 1]) or index >= len(holder):
        return None
    return holder[index]


def given(source: Source, parameter: Node) -> list[Node]:
    """What all calls of its function give ``parameter``; empty where not all can be told, or it is given otherwise."""
    definition = enclosing_scope(parameter)
    name = definition.child_by_field_name("name") if definition.type == "function_definition" else None
    if name is None or definition_called(source, name) != definition:
        return []
    uses = [use for use in source.bindings.uses(name.text or b"") if use != name]
    found = []
    for use in uses if len(uses) <= _MOST else ():
        call = nodes.call_of(use)
        if call is None:
            return []
        matched = [one for one in nodes.arguments(call) if parameter_for(definition, call, one) == parameter]
        if len(matched) != 1:
            return []
        found.append(_value(matched[0]))
    return found


def _value(argument: Node) -> Node:
    """What ``argument`` hands over, without the keyword it may have."""
    named = argument.child_by_field_name("value") if argument.type == "keyword_argument" else None
    return named or argument


def _parameters(definition: Node) -> list[Node | None]:
    """The names of the parameters, in order; None for what takes several."""
    holder = definition.child_by_field_name("parameters")
    found: list[Node | None] = []
    for one in holder.named_children if holder is not None else ():
        if one.type == "identifier":
            found.append(one)
        elif one.type == "default_parameter":
            found.append(one.child_by_field_name("name"))
        elif one.type != "comment":
            found.append(None)
    return found
