"""What a fix does to the definitions of a module: which public ones are gone, and which do nothing any more."""

from collections.abc import Iterator
from itertools import chain

from tree_sitter import Node

from tools.checks.detection.facts import name_of, text_of
from tools.checks.gate.context import Change, GateContext
from tools.syntax.python import captures, parse

_CONSTANTS = frozenset(
    {
        "pass_statement", "ellipsis", "none", "true", "false", "integer", "float", "string", "concatenated_string",
        "unary_operator",
    }
)  # fmt: skip


def names_gone(context: GateContext) -> list[str]:
    """Public classes, functions and methods that others than recipes took away: somebody may import them.

    A method whose protocol's name is there now (``next`` as ``__next__``) has only moved.
    """
    return [f"{change.path}: {name}" for change in _fixed(context) for name in _gone(change)]


def emptied(context: GateContext) -> list[str]:
    """Functions that had a body, and of which others than recipes left a constant or nothing."""
    return [f"{change.path}: {name}" for change in _fixed(context) for name in _emptied(change)]


def _fixed(context: GateContext) -> Iterator[Change]:
    for change in context.changes:
        if not change.by_recipe and change.is_python and change.before is not None and not context.is_test(change.path):
            yield change


def _gone(change: Change) -> Iterator[str]:
    was, now = _definitions(change.before or b""), _definitions(change.after or b"")
    for name in sorted(was.keys() - now.keys()):
        holder, _, own = name.rpartition(".")
        moved = f"{holder}.__{own}__" if holder else ""
        if not any(part.startswith("_") for part in name.split(".")) and moved not in now:
            yield name


def _emptied(change: Change) -> Iterator[str]:
    was, now = _definitions(change.before or b""), _definitions(change.after or b"")
    for name in sorted(was.keys() & now.keys()):
        if was[name] and now[name] and any(map(_is_stub, now[name])) and not any(map(_is_stub, was[name])):
            yield name


def _definitions(source: bytes) -> dict[str, list[Node]]:
    """Qualified name → the bodies of its functions, outside functions; none for a class."""
    found: dict[str, list[Node]] = {}
    waiting = [(parse(source).root_node, "")]
    while waiting:
        node, prefix = waiting.pop()
        for child in node.named_children:
            inner = child.child_by_field_name("definition") if child.type == "decorated_definition" else child
            body = inner.child_by_field_name("body") if inner is not None else None
            if inner is None or body is None or inner.type not in ("function_definition", "class_definition"):
                waiting.append((child, prefix))
                continue
            name = prefix + name_of(inner)
            bodies = found.setdefault(name, [])
            if inner.type == "function_definition":
                bodies.append(body)
            else:
                waiting.append((body, name + "."))
    return found


def _is_stub(body: Node) -> bool:
    """Whether it does nothing, gives a constant, or says that it is not written."""
    statements = [child for child in body.named_children if child.type != "comment"]
    if statements and _is_text(statements[0]):
        statements = statements[1:]
    if len(statements) > 1:
        return False
    for statement in statements:
        if statement.type == "raise_statement":
            return b"NotImplementedError" in text_of(statement)
        if statement.type not in ("pass_statement", "return_statement", "expression_statement"):
            return False
        parts = statement.named_children
        if any(part.type not in _CONSTANTS or captures("(interpolation) @i", part) for part in parts):
            return False
    return True


def _is_text(statement: Node) -> bool:
    return statement.type == "expression_statement" and [c.type for c in statement.named_children] == ["string"]


def swallowers(source: bytes) -> int:
    """How many handlers take any error and do nothing about it."""
    clauses = captures("(except_clause) @clause", parse(source).root_node).get("clause", [])
    return sum(map(_swallows, clauses))


def _swallows(clause: Node) -> bool:
    caught = [child for child in clause.named_children if child.type not in ("block", "comment")]
    head = text_of(caught[0]).split(b" as ")[0].split(b",")[0].strip(b"( ") if caught else b""
    if head not in (b"", b"Exception", b"BaseException", b"StandardError", b"object"):
        return False
    bodies = [child.named_children for child in clause.named_children if child.type == "block"]
    return all(statement.type in ("pass_statement", "comment", "continue_statement") for statement in chain(*bodies))
