"""Divisions nobody could judge from the code: the tests show whether they floored."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.numbers import Kind, kind_of
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, template

_TITLE = "Floor divisions of whole numbers"
_DIVISION = re.compile(rb"(?<!/)/(?!/)")
_MOST_FILES = 6
_MOST_FUNCTIONS = 6


@template(
    "floor-division",
    title="divisions floor where the tests say so",
    pattern=r"AssertionError.*\d",
)
def floor_division(failure: Failure) -> Iterable[Fix]:
    """``/`` → ``//`` in the modules that a test with a wrong number imports: a whole module first, then
    function by function. Divisions with a float in them stay, and so do those under
    ``from __future__ import division``, which never floored."""
    if failure.test is None or not failure.deepest_in_test:
        return
    for source in _imported(failure):
        by_function: dict[int, list[Edit]] = {}
        for scope, edit in unjudged(source):
            by_function.setdefault(scope, []).append(edit)
        groups = list(by_function.values())
        every = [edit for group in groups for edit in group]
        if every:
            yield _fix(source, every)
        for group in groups[:_MOST_FUNCTIONS] if len(groups) > 1 else ():
            yield _fix(source, group)


def _fix(source: Source, edits: list[Edit]) -> Fix:
    return Fix(_TITLE, tuple((source.path, edit) for edit in edits))


def _imported(failure: Failure) -> list[Source]:
    """The sources whose names stand in the test's imports, nearest named first, that divide at all."""
    assert failure.test is not None
    words = {part for name in failure.test.source.imports.names for part in name.module.split(".") if part}
    words |= {name.name for name in failure.test.source.imports.names if name.name}
    found = [
        source
        for source in failure.sources()
        if source.name.removesuffix(".py") in words and _DIVISION.search(source.lexed.mask) is not None
    ]
    return found[:_MOST_FILES]


def unjudged(source: Source) -> Iterator[tuple[int, Edit]]:
    """The divisions that may have been of integers, each with the start of the scope it stands in."""
    if b"division" in source.lexed.futures:
        return
    for match in _DIVISION.finditer(source.lexed.mask):
        node = source.node(match.start(), match.end())
        if node.type not in ("binary_operator", "augmented_assignment"):
            continue
        operator = node.child_by_field_name("operator")
        if operator is None or operator.start_byte != match.start() or _has_float(source, node):
            continue
        yield enclosing_scope(node).start_byte, replace(operator, b"//" + (operator.text or b"")[1:])


def _has_float(source: Source, node: Node) -> bool:
    sides = (node.child_by_field_name("left"), node.child_by_field_name("right"))
    return any(side is None or kind_of(source, side) is Kind.FLOAT for side in sides)
