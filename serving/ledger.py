"""The record of everything that was asked of a model: append-only lines, each holding the hash of the one before.

A call is two lines: ``sent`` before the first byte leaves, ``ended`` when it is known how it went; a process that
dies in between leaves a ``sent`` without an end, and the report says so. What the policy refused is one line.
No line holds any text of a prompt or an answer: only their hashes, sizes and labels.

The hash of the last line stands in ``<ledger>.head`` too, so that lines missing at the end are noticed. Who can
write both files can still replace everything: keep a head elsewhere (every job's evidence is such a place) and
hand it to ``verify``.
"""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from overhaul.domain.base import digest_bytes
from overhaul.domain.errors import StoreFailure

BEGINNING = "0" * 64
"""What the first line calls the one before it."""
SENT, ENDED, REFUSED, TORN, GAP = "sent", "ended", "refused", "torn", "gap"
_TAIL = 1 << 16
_HEAD_BYTES = 86  # twenty digits, a blank, sixty-four, a line end


class Head(NamedTuple):
    """Where a ledger ends: how many lines, and the hash of the last."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ``ValueError`` for what ``str`` never made."""
        number, _, digest = text.partition(":")
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError(f"{text!r} is no NUMBER:SHA256")
        return cls(int(number), digest)


class FileLedger:
    """A ledger in a file. Any number of threads and processes may write.

    Args:
        durable: whether ``sent`` and ``refused`` have reached the disk before ``append`` returns; without, a
            power cut may lose the last seconds. A killed process loses nothing either way.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path, self._durable = path.absolute(), durable
        self._lock = threading.Lock()

    def append(self, kind: str, **fields: Any) -> Head:
        """Write one line; the ledger's new end.

        Raises:
            StoreFailure: it cannot be written. Nothing may be sent then.
        """
        try:
            with self._file() as ledger:
                with self._lock, self._held(ledger) as head:
                    new = self._write(ledger, head, self._end(ledger, head), kind, fields)
                if self._durable and kind != ENDED:
                    os.fdatasync(ledger)  # after the lock: many that wait for the disk wait together
                return new
        except OSError as exc:
            raise StoreFailure(
                f"the ledger of model calls {self.path} cannot be written: {exc.strerror}",
                hint="no model is asked without it; let it be written, or free some space there",
            ) from exc

    def head(self) -> Head:
        """Where it ends now."""
        return read_head(self.path)

    @contextmanager
    def _file(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        ledger = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield ledger
        finally:
            os.close(ledger)

    @contextmanager
    def _held(self, ledger: int) -> Iterator[int]:
        """The head file; until it is closed nobody else writes either."""
        fcntl.flock(ledger, fcntl.LOCK_EX)
        try:
            head = os.open(head_path(self.path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                yield head
            finally:
                os.close(head)
        finally:
            fcntl.flock(ledger, fcntl.LOCK_UN)

    def _end(self, ledger: int, head: int) -> Head:
        """Where the ledger ends. What does not fit is written down before anything else is.

        A line that a dying process left half stays, and the next one tells of it. Where the head file knows
        more than the ledger holds, somebody removed or altered lines, or a power cut took them: the next line
        says that, for ever, and ``verify`` will.
        """
        had = _parse_head(os.pread(head, _HEAD_BYTES, 0))
        lines = _last_lines(ledger)
        last = _end_of(lines[-1]) if lines else _START
        end = known = last or (_end_of(lines[-2]) if len(lines) > 1 else None) or _START
        if last is None:
            torn = Head(known.number + 1, digest_bytes(lines[-1]))
            end = self._write(ledger, head, torn, TORN, {"bytes": len(lines[-1])})
        lost = had.number > known.number or (had.number == known.number and had.digest != known.digest)
        if lost or (had.number == 0 and known.number > 1):
            end = self._write(ledger, head, end, GAP, {"had": str(had)})
        return end

    def _write(self, ledger: int, head: int, last: Head, kind: str, fields: dict[str, Any]) -> Head:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        record = {"n": last.number + 1, "at": at, "kind": kind, **fields, "previous": last.digest}
        line = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode()
        _write_all(ledger, line + b"\n")
        new = Head(last.number + 1, digest_bytes(line))
        # In place and of one length: a process killed here leaves the old end or the new one.
        os.pwrite(head, f"{new.number:020d} {new.digest}\n".encode(), 0)
        return new


_START = Head(0, BEGINNING)


def head_path(ledger: Path) -> Path:
    """Where the hash of the last line stands."""
    return ledger.with_name(ledger.name + ".head")


def read_head(ledger: Path) -> Head:
    """What the head file says; the beginning, where there is none, or nothing in it that makes sense."""
    try:
        return _parse_head(head_path(ledger).read_bytes())
    except FileNotFoundError:
        return _START


def _parse_head(data: bytes) -> Head:
    try:
        number, digest = data.decode("ascii").split()
        return Head.parse(f"{int(number)}:{digest}")
    except ValueError:
        return _START


def _last_lines(ledger: int) -> list[bytes]:
    """The last two lines, or fewer; a last one without its end is given one."""
    size = os.fstat(ledger).st_size
    tail = os.pread(ledger, min(size, _TAIL), max(0, size - _TAIL))
    if tail and not tail.endswith(b"\n"):
        _write_all(ledger, b"\n")
        tail += b"\n"
    return tail.split(b"\n")[:-1][-2:]


def record_of(line: bytes) -> dict[str, Any] | None:
    """What a line says; None where it is no whole line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _end_of(line: bytes) -> Head | None:
    """Where a ledger ends whose last line this is; None where it is no whole line."""
    number = (record_of(line) or {}).get("n")
    return Head(number, digest_bytes(line)) if isinstance(number, int) else None


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
