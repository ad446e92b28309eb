"""A file's imports: reading them, and adding one where it belongs."""

from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.bindings import enclosing_scope
from tools.syntax.lexical import Lexed
from tools.syntax.words import occurrences

_IMPORT = b"import"
_STATEMENTS = ("import_statement", "import_from_statement")


class Imported(NamedTuple):
    """One name an import statement brings in."""

    module: str
    """``os.path`` in ``import os.path`` and in ``from os.path import join``; dots for relative ones."""
    name: str | None
    """``join`` in ``from os.path import join``, ``*`` for a star, None in ``import os.path``."""
    bound: str
    """The name it is known by: the alias, the imported name, or the first part of the module."""
    statement: Node
    node: Node
    """The dotted name, aliased import or wildcard within the statement."""
    top_level: bool
    """Whether it is bound in the module's scope."""


class Imports:
    """The import statements of one file, in order."""

    def __init__(self, lexed: Lexed, root: Node) -> None:
        found = [_statement(root, at) for at in occurrences(lexed.mask, _IMPORT)] if _IMPORT in lexed.words else []
        statements = [node for node in found if node is not None]
        self.names = tuple(name for node in statements for name in _names(node))

    def of(self, module: str) -> list[Imported]:
        """What is imported of exactly ``module``, whole or by name."""
        return [name for name in self.names if name.module == module]

    def binding(self, name: str) -> list[Imported]:
        """What is known in the file as ``name``, in whatever scope."""
        return self._by_bound.get(name, [])

    @cached_property
    def _by_bound(self) -> dict[str, list[Imported]]:
        found: dict[str, list[Imported]] = {}
        for name in self.names:
            found.setdefault(name.bound, []).append(name)
        return found

    def module_names(self, module: str) -> list[str]:
        """The names by which ``import module`` makes it known in this file, dotted as used."""
        return [
            name.bound if name.node.type == "aliased_import" else name.module
            for name in self.names
            if name.module == module and name.name is None
        ]


def _statement(root: Node, at: int) -> Node | None:
    """The statement whose ``import`` stands at the byte ``at``; None where it is no keyword there."""
    node = root.named_descendant_for_byte_range(at, at + len(_IMPORT))
    return node if node is not None and node.type in _STATEMENTS else None


def _names(statement: Node) -> list[Imported]:
    top = enclosing_scope(statement).type == "module"
    module_node = statement.child_by_field_name("module_name")
    module = _text(module_node) if module_node is not None else ""
    found = []
    for node in statement.children_by_field_name("name"):
        dotted, alias = node, None
        if node.type == "aliased_import":
            dotted = node.child_by_field_name("name") or node
            alias = node.child_by_field_name("alias")
        name = _text(dotted)
        if module_node is None:
            bound = _text(alias) if alias is not None else name.split(".")[0]
            found.append(Imported(name, None, bound, statement, node, top))
        else:
            bound = _text(alias) if alias is not None else name
            found.append(Imported(module, name, bound, statement, node, top))
    for child in statement.named_children:
        if child.type == "wildcard_import":
            found.append(Imported(module, "*", "*", statement, child, top))
    return found


def _text(node: Node) -> str:
    return "".join((node.text or b"").decode("utf-8", "replace").split())


def ensure(lexed: Lexed, root: Node, imports: Imports, statement: str) -> tuple[Edit, ...]:
    """The edit that adds ``statement`` at module level, or none where it is there already."""
    words = statement.split()
    module, name = words[1], words[3] if words[0] == "from" else None
    if any(
        i.module == module and i.name == name and i.top_level and i.bound in (name, module.split(".")[0])
        for i in imports.names
    ):
        return ()
    at = insertion_point(lexed, root)
    text = statement.encode() + lexed.newline
    if at > 0 and lexed.data[at - 1] not in b"\r\n":
        text = lexed.newline + text
    return (Edit(start=at, end=at, text=text),)


def insertion_point(lexed: Lexed, root: Node) -> int:
    """Where a new module-level import goes: after the docstring and ``__future__``, before the first
    import or, where there is none, before the first statement."""
    after = 0
    for index, child in enumerate(root.named_children):
        if child.type == "comment":
            continue
        docstring = (
            index == _first(root)
            and child.type == "expression_statement"
            and (len(child.named_children) == 1 and child.named_children[0].type in ("string", "concatenated_string"))
        )
        if docstring or child.type == "future_import_statement":
            after = _next_line(lexed, child.end_byte)
            continue
        start = lexed.line_start(child.start_byte)
        return start if start >= after else after
    return after if after else len(lexed.data)


def _first(root: Node) -> int:
    for index, child in enumerate(root.named_children):
        if child.type != "comment":
            return index
    return -1


def _next_line(lexed: Lexed, offset: int) -> int:
    end = lexed.data.find(b"\n", lexed.statement_end(offset))
    return len(lexed.data) if end < 0 else end + 1
