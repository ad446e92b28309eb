"""bubblewrap's command line: everything a command may see, and nothing else."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from overhaul.domain.sandbox import Limits, Mount
from tools.sandbox.etc import host_etc
from tools.sandbox.layout import HOME, HOSTNAME, UID, WORKSPACE

_SYSTEM: Final = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_OPEN_FILES: Final = 4096
"""Python 2 closes every possible descriptor when it starts a child: a high limit makes that slow."""


class Inside(NamedTuple):
    """What is visible inside beside the system folders."""

    tree: str | None
    """Shown writable as the workspace; None: no workspace."""
    mounts: Sequence[Mount]
    """Shown read-only."""
    writable: Sequence[Mount] = ()


class Descriptors(NamedTuple):
    """Numbers of the descriptors bubblewrap inherits."""

    status: int
    block: int
    seccomp: int | None


def bubblewrap_arguments(
    executable: str, inside: Inside, env: Mapping[str, str], cwd: str, limits: Limits, fds: Descriptors
) -> list[str]:
    """The arguments up to and with ``--``; the command inside follows."""
    arguments = [executable, "--unshare-all", "--uid", str(UID), "--gid", str(UID)]
    arguments += ["--hostname", HOSTNAME, "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    arguments += ["--json-status-fd", str(fds.status), "--block-fd", str(fds.block)]
    if fds.seccomp is not None:
        arguments += ["--seccomp", str(fds.seccomp)]
    arguments.append("--clearenv")
    for name, value in env.items():
        arguments += ["--setenv", name, value]
    arguments += [*_system(), "--proc", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", HOME):
        arguments += ["--perms", "0755" if folder == HOME else "1777"]
        arguments += ["--size", str(limits.file_bytes), "--tmpfs", folder]
    for mount in inside.mounts:
        arguments += ["--ro-bind", mount.host, mount.inside]
    for mount in inside.writable:
        arguments += ["--bind", mount.host, mount.inside]
    if inside.tree is not None:
        arguments += ["--bind", inside.tree, WORKSPACE]
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", cwd, "--"]


def limited(argv: Sequence[str], limits: Limits, *, grouped: bool) -> list[str]:
    """``argv`` under limits a process; ``grouped``: a control group limits the tree already."""
    command = ["/usr/bin/prlimit", "--core=0", f"--fsize={limits.file_bytes}", f"--nofile={_OPEN_FILES}"]
    if not grouped:
        # bubblewrap's own first process counts too. Before Linux 5.14 the user's others do as well.
        command += [f"--nproc={limits.processes + 1}", f"--as={limits.memory_bytes}"]
    return [*command, "--", *_signals_reset(), *argv]


@cache
def _signals_reset() -> tuple[str, ...]:
    """Begins a command that finds no signal ignored, where ``env`` can do that.

    What a shell starts in the background ignores interrupts, and so would all it starts; tests of
    signals would then do other than in the foreground.
    """
    reset = ("/usr/bin/env", "--default-signal")
    try:
        done = subprocess.run([*reset, "/usr/bin/true"], env={}, capture_output=True, check=False)
    except OSError:
        return ()
    return reset if done.returncode == 0 else ()


def _system() -> list[str]:
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in _SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    for shown in host_etc():
        arguments += ["--ro-bind", shown, shown]
    return arguments
