"""Where a file object was opened, and the edits that open it otherwise."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.kinds import Kinds, returns
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.source import Source, insert, replace

_OPENERS = frozenset({b"open", b"file"})
_STREAMS = frozenset({b"makefile", b"fdopen"})
_DEPTH = 4


def opener(source: Source, kinds: Kinds, node: Node, depth: int = 0, *, streams: bool = False) -> Node | None:
    """The one call of ``open`` that gives the file ``node``: directly, by a name, by an attribute of
    ``self``, in a ``with``, or through a function of the same file that returns it.

    With ``streams`` also ``makefile`` of a socket, and ``os.fdopen``.
    """
    node = nodes.bare(node)
    if depth > _DEPTH:
        return None
    if node.type == "call":
        function = node.child_by_field_name("function")
        if streams and function is not None and _last_name(function) in _STREAMS:
            return node
        if function is None or function.type != "identifier":
            return None
        if function.text in _OPENERS and source.is_builtin(function):
            return node
        return _helper(source, kinds, function, depth, streams)
    if node.type == "identifier":
        binders = reaching(source, node)
    elif node.type == "attribute":
        binders = attribute_targets(source, node)
    else:
        return None
    values = [value for binder in binders if (value := _value(binder)) is not None and value.type != "none"]
    return opener(source, kinds, values[0], depth + 1, streams=streams) if len(values) == 1 else None


def mode_place(call: Node) -> int:
    """Which positional argument of ``call``, which opens a file, is the mode."""
    function = call.child_by_field_name("function")
    return 0 if function is not None and _last_name(function) == b"makefile" else 1


def _last_name(function: Node) -> bytes:
    return (function.text or b"").rpartition(b".")[2]


def _helper(source: Source, kinds: Kinds, function: Node, depth: int, streams: bool) -> Node | None:
    binders = reaching(source, function)
    definition = binders[0].parent if len(binders) == 1 else None
    if definition is None or definition.type != "function_definition" or enclosing_class(definition) is not None:
        return None
    found = returns(source, definition)
    return opener(source, kinds, found[0], depth + 1, streams=streams) if len(found) == 1 else None


def _value(binder: Node) -> Node | None:
    """What ``binder`` is given: by an assignment or by ``with … as``."""
    parent = binder.parent
    if parent is None:
        return None
    if parent.type == "assignment" and parent.child_by_field_name("left") == binder:
        value = parent.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        return value
    if parent.type == "as_pattern_target" and parent.parent is not None:
        return parent.parent.named_children[0]
    return binder


def given_to(call: Node) -> Node | None:
    """The name or attribute that is given what ``call`` opens: by an assignment or by ``with … as``."""
    holder = nodes.outermost(call).parent
    if holder is not None and holder.type == "assignment":
        return holder.child_by_field_name("left")
    if holder is not None and holder.type == "as_pattern":
        target = holder.named_children[-1]
        return target.named_children[0] if target.type == "as_pattern_target" else target
    return None


def with_mode(source: Source, call: Node, mode: bytes) -> Edit | None:
    """The edit that gives ``call`` the mode ``mode``; None where its mode is not a literal."""
    place = mode_place(call)
    literal = mode_argument(call, place)
    if literal is None:
        passed, holder = nodes.arguments(call), call.child_by_field_name("arguments")
        if not place and not passed and holder is not None:
            return insert(holder.end_byte - 1, b"'" + mode + b"'")
        return insert(passed[0].end_byte, b", '" + mode + b"'") if place and len(passed) == 1 else None
    if mode_of(source, literal) is None:
        return None
    quote = source.text(literal)[-1:]
    return replace(literal, quote + mode + quote)


def with_keyword(call: Node, text: bytes) -> Edit | None:
    """The edit that adds the keyword argument ``text`` to ``call``."""
    passed = nodes.arguments(call)
    return insert(passed[-1].end_byte, b", " + text) if passed else None
