"""What behaves differently and cannot be decided from the text: found, for a person or a model."""

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "round-half",
    title="round() rounds halves to even, and gives an int",
    stage="semantics",
    severity=Severity.WARNING,
    words=("round",),
    fixable=False,
)
def round_half(source: Source, hit: Hit) -> Match | None:
    """A call of the builtin."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or nodes.call_of(name) is None or not source.is_builtin(name):
        return None
    return None if source.legacy_only(name) else Match(hit.start)


@recipe(
    "coerce",
    title="Numbers are no longer coerced by __coerce__ or coerce()",
    stage="semantics",
    words=("coerce", "__coerce__"),
    fixable=False,
)
def coerce(source: Source, hit: Hit) -> Match | None:
    """The builtin, or the method defined in a class."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or nodes.is_attribute(name) or source.legacy_only(name):
        return None
    if name.text == b"coerce":
        return Match(hit.start) if nodes.call_of(name) is not None and source.is_builtin(name) else None
    return Match(hit.start) if enclosing_class(name) is not None else None


@recipe(
    "none-order",
    title="None is not less than everything any more",
    stage="semantics",
    severity=Severity.WARNING,
    pattern=(r"<=?\s*None\b", r">=?\s*None\b", r"None(?<!\wNone)\s*[<>]"),
    having=("None",),
    fixable=False,
)
def none_order(source: Source, hit: Hit) -> Match | None:
    """``None`` compared by order."""
    return None if source.legacy_only(source.node(hit.start, hit.end)) else Match(hit.start)


@recipe(
    "old-style-delegation",
    title="Special methods are not looked up by __getattr__",
    stage="semantics",
    severity=Severity.WARNING,
    words=("__getattr__",),
    fixable=False,
)
def old_style_delegation(source: Source, hit: Hit) -> Match | None:
    """``__getattr__`` in an old-style class, which Python 2 also asked for ``__len__``, ``__call__`` and
    the other special methods; a class with ``__getattribute__`` or a base is not meant."""
    name = source.node(hit.start, hit.end)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or definition.type != "function_definition" or around is None:
        return None
    if bases(around) or member(around, b"__getattr__") != definition or source.legacy_only(name):
        return None
    return Match(hit.start)
