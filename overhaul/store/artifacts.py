"""Content-addressed bytes in a folder."""

import os
import re
import tempfile
from pathlib import Path

from overhaul.domain.base import digest_bytes
from overhaul.domain.errors import StoreFailure


class FileArtifacts:
    """The port ``Artifacts``, in files: ``root/ab/cdef…``, named by their sha256.

    A file appears whole or not at all, also after a power cut. Any number of processes may write.
    The folder is made when something is first stored.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def put(self, content: bytes) -> str:
        """Store ``content`` and return its sha256. What is there already is left as it is.

        Raises:
            StoreFailure: it cannot be written.
        """
        digest = digest_bytes(content)
        place = self._place(digest)
        try:
            # A file of the wrong size is damaged: it is written anew.
            if not (place.is_file() and place.stat().st_size == len(content)):
                self._write(place, content)
        except OSError as exc:
            raise StoreFailure(
                f"An artifact cannot be written to {self._root}: {exc.strerror}.",
                hint="Check the free space and the permissions there.",
            ) from exc
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes by that name, checked.

        Raises:
            StoreFailure: they are not there, cannot be read, or are not what the name says.
        """
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise StoreFailure(f"{digest!r} is no artifact's name.")
        place = self._place(digest)
        try:
            content = place.read_bytes()
        except FileNotFoundError as exc:
            raise StoreFailure(
                f"There is no artifact {digest} in {self._root}.", hint="Run the job again to make it."
            ) from exc
        except OSError as exc:
            raise StoreFailure(f"{place} cannot be read: {exc.strerror}.") from exc
        if digest_bytes(content) != digest:
            raise StoreFailure(f"The artifact {place} is damaged.", hint="Delete that file and run the job again.")
        return content

    def _place(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:]

    def _write(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".making-")
        work = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            work.replace(place)
        except BaseException:
            work.unlink(missing_ok=True)
            raise
