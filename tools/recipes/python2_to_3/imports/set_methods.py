"""``s.union_update(t)`` becomes ``s.update(t)``: ``sets.Set`` had it under both names, ``set`` has one."""

from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe("set-methods", title="sets.Set.union_update() becomes set.update()", stage="imports", words=("union_update",))
def set_methods(source: Source, hit: Hit) -> Match | None:
    """An attribute of that name, in a file that does not define it itself: nothing else in the standard
    library was ever called that."""
    name = source.node(hit.start, hit.end)
    holder = name.parent
    if holder is None or holder.type != "attribute" or holder.child_by_field_name("attribute") != name:
        return None
    if b"def union_update" in source.data or source.legacy_only(name):
        return None
    return Match(hit.start, (replace(name, b"update"),))
