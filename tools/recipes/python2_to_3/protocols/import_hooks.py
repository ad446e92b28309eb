"""What finds modules is asked for a spec since Python 3.12, and no longer for a loader."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import SELVES, after_member, defines, enclosing_class, member
from tools.recipes.python2_to_3._shared.functions import function_name
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_HOOKS = frozenset({b"meta_path", b"path_hooks", b"path_importer_cache"})


@recipe(
    "import-hooks",
    title="Import hooks are asked for specs",
    stage="protocols",
    words=("find_module",),
)
def import_hooks(source: Source, hit: Hit) -> Match | None:
    """``find_module`` of a class that loads modules too, or in a file that names the interpreter's hooks, gets a
    ``find_spec`` beside it that asks it. In such a file ``finder.find_module(name)`` is
    ``getattr(finder.find_spec(name), 'loader', None)``; a module that is called so, like ``imp``, is left."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    if nodes.is_attribute(name):
        return _asked(source, hit, name)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or definition.type != "function_definition" or around is None:
        return None
    if member(around, b"find_module") != definition or defines(source, around, b"find_spec"):
        return None
    if member(around, b"load_module") is None and source.lexed.words.isdisjoint(_HOOKS):
        return None
    return _with_spec(source, hit, definition)


def _with_spec(source: Source, hit: Hit, definition: Node) -> Match | None:
    """``find_spec``, right behind the method ``definition`` and asking it."""
    parameters = definition.child_by_field_name("parameters")
    named = parameters.named_children if parameters is not None else []
    if len(named) not in (2, 3) or any(one.type not in ("identifier", "default_parameter") for one in named):
        return None
    if definition.parent is not None and definition.parent.type == "decorated_definition":
        return None
    own = source.text(named[0])
    indent, newline = source.lexed.indentation(definition.start_byte), source.lexed.newline
    step = b"\t" if b"\t" in indent else b"    "
    asked = b"fullname, path" if len(named) == 3 else b"fullname"
    lines = (
        indent + b"def find_spec(" + own + b", fullname, path=None, target=None):",
        indent + step + b"loader = " + own + b".find_module(" + asked + b")",
        indent + step + b"return spec_from_loader(fullname, loader) if loader is not None else None",
    )
    added = after_member(source, definition, b"", newline + newline.join(lines))
    return Match(hit.start, (added, *source.ensure_import("from importlib.util import spec_from_loader")))


def _asked(source: Source, hit: Hit, name: Node) -> Match | None:
    """A finder is asked."""
    function = nodes.reference(name)
    call, holder = nodes.call_of(function), function.child_by_field_name("object")
    if call is None or holder is None or source.lexed.words.isdisjoint(_HOOKS) or holder.text in SELVES:
        return None
    if function_name(enclosing_scope(name)) == b"find_spec":
        return None
    if holder.type == "identifier" and source.imports.binding((holder.text or b"").decode("utf-8", "replace")):
        return None
    return Match(
        hit.start,
        (
            insert(call.start_byte, b"getattr("),
            replace(name, b"find_spec"),
            insert(call.end_byte, b", 'loader', None)"),
        ),
    )
