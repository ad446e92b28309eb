"""``try: import a`` with ``except ImportError: import b``: whether a branch still works on the target."""

import re
import sys

from tree_sitter import Node

from tools.recipes import guards
from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared.layout import is_own_module, is_sibling
from tools.recipes.python2_to_3._shared.moved_modules import SPREAD, locate
from tools.recipes.source import Source

STANDARD = frozenset(sys.stdlib_module_names) - {"asynchat", "asyncore", "distutils", "imp", "smtpd"}
"""The standard library of Python 3.12, whatever newer or older one runs this."""

_ABSENT = frozenset({"none", "false", "integer", "string", "dictionary", "list", "tuple"})
_MISSING = re.compile(rb"\b(?:ImportError|ModuleNotFoundError|AttributeError|Exception)\b|except\s*:")


def fallback(source: Source, node: Node) -> Node | None:
    """The outermost ``try … except ImportError`` one of whose branches holds ``node`` as an import.

    Only the chain of such statements directly around it is climbed, not past a function or class.
    """
    found: Node | None = None
    child, parent = node, node.parent
    while parent is not None and parent.type not in ("function_definition", "class_definition", "module"):
        if parent.type == "try_statement" and _is_fallback(source, parent):
            if child.type in ("except_clause", "else_clause") or child == parent.child_by_field_name("body"):
                found = parent
        elif parent.type not in ("block", "except_clause", "try_statement", "else_clause"):
            break
        child, parent = parent, parent.parent
    return found


def in_fallback(statement: Node) -> bool:
    """Whether the import ``statement`` is directly in a branch of a ``try``."""
    block = statement.parent
    return block is not None and block.parent is not None and block.parent.type in ("try_statement", "except_clause")


def _is_fallback(source: Source, statement: Node) -> bool:
    return any(
        _MISSING.search(source.text(clause).split(b":", 1)[0] + b":")
        for clause in statement.named_children
        if clause.type == "except_clause"
    )


def settled(source: Source, statement: Node, *, by_value: bool = True) -> bool:
    """Whether the import ``statement`` may stay as it is: Python 3 never needs it.

    That is so behind a version check, and where another branch of its fallback imports something that
    is sure to be there: a module of the target's standard library or of the repository. With ``by_value``
    a handler that gives the name a value of its own counts as well.
    """
    if guards.version_checked(source.data, statement):
        return True
    outer = fallback(source, statement)
    if outer is None:
        return False
    if any(_works(source, branch) for branch in branches(source, outer)):
        return True
    names = {item.bound for item in source.imports.names if item.statement == statement}
    return by_value and _replaced(source, outer, names)


def _replaced(source: Source, outer: Node, names: set[str]) -> bool:
    """Whether a handler gives all of ``names`` a value of its own, other than a mere sign of absence."""
    given = set()
    for name in names:
        for binder in source.bindings.binders(name.encode()):
            parent = binder.parent
            if parent is None or not _in_handler(outer, parent):
                continue
            value = parent.child_by_field_name("right")
            if parent.type.endswith("_definition") or (value is not None and value.type not in _ABSENT):
                given.add(name)
    return bool(names) and given == names


def _in_handler(outer: Node, node: Node) -> bool:
    if not outer.start_byte <= node.start_byte < outer.end_byte:
        return False
    parent: Node | None = node
    while parent is not None and parent != outer:
        if parent.type == "except_clause":
            return True
        parent = parent.parent
    return False


def branches(source: Source, statement: Node) -> list[list[Imported]]:
    """The imports of each branch of a fallback, those of nested fallbacks counted as branches."""
    by_branch: dict[int, list[Imported]] = {}
    for item in source.imports.names:
        if statement.start_byte <= item.statement.start_byte < statement.end_byte:
            block = item.statement.parent
            by_branch.setdefault(block.id if block is not None else 0, []).append(item)
    return list(by_branch.values())


def tried_first(source: Source, name: str) -> Imported | None:
    """The import that gives ``name`` wherever the file has it: the first branch of a fallback, one of the standard
    library; the other branches are never reached. None where that cannot be told."""
    items = source.imports.binding(name)
    outer = fallback(source, items[0].statement) if len(items) > 1 else None
    block = outer.child_by_field_name("body") if outer is not None else None
    if outer is None or block is None or items[0].statement.parent != block or not _is_there(source, items[0]):
        return None
    inside = all(
        outer.start_byte <= binder.start_byte < outer.end_byte for binder in source.bindings.binders(name.encode())
    )
    return items[0] if inside and not is_own_module(source, items[0].module) else None


def _works(source: Source, items: list[Imported]) -> bool:
    return all(_is_there(source, item) for item in items)


def _is_there(source: Source, item: Imported) -> bool:
    if item.module.startswith("."):
        return True
    if is_own_module(source, item.module):
        return not is_sibling(source, item.module)
    if item.module in SPREAD or locate(item.module, "") is not None:
        return _still_split(item)
    if item.name is not None and locate(item.module, item.name) is not None:
        return False
    return item.module.partition(".")[0] in STANDARD | {"setuptools"}


def _still_split(item: Imported) -> bool:
    """``from urllib import parse`` is Python 3's already."""
    if item.name is None:
        return False
    place = locate(item.module, item.name)
    return place is not None and place.module == f"{item.module}.{item.name}" and not place.name
