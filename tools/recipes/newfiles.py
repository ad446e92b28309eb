"""New files that edits rely on: requests from many places made one, each with its origin."""

from collections.abc import Iterable, Mapping, Set
from pathlib import PurePosixPath
from typing import NamedTuple

from overhaul.domain.edits import Edit, Hunk, Origin


class NewFile(NamedTuple):
    """A file that some edits rely on."""

    path: str
    data: bytes
    origin: Origin

    def hunk(self) -> Hunk:
        """The line of evidence for it: all of the file, put in at its start."""
        return Hunk(path=self.path, line=1, edit=Edit(start=0, end=0, text=self.data), origin=self.origin)


class Settled(NamedTuple):
    """The files to make, and what stood in the way of others."""

    files: tuple[NewFile, ...]
    problems: tuple[tuple[str, str], ...]


def settle(
    requests: Iterable[NewFile], present: Set[str], files: Mapping[str, bytes], made: Mapping[str, bytes]
) -> Settled:
    """Which of ``requests`` are to be made.

    Args:
        requests: in the order in which they win; equal ones count once.
        present: every path of the repository. What is there is used as it is.
        files: contents of paths that are there, as far as known: another content is a problem to report.
        made: what was made before.
    """
    chosen: dict[str, NewFile] = {}
    problems: dict[tuple[str, str], None] = {}
    for request in requests:
        path = request.path
        if path in present or path in files:
            if files.get(path, request.data) != request.data:
                problems[path, "the file is there already, with another content; it is used as it is"] = None
            continue
        earlier = chosen[path].data if path in chosen else made.get(path)
        if earlier is None:
            chosen[path] = request
        elif earlier != request.data:
            why = f"recipe {request.origin.id} asks for another content than the one that was made"
            problems[path, why] = None
    return Settled(tuple(chosen[path] for path in sorted(chosen)), tuple(problems))


def beside(paths: Iterable[str], created: Iterable[str]) -> list[str]:
    """Those of ``paths`` that lie in a folder around a file that was created: they may have to name it."""
    folders = {folder for path in created for folder in PurePosixPath(path).parents}
    return [path for path in paths if PurePosixPath(path).parent in folders] if folders else []
