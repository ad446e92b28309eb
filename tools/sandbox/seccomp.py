"""A seccomp filter as bytes: what no legacy test suite needs and what attacks on a kernel begin with.

Everything not named is allowed. Refused calls fail as if the caller had no right to them, so
programs that probe fall back instead of dying.
"""

import errno
import json
import platform
import struct
from typing import Any, Final, NamedTuple

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
_FAMILY_LIMIT: Final = 128
"""More than any kernel knows."""
_WHOLE: Final = 0xFFFFFFFF
_TERMINAL_REQUESTS: Final = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX put input into a terminal."""


_REFUSED: Final = {
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "quotactl": (179, 60),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "acct": (163, 89),
    "syslog": (103, 116),
    "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262),
    "settimeofday": (164, 170),
    "sethostname": (170, 161),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
}
"""Name → number on x86_64 and on aarch64."""
_CLONE3: Final = 435


class _Machine(NamedTuple):
    audit: int
    column: int
    socket: int
    ioctl: int
    clone: int
    unshare: int
    has_x32: bool


_MACHINES: Final = {
    "x86_64": _Machine(0xC000003E, 0, socket=41, ioctl=16, clone=56, unshare=272, has_x32=True),
    "aarch64": _Machine(0xC00000B7, 1, socket=198, ioctl=29, clone=220, unshare=97, has_x32=False),
}


def program(machine: str | None = None) -> bytes | None:
    """The filter for this machine (or the one named), or None where its call numbers are not known."""
    known = _MACHINES.get(machine or platform.machine())
    return None if known is None else b"".join(_rules(known))


def profile() -> str:
    """The same filter as the JSON that container engines take. They know the calls by name."""
    rules: list[dict[str, Any]] = [
        {"names": list(_REFUSED), "action": "SCMP_ACT_ERRNO", "errnoRet": errno.EPERM},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": errno.ENOSYS},
    ]
    bits = [1 << bit for bit in range(32) if _NEW_NAMESPACES >> bit & 1]
    rules += [_matching(name, 0, bit, bit, errno.EPERM) for name in ("clone", "unshare") for bit in bits]
    rules += [_matching("ioctl", 1, _WHOLE, request, errno.EPERM) for request in _TERMINAL_REQUESTS]
    others = [family for family in range(_FAMILY_LIMIT) if family not in _FAMILIES]
    rules += [_matching("socket", 0, _WHOLE, family, errno.EAFNOSUPPORT) for family in others]
    return json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": rules})


def _matching(name: str, index: int, mask: int, value: int, error: int) -> dict[str, Any]:
    """A rule on the low half of an argument: the kernel looks at no more of these."""
    argument = {"index": index, "value": mask, "valueTwo": value, "op": "SCMP_CMP_MASKED_EQ"}
    return {"names": [name], "action": "SCMP_ACT_ERRNO", "errnoRet": error, "args": [argument]}


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
    for number in (numbers[machine.column] for numbers in _REFUSED.values()):
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
