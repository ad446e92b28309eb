"""Functions that an object keeps in an attribute and calls by it: ``self.turn = lambda x: …``, ``self.turn(data)``.

Also classes of the file, whose calls run ``__init__``.
"""

from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class, member
from tools.recipes.python2_to_3._shared.functions import function_name, plain_parameters
from tools.recipes.python2_to_3._shared.reaching import attribute_targets
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_MOST = 12
"""A class called more often is not looked at."""


def run_by(source: Source, function: Node) -> list[Node]:
    """The functions and lambdas that run where ``function``, an attribute of ``self`` or a class, is called."""
    if function.type == "identifier":
        bound = source.bindings.binders(function.text or b"")
        around = bound[0].parent if len(bound) == 1 else None
        if around is None or around.type != "class_definition":
            return []
        made = member(around, b"__init__")
        return [made] if made is not None and made.type == "function_definition" else []
    found = []
    for target in attribute_targets(source, function) if function.type == "attribute" else ():
        value = target.parent.child_by_field_name("right") if target.parent is not None else None
        if target.parent is None or target.parent.type != "assignment" or value is None:
            continue
        kept = _method(value) if value.type == "attribute" else value
        if kept is not None and kept.type in ("lambda", "function_definition"):
            found.append(kept)
    return found


def _method(value: Node) -> Node | None:
    """The method of the class around it that ``value``, ``self.name``, is."""
    holder, name, around = value.child_by_field_name("object"), value.child_by_field_name("attribute"), None
    if holder is not None and name is not None and holder.text in SELVES:
        around = enclosing_class(value)
    return member(around, (name.text or b"") if name is not None else b"") if around is not None else None


def filled(source: Source, definition: Node, call: Node, argument: Node) -> bytes:
    """The parameter of ``definition`` that ``call`` hands ``argument`` to by its place; empty where none is."""
    passed, names = nodes.arguments(call), plain_parameters(source, definition)
    if argument not in passed or any("splat" in one.type for one in passed):
        return b""
    index = passed.index(argument)
    return names[index] if index < len(names) and argument.type != "keyword_argument" else b""


def calls_of(source: Source, definition: Node) -> Iterator[Node]:
    """The calls in the file that run ``definition``, a method or a lambda in one, on ``self``: by its own name, by
    that of an attribute that holds it, or of its class where it is ``__init__``."""
    around, name = enclosing_class(definition), function_name(definition)
    if around is None:
        return
    if name == b"__init__":
        yield from _made(source, around)
        return
    if name.startswith(b"__") and name.endswith(b"__"):
        return
    names = [name] if name and definition.type == "function_definition" else []
    names += [held for use in (_own(source, around, name) if names else [definition]) if (held := _held_as(use))]
    for each in dict.fromkeys(names):
        yield from (call for use in _own(source, around, each) if (call := nodes.call_of(use)) is not None)


def _own(source: Source, around: Node, name: bytes) -> Iterator[Node]:
    """Where the class ``around`` says ``self.name``."""
    mask = source.lexed.mask
    for at in occurrences(mask, name, around.start_byte, around.end_byte):
        use = source.node(at - 5, at + len(name)) if mask[at - 5 : at] == b"self." else None
        if use is not None and use.type == "attribute":
            yield use


def _held_as(value: Node) -> bytes:
    """The attribute of ``self`` that ``value`` is assigned to."""
    holder = nodes.outermost(value).parent
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    if target is None or target.type != "attribute" or target == value:
        return b""
    me, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
    return (name.text or b"") if me is not None and name is not None and me.text in SELVES else b""


def _made(source: Source, around: Node) -> Iterator[Node]:
    """The calls of the class ``around``, where they are few and nothing else has its name."""
    name = around.child_by_field_name("name")
    bound = source.bindings.binders(name.text or b"") if name is not None else []
    calls = [call for use in source.bindings.uses(name.text or b"") if (call := nodes.call_of(use))] if name else []
    if len(bound) == 1 and len(calls) <= _MOST:
        yield from calls
