"""Who runs the code: as root an account nobody has, otherwise the user who runs Overhaul."""

import os
from pathlib import Path
from typing import Final, NamedTuple

_PREFERRED_UID: Final = 1_900_000_011
"""Above every range systemd documents as in use: no file on the host belongs to it."""
_CAPABILITIES: Final = (0, 6, 7, 21)
"""CHOWN, SETGID, SETUID and SYS_ADMIN: what changing to another account with a view of its own takes."""


class Identity(NamedTuple):
    """How sandboxed code is run on this machine."""

    privileged: bool
    """True: Overhaul is root here and code runs as ``uid``. False: code runs as the current user."""
    uid: int
    """The host's id of the account that code runs as, and of its group."""


def current() -> Identity:
    """Find out once a process: it does not change."""
    if os.geteuid() == 0 and _has_capabilities():
        uid = _unused_uid()
        if uid is not None:
            return Identity(privileged=True, uid=uid)
    return Identity(privileged=False, uid=os.geteuid())


def _has_capabilities() -> bool:
    status = Path("/proc/self/status").read_text()
    line = next((row for row in status.splitlines() if row.startswith("CapEff:")), "CapEff: 0")
    effective = int(line.split()[1], 16)
    return all(effective >> bit & 1 for bit in _CAPABILITIES)


def _unused_uid() -> int | None:
    """An id that is mapped here and is not root; a container's namespace may not map high ones."""
    ranges = [tuple(map(int, row.split())) for row in Path("/proc/self/uid_map").read_text().splitlines()]
    for start, _outside, length in ranges:
        if start <= _PREFERRED_UID < start + length:
            return _PREFERRED_UID
    highest = max((start + length - 1 for start, _outside, length in ranges), default=0)
    return highest if highest >= 1000 else None
