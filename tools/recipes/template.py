"""What a template is: a kind of failure it knows, and the small fixes it offers at the failing place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.source import Source

_BLOCKS = frozenset({"block", "function_definition", "class_definition", "lambda"})


class Place(NamedTuple):
    """One frame of a failure, inside the repository."""

    source: Source
    line: int
    """1-based."""
    function: str
    node: Node
    """The expression that was evaluated, or the whole statement where only the line is known."""
    exact: bool

    @property
    def path(self) -> str:
        """The file."""
        return self.source.path

    def found(self, *types: str) -> list[Node]:
        """The nodes of ``types`` that may be meant: the exact one, else those on the line, outermost first."""
        node = nodes.bare(self.node)
        if node.type in types:
            return [node]
        return [child for child in walk(self.node) if child.type in types][:6]


class Fix(NamedTuple):
    """One way to mend it."""

    title: str
    """Imperative, at most 45 characters, the same for equal fixes at other places."""
    edits: tuple[tuple[str, Edit], ...]
    """(path, edit)."""
    files: tuple[tuple[str, bytes], ...] = ()
    """New files the edits rely on, (path, content). One that is there with that content is used as it is."""


@dataclass
class Failure:
    """A failing test as templates see it."""

    exception: str
    """Class, as printed."""
    message: str
    match: re.Match[str]
    """Of the template's pattern, in ``exception: message``."""
    places: tuple[Place, ...]
    """Frames in sources that may change, deepest first."""
    test: Place | None
    """The deepest frame in a test file; None where there is none."""
    deepest_in_test: bool
    """Whether no source stands below the test."""
    sources: Callable[[], Iterable[Source]] = field(repr=False)
    """Every Python source that may change, in path order."""

    @cached_property
    def place(self) -> Place | None:
        """The deepest place that may change."""
        return self.places[0] if self.places else None


Offer = Callable[[Failure], Iterable[Fix]]


@dataclass(frozen=True)
class Template:
    """A kind of run-time failure, and what may mend it. Pure, and never sure: the gate decides."""

    id: str
    title: str
    pattern: re.Pattern[str]
    """Searched in ``exception: message``."""
    offer: Offer
    spreads: bool
    """Whether equal code elsewhere has the same fault wherever it stands."""
    version: str = "1"


def template(id: str, *, title: str, pattern: str, spreads: bool = False) -> Callable[[Offer], Template]:
    """Make a ``Template`` of a function. The module that holds it is found by registration."""

    def decorate(offer: Offer) -> Template:
        return Template(id, title, re.compile(pattern, re.DOTALL), offer, spreads)

    return decorate


def walk(node: Node) -> Iterator[Node]:
    """``node`` and all below it in the same statement, outermost first."""
    yield node
    for child in node.named_children:
        if child.type not in _BLOCKS:
            yield from walk(child)


def at(place: Place, *edits: Edit) -> tuple[tuple[str, Edit], ...]:
    """``edits`` of the place's own file."""
    return tuple((place.path, edit) for edit in edits)
