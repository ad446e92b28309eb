"""Which release of a distribution supports a Python, told by file names and Requires-Python alone."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

_OTHER_ARCHIVES = re.compile(r"\.(?:tar\.bz2|tar\.xz|tgz|tar\.Z)\Z", re.IGNORECASE)
_WILD_BOUND = re.compile(r"([<>]=?\s*[\d.]+?)\.\*")


class ReleaseFile(NamedTuple):
    """A file of an index page."""

    filename: str
    requires_python: str = ""
    yanked: bool = False


class Answer(NamedTuple):
    """What the files of a distribution say."""

    supported: str | None
    """The newest release that supports the target by its files."""
    newest: str | None
    """The newest release whose files leave it open; None where all files decide."""


def newest_supporting(name: str, files: Iterable[ReleaseFile], target: tuple[int, int]) -> Answer:
    """Judge the releases of ``name``, newest first, final releases before others.

    A release supports the target where a wheel is tagged for it, or Requires-Python speaks of
    Python 3 and allows it. Wheels for Python 2 alone say no; a source archive alone says nothing.
    """
    releases: dict[Version, list[bool | None]] = {}
    for file in files:
        parsed = _parse(name, file.filename)
        if parsed is not None and not file.yanked:
            version, tags = parsed
            releases.setdefault(version, []).append(_supports(tags, file.requires_python, target))
    open_one: str | None = None
    for version in sorted(releases, key=lambda v: (not v.is_prerelease, v), reverse=True):
        if True in releases[version]:
            return Answer(str(version), open_one)
        if None in releases[version] and open_one is None:
            open_one = str(version)
    return Answer(None, open_one)


def _parse(name: str, filename: str) -> tuple[Version, frozenset[Tag]] | None:
    """Version and wheel tags (none: a source archive) of a file of the distribution ``name``."""
    try:
        if filename.endswith(".whl"):
            found, version, _, tags = parse_wheel_filename(filename)
            return (version, tags) if found == canonicalize_name(name) else None
        found, version = parse_sdist_filename(_OTHER_ARCHIVES.sub(".tar.gz", filename))
        return (version, frozenset()) if found == canonicalize_name(name) else None
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _supports(tags: frozenset[Tag], requires_python: str, target: tuple[int, int]) -> bool | None:
    """What one file says; None: nothing either way."""
    allowed = _allows(requires_python, target)
    if allowed is False:
        return False
    if tags:
        return any(_fits(tag, target) for tag in tags)
    return True if allowed and "3" in requires_python else None


def _allows(requires_python: str, target: tuple[int, int]) -> bool | None:
    if not requires_python.strip():
        return None
    try:
        wanted = SpecifierSet(_WILD_BOUND.sub(r"\1", requires_python))
    except InvalidSpecifier:
        return None
    return any(wanted.contains(f"{target[0]}.{target[1]}.{patch}") for patch in (0, 99))


def _fits(tag: Tag, target: tuple[int, int]) -> bool:
    match = re.match(r"(py|cp)(\d)(\d*)\Z", tag.interpreter)
    if match is None or int(match.group(2)) != target[0]:
        return False
    minor = int(match.group(3) or 0)
    if match.group(1) == "py" or tag.abi == "abi3":
        return minor <= target[1]
    return minor == target[1]
