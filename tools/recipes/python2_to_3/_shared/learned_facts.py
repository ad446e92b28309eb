"""Looking up what was learned of the other files of a repository."""

from typing import NamedTuple

from overhaul.domain.ports.recipes import Learned, ProjectFacts


class _Index(NamedTuple):
    """What was learned, by what recipes ask for."""

    learned: frozenset[Learned]
    paths: dict[tuple[str, str], set[str]]
    names: dict[str, frozenset[str]]


_latest = _Index(frozenset(), {}, {})


def paths_of(project: ProjectFacts, kind: str, name: str) -> frozenset[str]:
    """The files of which ``kind`` was learned of ``name``."""
    return frozenset(_index(project).paths.get((kind, name), ()))


def names_of(project: ProjectFacts, kind: str) -> frozenset[str]:
    """The names of which ``kind`` was learned, of whatever file."""
    return _index(project).names.get(kind, frozenset())


def kinds_of(project: ProjectFacts) -> dict[str, frozenset[str]]:
    """All kinds of facts that were learned → the names they were learned of."""
    return _index(project).names


def _index(project: ProjectFacts) -> _Index:
    global _latest
    if _latest.learned is not project.learned:
        paths: dict[tuple[str, str], set[str]] = {}
        names: dict[str, set[str]] = {}
        for kind, name, path in project.learned:
            paths.setdefault((kind, name), set()).add(path)
            names.setdefault(kind, set()).add(name)
        _latest = _Index(project.learned, paths, {kind: frozenset(found) for kind, found in names.items()})
    return _latest
