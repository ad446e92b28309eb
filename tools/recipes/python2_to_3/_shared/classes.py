"""What a class defines, by itself and through bases in the same file."""

from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.source import Source, insert

SELVES = frozenset({b"self", b"cls"})
"""What methods call the object, or the class, they belong to."""


def enclosing_class(node: Node) -> Node | None:
    """The class whose body, or one of whose methods, holds ``node``."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.type == "class_definition" and child.type == "block":
            return parent
        child, parent = parent, parent.parent
    return None


def members(node: Node) -> Iterator[tuple[bytes, Node]]:
    """(name, definition or assignment) of what stands directly in the body of the class ``node``."""
    body = node.child_by_field_name("body")
    if body is None:
        return
    for child in body.named_children:
        if child.type == "decorated_definition":
            child = child.child_by_field_name("definition") or child
        if child.type in ("function_definition", "class_definition"):
            name = child.child_by_field_name("name")
            if name is not None:
                yield name.text or b"", child
        elif child.type == "expression_statement":
            yield from _assigned(child)


def _assigned(statement: Node) -> Iterator[tuple[bytes, Node]]:
    inner: Node | None = statement.named_children[0] if statement.named_children else None
    while inner is not None and inner.type == "assignment":
        left = inner.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            yield left.text or b"", inner
        inner = inner.child_by_field_name("right")


def member(node: Node, name: bytes) -> Node | None:
    """The last definition of ``name`` directly in the class ``node``: a function, class or assignment."""
    found = None
    for key, value in members(node):
        if key == name:
            found = value
    return found


def bases(node: Node) -> list[Node]:
    """The base class expressions of the class ``node``, keywords left out."""
    holder = node.child_by_field_name("superclasses")
    if holder is None:
        return []
    return [child for child in holder.named_children if child.type not in ("comment", "keyword_argument")]


def local_class(source: Source, name: bytes) -> Node | None:
    """The one class of that name in the file."""
    found = [
        node.parent
        for node in source.bindings.binders(name)
        if node.parent is not None and node.parent.type == "class_definition"
    ]
    return found[-1] if found else None


def lineage(source: Source, node: Node) -> list[Node]:
    """The class ``node`` and the bases of it that this file defines, nearest first."""
    found = [node]
    for current in found:
        for base in bases(current):
            if base.type == "identifier":
                known = local_class(source, base.text or b"")
                if known is not None and known not in found:
                    found.append(known)
    return found


def defines(source: Source, node: Node, name: bytes) -> bool:
    """Whether the class ``node``, or a base of it in this file, defines ``name``."""
    return any(member(current, name) is not None for current in lineage(source, node))


def after_member(source: Source, definition: Node, line: bytes, text: bytes = b"", *, blank: bool = False) -> Edit:
    """The edit that adds ``line`` to a class's body, right after ``definition`` in it.

    ``text`` stands for whole lines, indented already. ``blank`` puts an empty line before.
    """
    if definition.parent is not None and definition.parent.type == "decorated_definition":
        definition = definition.parent
    lexed = source.lexed
    at = definition.end_byte
    while at < len(lexed.mask) and lexed.mask[at] not in b"\r\n":
        at += 1
    added = text or lexed.indentation(definition.start_byte) + line
    return insert(at, lexed.newline * (2 if blank else 1) + added)
