"""Telling a process from a later one that was given the same number."""

import os
from pathlib import Path

from overhaul.domain.base import Frozen


class Holder(Frozen):
    """A process, so that it can be found again."""

    pid: int
    birth: str
    """When it was started, in clock ticks after boot; empty where that cannot be told."""
    host: str
    """The running system it belongs to: which boot, and which container."""


def holder_of(pid: int) -> Holder:
    """The process with that number on this host, as it is now."""
    return Holder(pid=pid, birth=_birth(pid) or "", host=_host())


def is_living(holder: Holder, *, elsewhere: bool) -> bool:
    """Whether that very process is still there.

    Args:
        holder: as ``holder_of`` returned it, perhaps in another process and long ago.
        elsewhere: what to answer for another host, where nobody can look: False where the store is a
            file of this machine, since then the other host is an earlier boot or a container that ended.
    """
    if holder.host != _host():
        return elsewhere
    birth = _birth(holder.pid)
    return birth is not None and birth == holder.birth


def _birth(pid: int) -> str | None:
    """Start time of a process from ``/proc``; None where there is none, or only its remains."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else _birth_unknown(pid)
    except OSError:
        return None
    # The name, second, is in brackets and may hold anything; the state is third, the start 22nd.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _birth_unknown(pid: int) -> str | None:
    """Where there is no ``/proc``: only whether some process has that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def _host() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return os.uname().nodename
    return f"{boot} {space}"
