"""Analyses kept by content: a second survey parses only what changed."""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

_SCHEMA = "CREATE TABLE IF NOT EXISTS analysis (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
_BATCH = 500
_LARGEST = 1 << 30
"""A cache file above this many bytes is started afresh."""


class AnalysisCache:
    """A table of key → bytes in one SQLite file; losing it costs time and nothing else.

    A file that is damaged, locked or not ours to write makes every look-up a miss.

    Args:
        folder: where the file is; made when something is first stored. None: nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = None if folder is None else folder / "survey.sqlite3"

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of those ``keys`` that are there."""
        found: dict[bytes, bytes] = {}
        if self._file is None or not self._file.is_file():
            return found
        wanted = list(keys)
        with contextlib.suppress(sqlite3.Error), contextlib.closing(self._connect()) as connection:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                rows = connection.execute(f"SELECT key, value FROM analysis WHERE key IN ({marks})", batch)
                found.update((bytes(key), bytes(value)) for key, value in rows if isinstance(value, bytes))
        return found

    def put(self, rows: Mapping[bytes, bytes]) -> None:
        """Keep ``rows``; a damaged file is replaced."""
        if self._file is None or not rows:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.is_file() and self._file.stat().st_size > _LARGEST:
                self._file.unlink()
            self._store(rows)
        except sqlite3.DatabaseError as exc:
            if isinstance(exc, sqlite3.OperationalError):
                return  # locked, full or read-only: the next survey tries again
            with contextlib.suppress(OSError, sqlite3.Error):
                self._file.unlink()
                self._store(rows)
        except OSError:
            return

    def _store(self, rows: Mapping[bytes, bytes]) -> None:
        with contextlib.closing(self._connect()) as connection, connection:
            connection.execute(_SCHEMA)
            connection.executemany("INSERT OR REPLACE INTO analysis VALUES (?, ?)", rows.items())

    def _connect(self) -> sqlite3.Connection:
        assert self._file is not None
        connection = sqlite3.connect(self._file, timeout=5)
        connection.execute("PRAGMA synchronous=OFF")
        return connection
