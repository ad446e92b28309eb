"""The name an ``except`` binds ends with its block: where it is read later, keep it."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import binding_scope, enclosing_scope, is_reference
from tools.recipes.python2_to_3._shared.shapes import block_end, is_named_later
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace
from tools.syntax.lexical import Lexed
from tools.syntax.words import free_occurrences

_BINDS = re.compile(rb"[^:]*\bas\s+(\w+)")
_FUNCTION = re.compile(rb"\b(?:lambda|def)\b")


@recipe(
    "exception-name",
    title="An exception's name ends with its except block",
    stage="semantics",
    words=("except",),
)
def exception_name(source: Source, hit: Hit) -> Match | None:
    """``except E as e`` where ``e`` is read after the block, before anything else binds it, or by a
    function made in the block: the exception is caught by another name and assigned to the old one."""
    if not _may_be_missed(source.lexed, hit):
        return None
    clause = source.node(hit.start, hit.end)
    caught = clause.child_by_field_name("value") if clause.type == "except_clause" else None
    target = caught.child_by_field_name("alias") if caught is not None and caught.type == "as_pattern" else None
    body = next((child for child in clause.named_children if child.type == "block"), None)
    name = (target.text or b"") if target is not None else b""
    if target is None or body is None or not body.named_children or not re.fullmatch(rb"\w+", name):
        return None
    if not (_read_later(source, clause, name) or _enclosed(source, body, name)):
        return None
    other = b"_" + name
    while other in source.lexed.words:
        other = b"_" + other
    return Match(hit.start, (replace(target, other), _assignment(source, body, name + b" = " + other)))


def _may_be_missed(lexed: Lexed, hit: Hit) -> bool:
    """Whether the clause binds a name that stands after it, or makes a function in it, as far as the text tells."""
    bound = _BINDS.match(lexed.mask, hit.end)
    if bound is None:
        return False
    end = block_end(lexed, hit.start)
    return is_named_later(lexed, bound.group(1), end, lexed.line_start(hit.start)) or (
        _FUNCTION.search(lexed.mask, bound.end(), end) is not None
    )


def _assignment(source: Source, body: Node, text: bytes) -> Edit:
    first = body.named_children[0]
    start = source.lexed.line_start(first.start_byte)
    indent = source.data[start : first.start_byte]
    if indent.strip():
        return insert(first.start_byte, text + b"; ")
    return insert(start, indent + text + source.lexed.newline)


def _read_later(source: Source, clause: Node, name: bytes) -> bool:
    """Whether the next use of ``name`` after the try statement's handlers is a read."""
    scope = enclosing_scope(clause)
    mask = source.lexed.mask
    for at in free_occurrences(mask, name, clause.end_byte, scope.end_byte):
        node = source.node(at, at + len(name))
        if node.type != "identifier" or not is_reference(node) or enclosing_scope(node) != scope:
            continue
        if _in_sibling(clause, node):
            continue
        parent = node.parent
        if parent is not None and parent.type == "delete_statement":
            return True
        stored = binding_scope(node) is not None and parent is not None and parent.type != "augmented_assignment"
        if stored and parent is not None and parent.type == "assignment":
            value = parent.child_by_field_name("right")
            read = free_occurrences(mask, name, value.start_byte, value.end_byte) if value is not None else iter(())
            return next(read, None) is not None
        return not stored and not _rebound_around(node, name)
    return False


def _in_sibling(clause: Node, node: Node) -> bool:
    """Whether ``node`` is in another handler, or the ``else``, of the same try statement."""
    statement = clause.parent
    if statement is None or not nodes.contains(statement, node):
        return False
    return any(
        child.type in ("except_clause", "else_clause") and nodes.contains(child, node)
        for child in statement.named_children
    )


def _rebound_around(node: Node, name: bytes) -> bool:
    """Whether a comprehension around ``node`` binds ``name`` for itself."""
    parent = node.parent
    while parent is not None and not parent.type.endswith("_statement"):
        for child in parent.named_children:
            left = child.child_by_field_name("left") if child.type == "for_in_clause" else None
            if left is not None and name in re.findall(rb"\w+", left.text or b""):
                return True
        parent = parent.parent
    return False


def _enclosed(source: Source, body: Node, name: bytes) -> bool:
    """Whether a function or lambda made in ``body`` reads ``name``."""
    scope = enclosing_scope(body)
    text = source.lexed.mask[body.start_byte : body.end_byte]
    if b"lambda" not in text and not re.search(rb"\bdef\b", text):
        return False
    for match in re.finditer(rb"(?<![\w.])" + re.escape(name) + rb"\b", text):
        node = source.node(body.start_byte + match.start(), body.start_byte + match.end())
        if node.type == "identifier" and is_reference(node) and binding_scope(node) is None:
            inner = enclosing_scope(node)
            if inner != scope and not source.bindings.in_scope(name, inner):
                return True
    return False
