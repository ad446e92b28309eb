"""Looking up what was learned of the other files of a repository."""

from typing import NamedTuple

from overhaul.domain.ports import Learned, ProjectFacts


class _Index(NamedTuple):
    """What was learned, by what recipes ask for."""

    learned: frozenset[Learned]
    paths: dict[tuple[str, str], frozenset[str]]
    names: dict[str, frozenset[str]]


_latest = _Index(frozenset(), {}, {})


def paths_of(project: ProjectFacts, kind: str, name: str) -> frozenset[str]:
    """The files of which ``kind`` was learned of ``name``."""
    return _index(project).paths.get((kind, name), frozenset())


def names_of(project: ProjectFacts, kind: str) -> frozenset[str]:
    """The names of which ``kind`` was learned, of whatever file."""
    return _index(project).names.get(kind, frozenset())


def _index(project: ProjectFacts) -> _Index:
    global _latest
    if _latest.learned is not project.learned:
        paths: dict[tuple[str, str], frozenset[str]] = {}
        names: dict[str, frozenset[str]] = {}
        for row in project.learned:
            key = row.kind, row.name
            paths[key] = paths.get(key, frozenset()) | {row.path}
            names[row.kind] = names.get(row.kind, frozenset()) | {row.name}
        _latest = _Index(project.learned, paths, names)
    return _latest
