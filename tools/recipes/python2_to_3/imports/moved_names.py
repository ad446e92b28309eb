"""Names that left a module that is still there: ``itertools.izip``, ``collections.Mapping``, ``os.getcwdu``."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.call_changes import call_edits
from tools.recipes.python2_to_3._shared.fallbacks import in_fallback, settled, tried_first
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.module_plan import plan_from, reach
from tools.recipes.python2_to_3._shared.moved_modules import NAMES, RENAMED, SPREAD, Location, locate
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_MODULES = frozenset(NAMES) - RENAMED.keys() - SPREAD
_BY_NAME: dict[str, list[str]] = {}
for _module in sorted(_MODULES):
    for _name in NAMES[_module]:
        _BY_NAME.setdefault(_name, []).append(_module)
_IMPORTED_BY = {
    name.encode(): [frozenset(module.encode().split(b".")) for module in modules] for name, modules in _BY_NAME.items()
}
"""Name → the words that a file holds which imports it, module by module."""
_ANCHOR = re.compile(rb"\b(?:" + b"|".join(sorted(name.encode() for name in _BY_NAME)) + rb")\b")


@recipe(
    "moved-names",
    title="Names of the standard library where they are now",
    stage="imports",
    words=sorted(_BY_NAME),
)
def moved_names(source: Source, hit: Hit) -> Match | None:
    """``module.name`` of an imported module, ``from module import name``, and a bare name after a star.

    The module is known by the file's imports; a module of the repository of that name, a fallback with a
    branch that works, and code behind a version check are left alone.
    """
    if not any(words <= source.lexed.words for words in _IMPORTED_BY[source.lexed.mask[hit.start : hit.end]]):
        return None
    node = source.node(hit.start, hit.end)
    if node.type != "identifier":
        return None
    statement = using.import_statement(node)
    if statement is not None:
        return _imported(source, hit, statement)
    name = (node.text or b"").decode()
    parent = node.parent
    if parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        return _attribute(source, hit, parent, name)
    return _bare(source, hit, node, name)


def _imported(source: Source, hit: Hit, statement: Node) -> Match | None:
    if statement.type != "import_from_statement":
        return None
    first = _ANCHOR.search(source.lexed.mask, statement.start_byte, statement.end_byte)
    items = [item for item in source.imports.names if item.statement == statement]
    if first is None or first.start() != hit.start or not items or items[0].module not in _MODULES:
        return None
    if is_own_module(source, items[0].module) or settled(source, statement):
        return None
    edits = () if items[0].name == "*" else plan_from(source, statement, items)
    again = in_fallback(statement) or any(_is_gone(locate(item.module, item.name or "")) for item in items)
    return Match(hit.start, edits, again=again) if edits else None


def _is_gone(place: Location | None) -> bool:
    """Whether what is there is a module that is gone itself, so that its import must change once more."""
    return place is not None and not place.name and place.module in SPREAD


def _attribute(source: Source, hit: Hit, attribute: Node, name: str) -> Match | None:
    holder = attribute.child_by_field_name("object")
    module = using.module_of(source, holder) or _tried_first(source, holder) if holder is not None else None
    if module is None or module not in _BY_NAME[name] or is_own_module(source, module):
        return None
    place = locate(module, name)
    if place is None or source.legacy_only(attribute):
        return None
    extra = call_edits(source, f"{module}.{name}", attribute)
    if extra is None:
        return Match(hit.start, message=f"{module}.{name} is gone and this use of it has no counterpart")
    if place.module == module:
        alias = source.text(holder).decode() if holder is not None else None
        return Match(hit.start, (*reach(source, attribute, place, alias), *extra))
    top = place.module.partition(".")[0]
    if place.module and using.taken(source, top, [attribute]):
        return _aliased(source, hit, attribute, place, extra)
    edits = (*reach(source, attribute, place), *_needs(source, place), *extra)
    return Match(hit.start, edits, again=_is_gone(place))


def _tried_first(source: Source, holder: Node) -> str | None:
    """The module that ``holder`` is, where another branch of its import's fallback is never reached."""
    name = (holder.text or b"").decode("utf-8", "replace") if holder.type == "identifier" else ""
    item = tried_first(source, name) if name else None
    return using.module_bound(item) if item is not None else None


def _aliased(source: Source, hit: Hit, attribute: Node, place: Location, extra: tuple[Edit, ...]) -> Match:
    """The module's name means something else here: bring in the one name under a private alias."""
    if not place.name:
        alias = f"_{place.module}"
        statement = f"import {place.module} as {alias}"
        text = alias
    else:
        text = alias = f"_{place.name}"
        statement = f"from {place.module} import {place.name} as {alias}"
    edit = Edit(start=attribute.start_byte, end=attribute.end_byte, text=text.encode())
    return Match(hit.start, (edit, *source.ensure_import(statement), *extra), again=_is_gone(place))


def _needs(source: Source, place: Location) -> tuple[Edit, ...]:
    return source.ensure_import(f"import {place.module}") if place.module else ()


def _bare(source: Source, hit: Hit, node: Node, name: str) -> Match | None:
    """A free name that only a star import can have brought in."""
    modules = [
        module
        for module in _BY_NAME[name]
        if any(item.name == "*" for item in source.imports.of(module)) and not is_own_module(source, module)
    ]
    place = locate(modules[0], name) if modules else None
    if place is None or not source.bindings.is_free(node) or source.legacy_only(node):
        return None
    if not place.module:
        return Match(hit.start, tuple(reach(source, node, place)))
    edit = Edit(start=node.start_byte, end=node.end_byte, text=place.name.encode())
    if place.module == modules[0]:
        return Match(hit.start, (edit,))
    return Match(hit.start, (edit, *source.ensure_import(f"from {place.module} import {place.name}")))
