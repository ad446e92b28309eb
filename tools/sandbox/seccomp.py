"""A seccomp filter as bytes: what no legacy test suite needs and what attacks on a kernel begin with.

Everything not named is allowed. Refused calls fail as if the caller had no right to them, so
programs that probe fall back instead of dying.
"""

import errno
import platform
import struct
from typing import Final, NamedTuple

_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_AT_LEAST: Final = 0x35
_JUMP_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT_0, _ARGUMENT_1 = 0, 4, 16, 24
_X32_BIT: Final = 0x40000000
_NEW_NAMESPACES: Final = 0x7E020080
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
_FAMILIES: Final = (0, 1, 2, 10, 16)
"""Unspecified, unix, IPv4, IPv6, netlink. Others, VM sockets first, know no network namespaces."""
_TERMINAL_REQUESTS: Final = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX put input into a terminal."""


class _Machine(NamedTuple):
    audit: int
    socket: int
    ioctl: int
    clone: int
    unshare: int
    refused: tuple[int, ...]
    has_x32: bool


# add_key request_key keyctl bpf perf_event_open userfaultfd kexec_load kexec_file_load mount umount2
# pivot_root setns open_by_handle_at quotactl swapon swapoff reboot init_module finit_module
# delete_module acct syslog lookup_dcookie fanotify_init settimeofday sethostname
_X86_64: Final = _Machine(
    audit=0xC000003E,
    socket=41,
    ioctl=16,
    clone=56,
    unshare=272,
    refused=(
        *(248, 249, 250, 321, 298, 323, 246, 320, 165, 166, 155, 308, 304, 179, 167, 168, 169, 175, 313),
        *(176, 163, 103, 212, 300, 164, 170),
    ),
    has_x32=True,
)
_AARCH64: Final = _Machine(
    audit=0xC00000B7,
    socket=198,
    ioctl=29,
    clone=220,
    unshare=97,
    refused=(
        *(217, 218, 219, 280, 241, 282, 104, 294, 40, 39, 41, 268, 265, 60, 224, 225, 142, 105, 273),
        *(106, 89, 116, 18, 262, 170, 161),
    ),
    has_x32=False,
)
_MACHINES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}
# The same everywhere: io_uring_*, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr.
_REFUSED_EVERYWHERE: Final = (425, 426, 427, 428, 429, 430, 431, 432, 433, 442)
_CLONE3: Final = 435


def program(machine: str | None = None) -> bytes | None:
    """The filter for this machine (or the one named), or None where its call numbers are not known."""
    known = _MACHINES.get(machine or platform.machine())
    return None if known is None else b"".join(_rules(known))


def _rules(machine: _Machine) -> list[bytes]:
    denied = _ERRNO | errno.EPERM
    rules = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_JUMP_EQUAL, machine.audit, yes=1),
        _step(_RETURN, denied),
        _step(_LOAD, _NUMBER),
    ]
    if machine.has_x32:
        rules += [_step(_JUMP_AT_LEAST, _X32_BIT, no=1), _step(_RETURN, denied)]
    for number in (*machine.refused, *_REFUSED_EVERYWHERE):
        rules += [_step(_JUMP_EQUAL, number, no=1), _step(_RETURN, denied)]
    # Its flags are in memory, out of a filter's sight: without it libraries use clone.
    rules += [_step(_JUMP_EQUAL, _CLONE3, no=1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    for number in (machine.clone, machine.unshare):
        rules += [
            _step(_JUMP_EQUAL, number, no=4),
            _step(_LOAD, _ARGUMENT_0),
            _step(_JUMP_ANY_BIT, _NEW_NAMESPACES, no=1),
            _step(_RETURN, denied),
            _step(_RETURN, _ALLOW),
        ]
    rules += _argument(machine.ioctl, _ARGUMENT_1, _TERMINAL_REQUESTS, listed=denied, other=_ALLOW)
    unsupported = _ERRNO | errno.EAFNOSUPPORT
    rules += _argument(machine.socket, _ARGUMENT_0, _FAMILIES, listed=_ALLOW, other=unsupported)
    return [*rules, _step(_RETURN, _ALLOW)]


def _argument(number: int, offset: int, values: tuple[int, ...], listed: int, other: int) -> list[bytes]:
    """For the call ``number``: return ``listed`` where the argument is among ``values``, else ``other``."""
    body = [_step(_LOAD, offset)]
    for value in values:
        body += [_step(_JUMP_EQUAL, value, no=1), _step(_RETURN, listed)]
    body.append(_step(_RETURN, other))
    return [_step(_JUMP_EQUAL, number, no=len(body)), *body]


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
