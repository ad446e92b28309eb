"""A number that must be whole comes from a function that divides: that division floored."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.conversions import assigned
from tools.recipes.python2_to_3.templates.divisions import unjudged
from tools.recipes.python2_to_3.templates.returned_kind import definitions
from tools.recipes.python2_to_3.templates.views_and_iterators import returns
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, Place, template, walk

_DEPTH = 2
_MOST = 8


@template(
    "whole-counts",
    title="functions that count give whole numbers",
    pattern=r"'float' object cannot be interpreted as an integer|indices must be integers|\bnon-int of type 'float'"
    r"|integer argument expected, got float|integer is required \(got type float\)",
)
def whole_counts(failure: Failure) -> Iterable[Fix]:
    """``n = graph.size()`` and ``range(n)``: ``return sum(degrees) / 2`` in ``size`` floors again.

    The functions are found by name, and those they return the value of.
    """
    offers = [fix for place in failure.places[:2] for name in _made_by(place) for fix in _floored(failure, name, 0)]
    yield from list(dict.fromkeys(offers))[:_MOST]


def _made_by(place: Place) -> list[bytes]:
    """Names of what the failing expression calls, and of what the names in it were given by."""
    found = list(_called(place.source, place.node))
    for node in walk(place.node):
        if node.type == "identifier":
            for value in assigned(place.source, node):
                found += _called(place.source, value)
    return list(dict.fromkeys(found))


def _called(source: Source, node: Node) -> Iterator[bytes]:
    for call in walk(node):
        function = call.child_by_field_name("function") if call.type == "call" else None
        if function is not None:
            yield source.text(function).rsplit(b".", 1)[-1]


def _floored(failure: Failure, name: bytes, depth: int) -> Iterator[Fix]:
    for source, function in definitions(failure, name):
        edits = [edit for scope, edit in unjudged(source) if scope == function.start_byte]
        if edits:
            yield Fix("Floor divisions of whole numbers", tuple((source.path, edit) for edit in edits))
        elif depth < _DEPTH:
            inner = [value for value in returns(function) if enclosing_scope(value) == function]
            for other in dict.fromkeys(called for value in inner for called in _called(source, value)):
                if other != name:
                    yield from _floored(failure, other, depth + 1)
