"""Which byte strings of a structure are names: tags and codes that are looked up among literals of the program."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import SELVES
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_LOOKING_UP = frozenset({b"get", b"has_key", b"setdefault"})
_BY_NAME = frozenset({b"getattr", b"setattr", b"hasattr"})
_DECODED = re.compile(rb"[ \t]*\.[ \t]*decode\b")
_AGAIN = re.compile(rb"\.decode\('latin-1'\)[ \t]*(?:[;#\r\n]|\Z)")


def is_name(source: Source, target: Node) -> bool:
    """Whether what is unpacked into ``target``, a variable or an attribute of ``self``, is used as a name.

    It is a key, asked for in a collection that is no literal, or the name of an attribute. What is decoded by
    the program itself is left alone, unless that is how it goes on: ``tag = tag.decode(…)``.
    """
    known = source.memo.setdefault(is_name, {})
    assert isinstance(known, dict)
    key = target.start_byte, target.end_byte
    if key not in known:
        places = _uses(source, target)
        known[key] = any(_names(use) for use in places) and all(
            not _decoded(source, use) or goes_on(source, use) for use in places
        )
    return bool(known[key])


def is_decoded(source: Source, target: Node) -> bool:
    """Whether the text is made already: ``tag = tag.decode(…)`` stands somewhere."""
    return any(_decoded(source, use) for use in _uses(source, target))


def _uses(source: Source, target: Node) -> list[Node]:
    """Where the variable is read in its function, or the attribute anywhere in the file."""
    if target.type == "identifier":
        scope = enclosing_scope(target)
        if scope.type != "function_definition":
            return []
        return [use for use in source.bindings.uses(target.text or b"") if nodes.contains(scope, use) and use != target]
    holder, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
    if holder is None or name is None or holder.text not in SELVES:
        return []
    word, found = name.text or b"", []
    for at in occurrences(source.lexed.mask, word):
        use = source.node(at, at + len(word)).parent
        if use is not None and use.type == "attribute" and use != target:
            found.append(use)
    return found


def _names(use: Node) -> bool:
    use = nodes.outermost(use)
    holder = use.parent
    if holder is None:
        return False
    if holder.type == "subscript":
        return holder.child_by_field_name("subscript") == use
    if holder.type == "comparison_operator":
        return _is_looked_for(use, holder)
    call = nodes.taker(use)
    function = call.child_by_field_name("function") if call is not None else None
    given = nodes.arguments(call) if call is not None else []
    if function is None or use not in given:
        return False
    if function.type == "identifier":
        return function.text in _BY_NAME and given.index(use) == 1
    name = function.child_by_field_name("attribute")
    return name is not None and name.text in _LOOKING_UP and given.index(use) == 0


def _is_looked_for(use: Node, comparison: Node) -> bool:
    parts = comparison.named_children
    operators = {child.type for child in comparison.children if child not in parts} | {parts[-1].type}
    return (
        len(parts) == 2
        and parts[0] == use
        and bool(operators & {"in", "not in"})
        and parts[1].type in ("identifier", "attribute")
    )


def _decoded(source: Source, use: Node) -> bool:
    return _DECODED.match(source.data, use.end_byte) is not None


def goes_on(source: Source, use: Node) -> bool:
    """Whether ``use`` is decoded to go on by the same name: ``tag = tag.decode('latin-1')``."""
    statement = nodes.statement(use)
    for assignment in statement.named_children:
        target = assignment.child_by_field_name("left") if assignment.type == "assignment" else None
        if target is not None and target.text == use.text and _AGAIN.match(source.data, use.end_byte):
            return True
    return False
