"""Writing a commit's files into a folder: plain bytes, and links that stay inside."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from overhaul.domain.errors import BadRepository
from tools.vcs.objects import EXECUTABLE, LINK, SUBMODULE, Entry, is_safe, path_bytes, read_blobs
from tools.vcs.process import GitFailed, SealedGit

_MAX_HOPS = 40
_MAX_TARGET = 4095


def write_tree(git: SealedGit, entries: Sequence[Entry], destination: Path) -> tuple[str, ...]:
    """Make ``destination`` hold exactly ``entries``; it appears whole or not at all.

    Returns what was left out, one sentence each: submodules, links that lead outside, unusable names.

    Raises:
        BadRepository: a blob is missing, or a name is too long for this file system.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=destination.parent, prefix=".making-"))
    try:
        work.chmod(0o755)
        notes = _fill(git, entries, work)
        _move(work, destination)
    except GitFailed as exc:
        raise BadRepository(f"The commit is not complete: {exc.last_line()}.") from exc
    except OSError as exc:
        name = os.fsdecode(exc.filename) if exc.filename else str(destination)
        raise BadRepository(f"{name!r} cannot be written: {exc.strerror}.") from exc
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return notes


def leads_outside(path: str, links: Mapping[str, str]) -> bool:
    """Whether the link at ``path`` can lead out of the tree, through any of the other ``links``.

    A link that goes round in circles counts as leading outside.
    """
    place = path.split("/")[:-1]
    ahead = links[path].split("/")[::-1]
    hops = 0
    if links[path].startswith("/"):
        return True
    while ahead:
        part = ahead.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not place:
                return True
            place.pop()
            continue
        place.append(part)
        target = links.get("/".join(place))
        if target is not None:
            hops += 1
            if hops > _MAX_HOPS or target.startswith("/"):
                return True
            place.pop()
            ahead.extend(target.split("/")[::-1])
    return False


def _fill(git: SealedGit, entries: Sequence[Entry], root: Path) -> tuple[str, ...]:
    notes = []
    wanted: dict[str, Entry] = {}
    for entry in entries:
        if not is_safe(entry.path):
            notes.append(f"{entry.path!r} has a name no file may have and was left out.")
        elif entry.mode == SUBMODULE:
            notes.append(f"{entry.path!r} is a submodule and was left out.")
        else:
            wanted[entry.path] = entry
    _drop_shadowed(wanted, notes)
    files = sorted((e for e in wanted.values() if e.regular), key=lambda e: e.path)
    made: set[Path] = {root}
    for entry, content in zip(files, read_blobs(git, [e.oid for e in files]), strict=True):
        _write(root, entry, content, made)
    # Links come last: no file is ever written through one.
    notes.extend(_write_links(git, root, [e for e in wanted.values() if e.mode == LINK], made))
    return tuple(notes)


def _drop_shadowed(wanted: dict[str, Entry], notes: list[str]) -> None:
    """A made-up tree can hold ``a`` and ``a/b``: the file or link ``a`` gives way."""
    folders = {path[:i] for path in wanted for i, c in enumerate(path) if c == "/"}
    for path in sorted(folders & wanted.keys()):
        del wanted[path]
        notes.append(f"{path!r} is a file and a folder at once; the file was left out.")


def _write(root: Path, entry: Entry, content: bytes, made: set[Path]) -> None:
    place = root / os.fsdecode(path_bytes(entry.path))
    _make_folder(place.parent, made)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(place, flags, 0o600), "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o755 if entry.mode == EXECUTABLE else 0o644)


def _write_links(git: SealedGit, root: Path, links: list[Entry], made: set[Path]) -> list[str]:
    targets = {
        entry.path: target.decode("utf-8", "surrogateescape")
        for entry, target in zip(links, read_blobs(git, [e.oid for e in links]), strict=True)
    }
    notes = []
    for path, target in sorted(targets.items()):
        if not 0 < len(target) <= _MAX_TARGET or "\0" in target or leads_outside(path, targets):
            notes.append(f"The link {path!r} leads out of the repository and was left out.")
            continue
        place = root / os.fsdecode(path_bytes(path))
        _make_folder(place.parent, made)
        place.symlink_to(os.fsdecode(path_bytes(target)))
    return notes


def _make_folder(folder: Path, made: set[Path]) -> None:
    if folder in made:
        return
    _make_folder(folder.parent, made)
    folder.mkdir()
    folder.chmod(0o755)  # whatever the umask: a sandbox may read it as somebody else
    made.add(folder)


def _move(work: Path, destination: Path) -> None:
    """Put ``work`` at ``destination``. Somebody who was faster made the same: theirs stays."""
    try:
        work.rename(destination)
    except OSError:
        if not destination.is_dir():
            raise
