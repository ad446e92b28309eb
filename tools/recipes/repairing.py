"""Port ``Proposer`` over a track's templates: failures in, small change sets out."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.changes import change_set
from overhaul.domain.edits import Edit, EditConflict, Hunk, Origin, ProposerKind, apply_edits, line_of
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ChangeSet, ProposalRequest
from overhaul.domain.testing import TestResult
from tools.recipes.failing import is_test, places_of
from tools.recipes.newfiles import NewFile
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, Template

_EXAMPLES = 2
"""Failing tests of a cluster that are looked at: they share their cause."""
_LEAST_SHAPE = 12
_MOST_SIBLINGS = 40
_MOST_BYTES = 1 << 20


@cache
def templates(track: str) -> tuple[Template, ...]:
    """The templates of a track, found by registration in its folder ``templates``, by id."""
    package = importlib.import_module(f"tools.recipes.{track.replace('-', '_')}.templates")
    found = [value for module in _modules(package) for value in vars(module).values() if isinstance(value, Template)]
    ids = [item.id for item in found]
    if len(set(ids)) != len(ids):
        raise ValueError(f"template ids are not unique: {sorted(id for id in ids if ids.count(id) > 1)}")
    return tuple(sorted(found, key=lambda item: item.id))


def _modules(package: ModuleType) -> list[ModuleType]:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__, package.__name__ + "."))
    return [importlib.import_module(name) for name in names]


class TemplateProposer:
    """Offers what the track's templates know for a cluster's failure.

    Args:
        track: whose templates.
    """

    name = "templates"

    def __init__(self, track: str) -> None:
        self._track = track
        self._shapes: dict[str, Shape] = {}
        """Proposal → what it changes, for those that may spread."""

    def propose(self, request: ProposalRequest) -> Sequence[ChangeSet]:
        """Every fix of every template whose pattern fits, in the order the templates give them."""
        if request.run is None:
            return []
        project = _Project(request)
        results = request.run.by_id()
        offers: dict[str, ChangeSet] = {}
        for test in request.cluster[:_EXAMPLES]:
            result = results.get(test)
            if result is None:
                continue
            for item in templates(self._track):
                for fix in _fixes(item, result, project):
                    change = project.change(item, fix, _answer(result))
                    if change is None:
                        continue
                    shape = project.shape(fix) if item.spreads else None
                    if shape is not None:
                        self._shapes[change.proposal.digest()] = shape
                    offers.setdefault(change.proposal.digest(), change)
        return list(offers.values())

    def spread(self, request: ProposalRequest, change: ChangeSet) -> ChangeSet | None:
        """The same edit wherever the very same expression stands, for templates whose fix follows from the shape."""
        shape = self._shapes.get(change.proposal.digest())
        if shape is None:
            return None
        project = _Project(request)
        origin = dataclasses.replace(change.proposal.hunks[0].origin, sibling=True)
        hunks = []
        for path, edit in dict.fromkeys(project.alike(shape)):
            source = project.source(path)
            line = line_of(source.data, edit.start) if source is not None else 1
            hunks.append(Hunk(path=path, line=line, edit=edit, origin=origin))
        if not hunks or len(hunks) > _MOST_SIBLINGS:
            return None
        return project.made(change.proposal.title, change.proposal.reason, hunks)


def _fixes(item: Template, result: TestResult, project: "_Project") -> Iterator[Fix]:
    match = item.pattern.search(f"{result.exception}: {result.message}")
    if match is None:
        return
    places, test, deepest = places_of(result, project.source, project.facts.tests)
    places = tuple(place for place in places if project.may_change(place.path))
    yield from item.offer(Failure(result.exception, result.message, match, places, test, deepest, project.sources))


def _answer(result: TestResult) -> str:
    first = result.message.strip().split("\n")[0][:200]
    return f"{result.exception}: {first}"


class _Project:
    """The files as the request has them."""

    def __init__(self, request: ProposalRequest) -> None:
        self._tree: Path = request.tree
        self._overlay: Mapping[str, bytes | None] = request.overlay
        self.facts: ProjectFacts = request.project
        self._sources: dict[str, Source | None] = {}

    def may_change(self, path: str) -> bool:
        """Whether a template may."""
        return path in self.facts.paths and not is_test(path, self.facts.tests) and self.facts.allows(path)

    def source(self, path: str) -> Source | None:
        """The file, parsed when it is first looked into; None where there is none."""
        if path not in self._sources:
            data = self._read(path)
            self._sources[path] = None if data is None else Source(path, data, self.facts)
        return self._sources[path]

    def sources(self) -> Iterator[Source]:
        """Every Python file that may change."""
        for path in sorted(self.facts.paths):
            if path.endswith(".py") and self.may_change(path):
                source = self.source(path)
                if source is not None:
                    yield source

    def _read(self, path: str) -> bytes | None:
        if path in self._overlay:
            return self._overlay[path]
        place = self._tree / path
        if path not in self.facts.paths or place.is_symlink() or not place.is_file():
            return None
        return place.read_bytes() if place.stat().st_size <= _MOST_BYTES else None

    def change(self, item: Template, fix: Fix, answers: str) -> ChangeSet | None:
        """``fix`` as a change set; None where it changes nothing or cannot be made."""
        origin = Origin(kind=ProposerKind.TEMPLATE, id=item.id, version=item.version, detail=answers)
        hunks = []
        for path, edit in dict.fromkeys(fix.edits):
            source = self.source(path)
            if source is None or not self.may_change(path):
                return None
            hunks.append(Hunk(path=path, line=line_of(source.data, edit.start), edit=edit, origin=origin))
        new: dict[str, bytes | None] = {}
        for path, data in fix.files:
            there = self._there(path)
            if there is None and self.facts.allows(path):
                new[path] = data
                hunks.append(NewFile(path, data, origin).hunk())
            elif there != data:
                return None
        return self.made(fix.title, answers, hunks, new)

    def _there(self, path: str) -> bytes | None:
        """What stands at ``path``, which need not have been there from the beginning."""
        if path in self._overlay:
            return self._overlay[path]
        place = self._tree / path
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None

    def made(
        self, title: str, reason: str, hunks: Sequence[Hunk], new: Mapping[str, bytes | None] | None = None
    ) -> ChangeSet | None:
        """A change set of ``hunks``, which apply to the files as they are here, or are all of the files ``new``."""
        contents: dict[str, bytes | None] = dict(new or {})
        for path in sorted({hunk.path for hunk in hunks} - contents.keys()):
            source = self.source(path)
            if source is None:
                return None
            try:
                after = apply_edits(source.data, [hunk.edit for hunk in hunks if hunk.path == path])
            except EditConflict:
                return None
            if after != source.data:
                contents[path] = after
        if not contents or not all(_still_parses(self, path, after) for path, after in contents.items()):
            return None
        before = {path: source.data for path in contents if (source := self.source(path)) is not None}
        return change_set(title, reason, before, contents, hunks)

    def shape(self, fix: Fix) -> "Shape | None":
        """The expression that ``fix`` changes, where it lies within one; its imports are no part of it."""
        paths = {path for path, edit in fix.edits}
        source = self.source(min(paths)) if len(paths) == 1 else None
        edits = [edit for _, edit in fix.edits if b"import " not in edit.text]
        if source is None or not edits:
            return None
        start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
        node: Node | None = source.root.named_descendant_for_byte_range(start, end if end > start else start + 1)
        while node is not None and (
            node.start_byte > start or node.end_byte < end or node.end_byte - node.start_byte < _LEAST_SHAPE
        ):
            node = node.parent
        if node is None or node.type in ("module", "block") or node.type.endswith(("_definition", "_statement")):
            return None
        moved = tuple(
            Edit(start=edit.start - node.start_byte, end=edit.end - node.start_byte, text=edit.text) for edit in edits
        )
        return Shape(node.type, source.text(node), moved, len(edits) < len(fix.edits), source.path)

    def alike(self, shape: "Shape") -> Iterator[tuple[str, Edit]]:
        """The edits at every expression that reads exactly like ``shape``."""
        for source in self.sources():
            if shape.imports and source.path != shape.path:
                continue
            at = source.data.find(shape.text)
            while at >= 0:
                node = source.root.named_descendant_for_byte_range(at, at + len(shape.text))
                whole = node is not None and (node.start_byte, node.end_byte) == (at, at + len(shape.text))
                if whole and node is not None and node.type == shape.type:
                    for edit in shape.edits:
                        yield source.path, Edit(start=at + edit.start, end=at + edit.end, text=edit.text)
                at = source.data.find(shape.text, at + len(shape.text))


class Shape(NamedTuple):
    """An expression and what was done to it."""

    type: str
    text: bytes
    edits: tuple[Edit, ...]
    """Relative to its start."""
    imports: bool
    """Whether the fix also needs an import."""
    path: str


def _still_parses(project: _Project, path: str, after: bytes | None) -> bool:
    source = project.source(path)
    if after is None or source is None or not path.endswith(".py"):
        return True
    return source.root.has_error or not Source(path, after, project.facts).root.has_error
