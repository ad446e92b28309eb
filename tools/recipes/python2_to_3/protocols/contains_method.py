"""A mapping that only has ``has_key`` is asked ``in`` now."""

from tools.recipes.python2_to_3._shared.classes import after_member, bases, defines, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_DEFINES = ("function_definition", "assignment")


@recipe(
    "contains-method",
    title="A class with has_key() answers the in operator",
    stage="protocols",
    words=("has_key",),
)
def contains_method(source: Source, hit: Hit) -> Match | None:
    """``has_key`` defined in a class, or assigned as another method of it, that neither defines ``__contains__``
    nor has a base that may: its callers say ``key in mapping`` now."""
    name = source.node(hit.start, hit.end)
    definition = name.parent
    around = enclosing_class(name)
    if definition is None or definition.type not in _DEFINES or around is None:
        return None
    if member(around, b"has_key") != definition or defines(source, around, b"__contains__"):
        return None
    if any(base.text != b"object" for base in bases(around)) and not _overrides_plainly(source, hit):
        return None
    return Match(hit.start, (after_member(source, definition, b"__contains__ = has_key"),))


def _overrides_plainly(source: Source, hit: Hit) -> bool:
    """Whether the class's bases are all of this file, and so known not to define ``__contains__``."""
    around = enclosing_class(source.node(hit.start, hit.end))
    if around is None:
        return False
    binders = [source.bindings.binders(base.text or b"") for base in bases(around)]
    return all(any(n.parent is not None and n.parent.type == "class_definition" for n in b) for b in binders)
