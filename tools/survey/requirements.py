"""Requirement lines and requirement files, as pip reads them and as people wrote them before it did."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from packaging.markers import InvalidMarker, Marker, UndefinedEnvironmentName

from overhaul.domain.survey import Dependency

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?=[<>=!~(;@,]|\Z|\s[<>=!~(;@])")
_EGG = re.compile(r"#egg=([A-Za-z0-9][\w.-]*)")
_URL = re.compile(r"(?:[\w+]+://|git@|\.{0,2}/)")
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]?\s*(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_DEEPEST = 8
_ENVIRONMENTS = (
    {"python_version": "2.7", "python_full_version": "2.7.18", "implementation_version": "2.7.18"},
    {"python_version": "3.12", "python_full_version": "3.12.0", "implementation_version": "3.12.0"},
)


def canonical(name: str) -> str:
    """The name by which indexes compare distributions."""
    return re.sub(r"[-_.]+", "-", name).lower()


def dependency(line: str, source: str) -> Dependency | None:
    """The dependency that one requirement names; None for options, blanks, ``-e`` and what no Python here needs.

    A requirement by URL is kept under its ``#egg=`` name. Versions that no longer parse do no harm.
    """
    text = _COMMENT.sub("", line).strip() if "#egg=" not in line else line.strip()
    if not text or text.startswith("-"):
        return None
    if _URL.match(text):
        egg = _EGG.search(text)
        return Dependency(name=egg.group(1), requirement=text, source=source) if egg else None
    match = _NAME.match(text)
    if match is None or not _wanted(text):
        return None
    return Dependency(name=match.group(1), requirement=text, source=source)


def _wanted(requirement: str) -> bool:
    """Whether the marker of ``requirement``, if any, holds for 2.7 or for 3.12."""
    _, _, marker = requirement.partition(";")
    if not marker.strip() or "extra" in marker:
        return True
    try:
        parsed = Marker(marker.strip())
        return any(parsed.evaluate(dict(environment)) for environment in _ENVIRONMENTS)
    except (InvalidMarker, UndefinedEnvironmentName):
        return True


def dependencies(lines: Iterable[str], source: str) -> Iterator[Dependency]:
    """The dependencies that ``lines`` name."""
    for line in lines:
        found = dependency(line, source)
        if found is not None:
            yield found


def requirement_file(path: str, read: Callable[[str], str | None]) -> Iterator[Dependency]:
    """What a requirement file and those it includes name, each with the file that says so.

    ``read`` gives the text of a file of the tree by its path, or None; includes that lead out of the
    tree are not followed.
    """
    yield from _file(path, read, set(), 0)


def _file(path: str, read: Callable[[str], str | None], seen: set[str], depth: int) -> Iterator[Dependency]:
    text = read(path) if path not in seen and depth <= _DEEPEST else None
    if text is None:
        return
    seen.add(path)
    for line in text.replace("\\\n", " ").splitlines():
        include = _INCLUDE.match(line.strip())
        if include is None:
            yield from dependencies((line,), path)
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), include.group(1)))
        if not target.startswith(("../", "/")):
            yield from _file(target, read, seen, depth + 1)
