"""Is this word a use of the Python 2 builtin of that name?"""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.recipe import Hit
from tools.recipes.source import Source, insert

_MODULES = frozenset({b"__builtin__", b"__builtins__", b"builtins"})

_DOT = 0x2E


def builtin_at(source: Source, hit: Hit) -> Node | None:
    """The identifier at ``hit`` where it is a use of a builtin, free or as ``__builtin__.name``.

    Code that only Python 2 reaches, and half of a fallback for both Pythons, is not offered.
    """
    if source.lexed.mask[source.lexed.before(hit.start)] == _DOT and source.lexed.words.isdisjoint(_MODULES):
        return None
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or (name.parent is not None and name.parent.type == "dotted_name"):
        return None
    if nodes.is_attribute(name):
        holder = name.parent.child_by_field_name("object") if name.parent is not None else None
        if holder is None or holder.text not in _MODULES:
            return None
    elif not source.is_builtin(name):
        return None
    return None if source.legacy_only(name) else name


def spelled(source: Source, name: bytes, place: Node) -> tuple[bytes, tuple[Edit, ...]]:
    """How to write the builtin ``name`` at ``place``, and the import that takes.

    Where the file binds that name there, as in ``def f(str): ...``, it is ``builtins.name``.
    """
    root = name.split(b".")[0]
    if not source.bindings.is_bound(root, place):
        return name, ()
    return b"builtins." + name, source.ensure_import("import builtins")


def listed(source: Source, node: Node) -> tuple[Edit, ...]:
    """The edits that make a list of the value of ``node``: ``list(...)``, or ``[*...]`` where the file
    binds ``list`` there."""
    opening, closing = (b"[*", b"]") if source.bindings.is_bound(b"list", node) else (b"list(", b")")
    return (insert(node.start_byte, opening), insert(node.end_byte, closing))
