"""Who owns a file, as the repository's CODEOWNERS says: GitHub's, GitLab's and Gitea's."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from overhaul.domain.paths import matches

PLACES = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may lie; all that are there are read."""
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>.*)")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_MOST_LINES = 20_000


class _Line(NamedTuple):
    glob: str
    only_there: bool
    """Whether the pattern ends in ``/*``, which names what lies in a folder and nothing below that."""
    owners: tuple[str, ...]


class Owners:
    """The owners of each file, from every CODEOWNERS there is.

    Within a section the last pattern that fits holds; sections add up, as do several files.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Read ``files``: path → content; paths other than ``PLACES`` are passed over."""
        self._sections = [
            section for path in PLACES if path in files for section in _sections(files[path].decode("utf-8", "replace"))
        ]

    def of(self, path: str) -> tuple[str, ...]:
        """Who owns ``path`` (POSIX, relative), in lower case and without doubles."""
        found: list[str] = []
        for section in self._sections:
            for line in reversed(section):
                if _names(line, path):
                    found += line.owners
                    break
        return tuple(dict.fromkeys(owner.lower() for owner in found))


def _sections(text: str) -> list[list[_Line]]:
    sections: list[list[_Line]] = [[]]
    defaults: tuple[str, ...] = ()
    for raw in text.splitlines()[:_MOST_LINES]:
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        head = _SECTION.fullmatch(line)
        if head:
            defaults = tuple(head["owners"].split())
            sections.append([])
            continue
        pattern, *owners = _words(line)
        sections[-1].append(_line(pattern, tuple(owners) or defaults))
    return sections


def _words(line: str) -> list[str]:
    """Pattern and owners; a comment behind them goes, ``\\`` keeps a blank or a ``#`` in the pattern."""
    words = []
    for match in _WORD.finditer(line):
        if match[0].startswith("#"):
            break
        words.append(re.sub(r"\\(.)", r"\1", match[0]))
    return words


def _line(pattern: str, owners: tuple[str, ...]) -> _Line:
    only_there = pattern.endswith("/*")
    anchored = "/" in pattern.rstrip("/")  # also at its beginning
    glob = pattern.strip("/")
    return _Line(glob if anchored else f"**/{glob}", only_there, owners)


def _names(line: _Line, path: str) -> bool:
    if not line.only_there:
        return matches(path, [line.glob])
    # The glob of the folder, one level up: a match there at the same depth is the folder itself.
    folder, _, _ = path.rpartition("/")
    if line.glob == "*":
        return not folder
    above = folder.rpartition("/")[0]
    return matches(folder, [line.glob[:-2]]) and not (above and matches(above, [line.glob[:-2]]))
