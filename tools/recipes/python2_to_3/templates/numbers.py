"""Divisions whose result is used as a whole number."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.conversions import assigned
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, template, walk

_TITLE = "Divide whole numbers as before"


@template(
    "whole-division",
    title="divisions give whole numbers where those are needed",
    pattern=r"'float' object cannot be interpreted as an integer"
    r"|indices must be integers(?: or slices)?,? (?:not|or have).*(?:float|__index__)|slice indices must be"
    r"|by non-int of type 'float'|integer argument expected, got float|not 'float'|argument is not an integer"
    r"|got 'float'|'float' object has no attribute|AssertionError: -?\d*\.\d+ != -?\d+\b",
)
def whole_division(failure: Failure) -> Iterable[Fix]:
    """``/`` → ``//`` at the failing expression, then where its names get their values."""
    for place in failure.places[:3]:
        own = _divisions(place.source, place.node)
        yield from own
        names = [node for node in walk(place.node) if node.type in ("identifier", "attribute")]
        for name in names[:8]:
            for value in assigned(place.source, name):
                yield from _divisions(place.source, value)
        for name in names[:8]:
            for edit in _augmented(place.source, name):
                yield Fix(_TITLE, ((place.path, edit),))


def _divisions(source: Source, node: Node) -> list[Fix]:
    edits = [edit for child in walk(node) for edit in _whole(child)]
    several = [Fix(_TITLE, tuple((source.path, edit) for edit in edits))] if len(edits) > 1 else []
    return several + [Fix(_TITLE, ((source.path, edit),)) for edit in edits[:4]]


def _whole(node: Node) -> Iterator[Edit]:
    if node.type in ("binary_operator", "augmented_assignment"):
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.text == b"/":
            yield replace(operator, b"//")
        if operator is not None and operator.text == b"/=":
            yield replace(operator, b"//=")


def _augmented(source: Source, name: Node) -> Iterator[Edit]:
    text = source.text(name) + b" /="
    start = source.data.find(text)
    while start >= 0:
        yield Edit(start=start + len(text) - 2, end=start + len(text), text=b"//=")
        start = source.data.find(text, start + 1)
