"""Builtins that moved to modules: ``reduce``, ``intern``, ``reload``; and ``buffer``."""

from tools.recipes.python2_to_3._shared.builtin_names import builtin_at
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_MOVED = {
    "reduce": (b"reduce", "from functools import reduce"),
    "intern": (b"sys.intern", "import sys"),
    "reload": (b"importlib.reload", "import importlib"),
    "buffer": (b"memoryview", ""),
}


@recipe(
    "moved-builtin",
    title="reduce, intern, reload and buffer are found elsewhere",
    stage="builtins",
    words=tuple(_MOVED),
)
def moved_builtin(source: Source, hit: Hit) -> Match | None:
    """A use of the builtin, as a value or called, with the import it needs.

    ``reload(sys)``, which only served ``sys.setdefaultencoding``, is another recipe's.
    """
    name = builtin_at(source, hit)
    if name is None or source.data[hit.end :].lstrip(b" \t").startswith(b"(sys)"):
        return None
    text, importing = _MOVED[(name.text or b"").decode()]
    target = name.parent if name.parent is not None and name.parent.type == "attribute" else name
    if target != name and target.child_by_field_name("attribute") != name:
        target = name
    edits = source.ensure_import(importing) if importing else ()
    if text == name.text and target == name and not edits:
        return None
    return Match(hit.start, ((replace(target, text),) if text != name.text or target != name else ()) + edits)
