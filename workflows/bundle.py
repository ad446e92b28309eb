"""The folder a job leaves its result in: checked before the work, cleared of an earlier result after it."""

import os
import shutil
from pathlib import Path

from overhaul.domain.bundle import MARK, MARK_FILE, is_bundle
from overhaul.domain.errors import BadInput

_FILES = ("evidence.json", "report.html", "report.md", "repo.bundle", "[0-9][0-9][0-9][0-9]-*.patch")
_TREE = "tree"


def check_bundle_folder(out: Path) -> None:
    """See, before hours of work, that ``out`` can take the result; it is not made yet.

    Raises:
        BadInput: it is no folder, cannot be written, or holds what is not ours to replace.
    """
    hint = "choose another with --out DIR"
    place = out
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise BadInput(f"the result cannot go to {out}: {place} is not a folder", hint=hint)
    if not os.access(place, os.W_OK | os.X_OK):
        raise BadInput(f"the result cannot go to {out}: {place} cannot be written", hint=hint)
    if place == out and not is_bundle(out) and any(out.iterdir()):
        raise BadInput(
            f"the result cannot go to {out}: it holds files of something else",
            hint="choose a new or empty folder with --out DIR",
        )


def open_bundle_folder(out: Path) -> None:
    """Make ``out``, or clear it of an earlier result, of which nothing may be mistaken for this one.

    Raises:
        OSError: it cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not (out / MARK_FILE).exists():
        (out / MARK_FILE).write_bytes(MARK)
    for pattern in _FILES:
        for old in out.glob(pattern):
            old.unlink()
    if (out / _TREE).is_dir() and not (out / _TREE).is_symlink():
        shutil.rmtree(out / _TREE)
