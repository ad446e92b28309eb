"""A container's settings: the same walls as bubblewrap's, in the engine's words."""

import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from docker.client import DockerClient
from docker.types import LogConfig, Ulimit
from docker.types import Mount as Bind

from overhaul.domain.sandbox import Command, Limits, Mount
from tools.sandbox.layout import HOME, HOSTNAME, WORKSPACE, environment
from tools.sandbox.seccomp import profile
from tools.sandbox.tree import components

OWNER_LABEL: Final = "overhaul.pid"
CONTROL: Final = "/overhaul/control"
"""Holds ``stdin``, which the command reads, and ``status``, which tells that it ended by itself."""
_OPEN_FILES: Final = 4096
# The shell stays the first process, so that signals mean to the command what they mean anywhere and
# orphans find a parent. It cannot be killed from inside: no status, no end of the command's own.
_WRAPPER: Final = f'exec 2>&1 <{CONTROL}/stdin; "$@"; s=$?; echo $s >{CONTROL}/status; exit $s'
_FRAME_HEADER: Final = 8


class Inside(NamedTuple):
    """What a container shows."""

    image: str
    uid: int
    tree: Path
    control: Path
    mounts: Sequence[Mount]
    writable: Sequence[Mount] = ()


def container_settings(inside: Inside, command: Command) -> dict[str, Any]:
    """Arguments for ``containers.create``.

    Raises:
        ValueError: the environment or the working folder cannot be used.
    """
    limits = command.limits
    env = environment(command.env)
    cwd = "/".join((WORKSPACE, *components(command.cwd)))
    size = f"size={limits.file_bytes}"
    return {
        "image": inside.image,
        "entrypoint": ["/bin/sh", "-c", _WRAPPER, "sh"],
        "command": list(command.argv),
        "environment": env,
        "working_dir": cwd,
        "hostname": HOSTNAME,
        "user": f"{inside.uid}:{inside.uid}",
        "labels": {OWNER_LABEL: str(os.getpid())},
        "log_config": LogConfig(type="none"),
        "network_mode": "none",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges", f"seccomp={profile()}"],
        "ipc_mode": "private",
        "tmpfs": {
            "/tmp": f"mode=1777,exec,{size}",
            HOME: f"mode=0755,exec,uid={inside.uid},gid={inside.uid},{size}",
        },
        "mounts": _binds(inside),
        "shm_size": limits.file_bytes,
        **_limits(limits),
    }


def _limits(limits: Limits) -> dict[str, Any]:
    def ulimit(name: str, value: int) -> Ulimit:
        return Ulimit(name=name, soft=value, hard=value)

    return {
        "mem_limit": limits.memory_bytes,
        "memswap_limit": limits.memory_bytes,
        # The shell counts too.
        "pids_limit": limits.processes + 1,
        "ulimits": [
            ulimit("core", 0),
            ulimit("fsize", limits.file_bytes),
            ulimit("nofile", _OPEN_FILES),
        ],
    }


def _binds(inside: Inside) -> list[Bind]:
    shown = [Bind(m.inside, m.host, type="bind", read_only=True) for m in inside.mounts]
    written = [Bind(m.inside, m.host, type="bind") for m in inside.writable]
    tree = Bind(WORKSPACE, str(inside.tree), type="bind")
    control = [
        Bind(f"{CONTROL}/stdin", str(inside.control / "stdin"), type="bind", read_only=True),
        Bind(f"{CONTROL}/status", str(inside.control / "status"), type="bind"),
    ]
    return [tree, *control, *_passage(inside), *shown, *written]


def _passage(inside: Inside) -> list[Bind]:
    """Root's home is closed to others in images: mounts below it go into an open folder over it."""
    below = [mount for mount in inside.mounts if Path(mount.inside).is_relative_to("/root")]
    if not below:
        return []
    folder = inside.control / "root"
    folder.mkdir(mode=0o755, exist_ok=True)
    for mount in below:
        # Made here, since the engine could not make them on a read-only mount.
        place = folder / Path(mount.inside).relative_to("/root")
        if Path(mount.host).is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    return [Bind("/root", str(folder), type="bind", read_only=True)]


class Frames:
    """Takes the engine's stream apart: a header of eight bytes before each piece of output."""

    def __init__(self) -> None:
        self._waiting = b""
        self._left = 0

    def decode(self, data: bytes) -> bytes:
        """The output in ``data``, without the headers; whatever is incomplete waits for more."""
        self._waiting += data
        output = bytearray()
        while self._waiting:
            if self._left == 0:
                if len(self._waiting) < _FRAME_HEADER:
                    break
                (self._left,) = struct.unpack(">I", self._waiting[4:_FRAME_HEADER])
                self._waiting = self._waiting[_FRAME_HEADER:]
            output += self._waiting[: self._left]
            taken = min(self._left, len(self._waiting))
            self._waiting = self._waiting[taken:]
            self._left -= taken
        return bytes(output)


def sweep_containers(client: DockerClient) -> None:
    """Remove containers whose Overhaul is dead.

    Raises:
        DockerException: the engine does not answer.
    """
    for container in client.containers.list(all=True, filters={"label": OWNER_LABEL}):
        if not Path("/proc", container.labels[OWNER_LABEL]).exists():
            container.remove(force=True, v=True)
