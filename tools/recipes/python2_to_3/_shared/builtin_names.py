"""Is this word a use of the Python 2 builtin of that name?"""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.recipe import Hit
from tools.recipes.source import Source

_MODULES = frozenset({b"__builtin__", b"__builtins__", b"builtins"})


def builtin_at(source: Source, hit: Hit) -> Node | None:
    """The identifier at ``hit`` where it is a use of a builtin, free or as ``__builtin__.name``.

    Code that only Python 2 reaches, and half of a fallback for both Pythons, is not offered.
    """
    name = source.node(hit.start, hit.end)
    if name.type != "identifier":
        return None
    if nodes.is_attribute(name):
        holder = name.parent.child_by_field_name("object") if name.parent is not None else None
        if holder is None or holder.text not in _MODULES:
            return None
    elif not source.is_builtin(name):
        return None
    return None if source.legacy_only(name) else name
