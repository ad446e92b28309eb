"""``__import__(name, globals())``: Python 2 looked beside the module before it looked on the path."""

from tools.recipes.python2_to_3._shared.layout import folder_of, is_package
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_PLAIN = frozenset({"identifier", "attribute", "string", "subscript"})


@recipe(
    "dynamic-siblings",
    title="__import__() with globals() looks beside the module first",
    stage="imports",
    words=("__import__",),
)
def dynamic_siblings(source: Source, hit: Hit) -> Match | None:
    """A call in a package with ``globals()`` and no level, and a name that may be evaluated twice.

    The level becomes 1 where the package has such a module and 0 where not, found out when it runs: that
    is what the default level -1 did. Literals with a dot are left alone, as absolute names are.
    """
    node = source.node(hit.start, hit.end)
    call = node.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != node:
        return None
    arguments = call.child_by_field_name("arguments")
    values = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
    if len(values) not in (2, 3, 4) or any(value.type.endswith(("argument", "splat")) for value in values):
        return None
    if source.text(values[1]) != b"globals()" or values[0].type not in _PLAIN:
        return None
    if not is_package(source.project, folder_of(source.path)) or b"absolute_import" in source.lexed.futures:
        return None
    name = source.text(values[0])
    if values[0].type == "string" and b"." in name:
        return None
    filling = (b"", b"", b", None, []", b", []", b"")[len(values)]
    test = b"importlib.util.find_spec('.' + " + name + b".split('.')[0], __package__) is not None"
    edit = insert(values[-1].end_byte, filling + b", int(" + test + b")")
    return Match(hit.start, (edit, *source.ensure_import("import importlib.util")))
