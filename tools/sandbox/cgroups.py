"""Limits on a whole process tree, where this machine lets us set them.

Root can nearly always; an ordinary user only in a delegated control group, which is rare. Where it
is not possible ``ControlGroups.create`` returns None and the caller falls back on limits a process.
"""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from overhaul.domain.sandbox import Limits

_V1: Final[Mapping[str, tuple[str, ...]]] = {
    "memory": ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"),
    "pids": ("pids.max",),
}
_V2: Final[Mapping[str, tuple[str, ...]]] = {"memory": ("memory.max",), "pids": ("pids.max",)}
_CONTROLLERS: Final = ("memory", "pids")


class Group(NamedTuple):
    """One command's control group: a folder in each hierarchy."""

    folders: tuple[Path, ...]

    def attach(self, pid: int) -> None:
        """Put a process, and everything it will start, under the limits.

        Raises:
            OSError: it has ended, or the kernel refuses.
        """
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed a process of the group for memory."""
        for folder in self.folders:
            for name in ("memory.oom_control", "memory.events"):
                with suppress(OSError):
                    rows = (row.split() for row in (folder / name).read_text().splitlines())
                    if any(row[0] == "oom_kill" and int(row[1]) > 0 for row in rows if len(row) == 2):
                        return True
        return False

    def close(self) -> None:
        """Remove the group; its processes are dead, and the kernel may take a moment to notice."""
        for folder in self.folders:
            for _attempt in range(50):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)
                else:
                    break


class ControlGroups:
    """Makes groups below the places found once by ``find``."""

    def __init__(self, parents: Mapping[str, Path], version: int) -> None:
        self._parents = parents
        self._version = version

    @classmethod
    def find(cls, proc: Path = Path("/proc/self")) -> "ControlGroups | None":
        """Where both memory and process limits can be set, or None."""
        mounts = _mounts(proc)
        paths = _own_paths(proc)
        usable = [name for name in _CONTROLLERS if name in mounts and name in paths]
        first: dict[str, Path] = {name: mounts[name] / paths[name].lstrip("/") for name in usable}
        if len(first) == len(_CONTROLLERS):
            return cls(first, 1)
        root = mounts.get("")
        if root is not None and _delegated(root):
            return cls({"": root / "overhaul"}, 2)
        return None

    def create(self, limits: Limits) -> Group | None:
        """A new group with ``limits``, or None where it cannot be made."""
        name = f"overhaul-{secrets.token_hex(8)}"
        group = Group(tuple(dict.fromkeys(parent / name for parent in self._parents.values())))
        try:
            if self._version == 2:
                parent = self._parents[""]
                parent.mkdir(exist_ok=True)
                (parent / "cgroup.subtree_control").write_text("+memory +pids")
            for folder in group.folders:
                folder.mkdir()
            self._limit(group, limits)
        except OSError:
            group.close()
            return None
        return group

    def _limit(self, group: Group, limits: Limits) -> None:
        # The sandbox's own first process counts too.
        values = {"memory": limits.memory_bytes, "pids": limits.processes + 1}
        names = _V1 if self._version == 1 else _V2
        for number, controller in enumerate(_CONTROLLERS):
            folder = group.folders[number % len(group.folders)]
            first, *optional = names[controller]
            (folder / first).write_text(str(values[controller]))
            for extra in optional:
                # Absent where swap is not accounted for.
                with suppress(OSError):
                    (folder / extra).write_text(str(values[controller]))
        if self._version == 2:
            with suppress(OSError):
                (group.folders[0] / "memory.swap.max").write_text("0")


def _mounts(proc: Path) -> dict[str, Path]:
    """Controller → mount point for version 1; the empty name stands for version 2."""
    found: dict[str, Path] = {}
    for row in (proc / "mountinfo").read_text().splitlines():
        left, _, right = row.partition(" - ")
        kind, _source, options = right.split(" ", 2)
        point = Path(left.split()[4])
        if kind == "cgroup2":
            found[""] = point
        elif kind == "cgroup":
            found |= {name: point for name in options.split(",") if name in _CONTROLLERS}
    return found


def _own_paths(proc: Path) -> dict[str, str]:
    rows = (row.split(":", 2) for row in (proc / "cgroup").read_text().splitlines())
    return {name: path for _number, names, path in rows for name in names.split(",")}


def _delegated(root: Path) -> bool:
    try:
        controllers = (root / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False
    return all(name in controllers for name in _CONTROLLERS)
