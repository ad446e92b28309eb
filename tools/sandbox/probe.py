"""Asking an interpreter what it is: run once, remembered by path, time and size."""

import json
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

_SECONDS: Final = 20
# Runs under every Python from 2.6 on. -S leaves site out, so a virtual environment's interpreter
# says where its base is; the extension modules are loaded to see which libraries they bring along.
_SCRIPT: Final = """
import json, os, sys
for name in ("ctypes", "ssl", "sqlite3", "zlib", "bz2", "lzma", "readline", "curses", "pyexpat"):
    try:
        __import__(name)
    except Exception:
        pass
libraries = set()
try:
    with open("/proc/self/maps") as maps:
        for line in maps:
            path = line.rstrip("\\n").split(None, 5)[-1]
            if path.startswith("/") and ".so" in path:
                libraries.add(path)
except Exception:
    pass
implementation = getattr(sys, "implementation", None)
print(json.dumps({
    "version": ".".join(map(str, sys.version_info[:3])),
    "implementation": implementation.name if implementation else sys.subversion[0].lower(),
    "prefixes": [sys.prefix, sys.exec_prefix, getattr(sys, "base_prefix", sys.prefix)],
    "base": getattr(sys, "real_prefix", None) or getattr(sys, "base_prefix", sys.prefix),
    "stdlib": os.path.dirname(os.__file__),
    "libraries": sorted(libraries),
}))
"""


class Interpreter(NamedTuple):
    """What an interpreter says of itself."""

    version: str
    """E.g. ``2.7.18``."""
    implementation: str
    """``cpython``, ``pypy``."""
    base: str
    """The prefix of the installation; for a virtual environment that of what it was made from."""
    stdlib: str
    libraries: tuple[str, ...]
    """Shared libraries it loads."""

    @property
    def minor(self) -> str:
        """E.g. ``2.7``."""
        return ".".join(self.version.split(".")[:2])


class Prober:
    """Runs interpreters and remembers their answers.

    Args:
        cache_dir: where answers are kept between processes; None: nowhere.
    """

    def __init__(self, cache_dir: Path | None) -> None:
        self._file = None if cache_dir is None else cache_dir / "interpreters.json"
        self._known: dict[str, Any] | None = None

    def ask(self, executable: Path) -> Interpreter | None:
        """What ``executable`` is; None where it is no interpreter that works."""
        try:
            status = executable.stat()
        except OSError:
            return None
        key = f"{executable}|{status.st_mtime_ns}|{status.st_size}"
        known = self._load()
        if key not in known:
            known[key] = _run(executable)
            self._save()
        answer = known[key]
        return None if answer is None else _interpreter(answer)

    def _load(self) -> dict[str, Any]:
        if self._known is None:
            self._known = {}
            if self._file is not None:
                # A cache that cannot be read is asked for again.
                with suppress(OSError, ValueError):
                    loaded = json.loads(self._file.read_text())
                    self._known = loaded if isinstance(loaded, dict) else {}
        return self._known

    def _save(self) -> None:
        if self._file is None:
            return
        # Not being able to remember is no reason to stop.
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._file.parent, delete=False) as file:
                json.dump(self._known, file)
            Path(file.name).replace(self._file)


def _run(executable: Path) -> dict[str, Any] | None:
    try:
        done = subprocess.run(
            [str(executable), "-E", "-s", "-S", "-B", "-c", _SCRIPT],
            capture_output=True,
            cwd="/",
            env={},
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _interpreter(answer: dict[str, Any]) -> Interpreter | None:
    try:
        return Interpreter(
            version=str(answer["version"]),
            implementation=str(answer["implementation"]),
            base=os.path.realpath(str(answer["base"])),
            stdlib=os.path.realpath(str(answer["stdlib"])),
            libraries=tuple(os.path.realpath(str(path)) for path in answer["libraries"]),
        )
    except (KeyError, TypeError):
        return None
