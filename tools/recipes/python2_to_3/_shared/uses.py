"""What an imported name is used for: the uses that reach one binding, and the module an expression is."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from tools.recipes.bindings import binding_scope, enclosing_scope
from tools.recipes.importing import Imported
from tools.recipes.source import Source


class Step(NamedTuple):
    """One attribute access of a chain ``a.b.c``, from the left."""

    node: Node
    """The attribute expression up to and including ``name``."""
    name: str


def scope_of(source: Source, node: Node) -> Node | None:
    """The scope whose binding the identifier ``node`` reaches; None where nothing in the file binds it."""
    name = node.text or b""
    scope = enclosing_scope(node)
    innermost = True
    while True:
        bound = source.bindings.in_scope(name, scope)
        if bound and any(_is_global(binder) for binder in bound):
            return source.root if source.bindings.in_scope(name, source.root) else None
        if bound and (innermost or scope.type != "class_definition"):
            return scope
        if scope.parent is None:  # the module, or what could not be read as one
            return None
        innermost = False
        scope = enclosing_scope(scope)


def _is_global(binder: Node) -> bool:
    return binder.parent is not None and binder.parent.type == "global_statement"


def uses(source: Source, name: bytes, scope: Node) -> list[Node]:
    """The identifiers that read the binding of ``name`` in ``scope``, in order; import statements left out.

    Rebinding, ``global`` and ``del`` count as uses: whoever renames must look at them too.
    """
    return [
        node
        for node in source.bindings.uses(name)
        if not in_import(node) and (found := scope_of(source, node)) is not None and found.id == scope.id
    ]


def in_import(node: Node) -> bool:
    """Whether ``node`` is part of an import statement."""
    return import_statement(node) is not None


def import_statement(node: Node) -> Node | None:
    """The import statement that holds ``node``."""
    parent: Node | None = node
    while parent is not None and parent.type in (
        "identifier",
        "dotted_name",
        "aliased_import",
        "relative_import",
        "import_prefix",
        "wildcard_import",
    ):
        parent = parent.parent
    if parent is not None and parent.type in ("import_statement", "import_from_statement"):
        return parent
    return None


def chain(node: Node) -> Iterator[Step]:
    """The attributes taken of ``node``, one after another."""
    while (
        (parent := node.parent) is not None
        and parent.type == "attribute"
        and parent.child_by_field_name("object") == node
    ):
        attribute = parent.child_by_field_name("attribute")
        if attribute is None or not attribute.text:
            return
        yield Step(parent, attribute.text.decode("utf-8", "replace"))
        node = parent


def imports_binding(source: Source, name: str, scope: Node) -> list[Imported]:
    """The imports that bind ``name`` in ``scope``."""
    return [item for item in source.imports.binding(name) if enclosing_scope(item.statement).id == scope.id]


def only_imported(source: Source, name: str, scope: Node) -> bool:
    """Whether nothing but import statements bind ``name`` in ``scope``."""
    return all(in_import(node) for node in source.bindings.in_scope(name.encode(), scope))


def module_of(source: Source, node: Node) -> str | None:
    """The dotted module that the expression ``node`` is, as far as the file's imports tell."""
    if node.type == "attribute":
        holder = node.child_by_field_name("object")
        attribute = node.child_by_field_name("attribute")
        base = module_of(source, holder) if holder is not None else None
        return f"{base}.{(attribute.text or b'').decode()}" if base and attribute is not None else None
    if node.type != "identifier":
        return None
    name = (node.text or b"").decode("utf-8", "replace")
    scope = scope_of(source, node) if source.imports.binding(name) else None
    if scope is None:
        return None
    found = {module_bound(item) for item in imports_binding(source, name, scope)}
    return found.pop() if len(found) == 1 and only_imported(source, name, scope) else None


def module_bound(item: Imported) -> str:
    """The dotted path of what an import binds: ``os`` for ``import os.path``."""
    if item.name is not None:
        return f"{item.module}.{item.name}"
    return item.module if item.node.type == "aliased_import" else item.bound


def taken(source: Source, name: str, nodes: list[Node]) -> bool:
    """Whether ``name`` already means something else where ``nodes`` are.

    An ``import name`` or ``import name.other`` is no other meaning.
    """
    around = {source.root.id}
    for node in nodes:
        scope = enclosing_scope(node)
        while scope.parent is not None:
            around.add(scope.id)
            scope = enclosing_scope(scope)
    for binder in source.bindings.binders(name.encode()):
        scope_here = binding_scope(binder)
        if scope_here is not None and scope_here.id in around and not _imports_package(binder):
            return True
    return False


def _imports_package(binder: Node) -> bool:
    statement = import_statement(binder)
    parent = binder.parent
    return (
        statement is not None
        and statement.type == "import_statement"
        and parent is not None
        and parent.type == "dotted_name"
        and parent.parent == statement
    )
