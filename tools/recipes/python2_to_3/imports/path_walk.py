"""``os.path.walk`` is gone: a file that uses it gets a function that does the same."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.definitions import define
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.uses import module_bound, module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAME = b"walk_folders"
_MODULES = ("os.path.walk", "posixpath.walk", "ntpath.walk")
_FUNCTION = (
    b"def walk_folders(top, visit, argument):",
    b'    """Call ``visit(argument, folder, names)`` for each folder from ``top`` down; it may take names out."""',
    b"    try:",
    b"        names = os.listdir(top)",
    b"    except OSError:",
    b"        return",
    b"    visit(argument, top, names)",
    b"    for name in names:",
    b"        folder = os.path.join(top, name)",
    b"        if os.path.isdir(folder) and not os.path.islink(folder):",
    b"            walk_folders(folder, visit, argument)",
)


@recipe("path-walk", title="os.path.walk() is gone", stage="imports", words=("walk",))
def path_walk(source: Source, hit: Hit) -> Match | None:
    """``os.path.walk``, called or handed on, of the module as the file imports it.

    The callback may prune the names and gets its argument first, which ``os.walk`` does not do: the file gets
    a function of its own with the same contract, with its first use.
    """
    attribute = _walk(source, source.node(hit.start, hit.end))
    if attribute is None or source.bindings.binders(_NAME):
        return None
    edit = replace(attribute, _NAME)
    if not _is_first(source, hit):
        return Match(hit.start, (edit,))
    bound = any(item.top_level and item.bound == "os" and module_bound(item) == "os" for item in source.imports.names)
    return Match(hit.start, (edit, define(source, _FUNCTION), *(() if bound else source.ensure_import("import os"))))


def _walk(source: Source, name: Node) -> Node | None:
    """The expression ``os.path.walk`` whose last name is ``name``."""
    attribute = name.parent
    if attribute is None or not nodes.is_attribute(name) or source.legacy_only(name):
        return None
    if module_of(source, attribute) not in _MODULES or is_own_module(source, "os"):
        return None
    return attribute


def _is_first(source: Source, hit: Hit) -> bool:
    start = source.lexed.mask.find(b"walk")
    while 0 <= start < hit.start:
        node = source.node(start, start + 4)
        if node.type == "identifier" and node.text == b"walk" and _walk(source, node) is not None:
            return False
        start = source.lexed.mask.find(b"walk", start + 1)
    return True
