"""Holds a mount namespace with one workspace in it. Run as a program, never imported by Overhaul.

It reads one line of JSON on standard input: ``privileged`` and ``uid`` (see identity.py), ``home``
(a folder holding ``upper``, ``work`` and ``tree``), ``base`` (the folder to show, or null to show
``tree`` as it is) and ``mounts`` (host paths to stage). It answers one line, ``{"ok": true}`` or
``{"error": text}``, and keeps the namespace until its standard input ends: when Overhaul dies,
however it dies, the mounts go.

Inside the namespace a small tmpfs lies over /tmp: ``/tmp/tree`` is the workspace and ``/tmp/m0``,
``/tmp/m1`` … are the staged mounts, reachable whatever the modes of the folders they come from.
"""

# It starts once a workspace, and importing pathlib would take as long as its work:
# ruff: noqa: PTH102, PTH112, PTH123
import ctypes
import json
import os
import sys
from typing import Any, Final

STAGE: Final = "/tmp"

_CLONE_NEWNS: Final = 0x00020000
_CLONE_NEWUSER: Final = 0x10000000
_MS_NOSUID: Final = 0x2
_MS_NODEV: Final = 0x4
_MS_BIND: Final = 0x1000
_MS_REC: Final = 0x4000
_MS_SLAVE: Final = 0x80000
_AT_FDCWD: Final = -100
_AT_EMPTY_PATH: Final = 0x1000
_AT_RECURSIVE: Final = 0x8000
_OPEN_TREE_CLONE: Final = 1
_MOVE_MOUNT_F_EMPTY_PATH: Final = 4
_MOUNT_ATTR_IDMAP: Final = 0x00100000
# The same numbers on every architecture: these calls came after the tables were unified.
_SYS_OPEN_TREE: Final = 428
_SYS_MOVE_MOUNT: Final = 429
_SYS_MOUNT_SETATTR: Final = 442

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttr(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = kind.encode() if kind else None
    result = _libc.mount(
        os.fsencode(source), os.fsencode(target), encoded, ctypes.c_ulong(flags), data.encode() or None
    )
    _checked(result, f"mount {kind or 'bind'} on {target}")


def _enter(privileged: bool) -> None:
    """Leave the host's mount namespace, as an ordinary user by way of a user namespace."""
    uid, gid = os.geteuid(), os.getegid()
    flags = _CLONE_NEWNS if privileged else _CLONE_NEWNS | _CLONE_NEWUSER
    _checked(_libc.unshare(flags), "unshare")
    if not privileged:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    _mount("none", "/", None, _MS_REC | _MS_SLAVE)


def _target(name: str, folder: bool) -> str:
    path = f"{STAGE}/{name}"
    if folder:
        os.mkdir(path, 0o755)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
    return path


def _bind(fd: int, name: str) -> str:
    source = f"/proc/self/fd/{fd}"
    target = _target(name, os.path.isdir(source))
    _mount(source, target, None, _MS_BIND | _MS_REC)
    return target


def _swapped_ids(owner: int, uid: int) -> str:
    """A one-to-one map of all ids in which ``owner`` on disk is ``uid`` here, and the reverse."""
    if owner == uid:
        return f"0 0 {2**32 - 1}"
    low, high = sorted((owner, uid))
    rows = [(0, 0, low), (low, high, 1), (low + 1, low + 1, high - low - 1), (high, low, 1)]
    rows.append((high + 1, high + 1, 2**32 - 2 - high))
    return "\n".join(f"{a} {b} {n}" for a, b, n in rows if n > 0)


def _user_namespace(owner: int, group: int, uid: int) -> int:
    """A file descriptor of a user namespace with those maps; only its maps are ever used."""
    ready, hold = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        result = _libc.unshare(_CLONE_NEWUSER)
        os.write(ready[1], b"y" if result == 0 else b"n")
        os.close(hold[1])
        os.read(hold[0], 1)
        os._exit(0)
    try:
        if os.read(ready[0], 1) != b"y":
            raise OSError(1, "unshare of a user namespace was refused")
        for name, text in (("uid_map", _swapped_ids(owner, uid)), ("gid_map", _swapped_ids(group, uid))):
            with open(f"/proc/{child}/{name}", "w") as file:
                file.write(text)
        return os.open(f"/proc/{child}/ns/user", os.O_RDONLY)
    finally:
        for end in (*hold, *ready):
            os.close(end)
        os.waitpid(child, 0)


def _bind_as_own(fd: int, name: str, uid: int) -> str:
    """Bind the folder so that what its owner has belongs to ``uid``: an id-mapped mount."""
    status = os.fstat(fd)
    namespace = _user_namespace(status.st_uid, status.st_gid, uid)
    clone = _checked(
        _libc.syscall(_SYS_OPEN_TREE, fd, b"", ctypes.c_uint(_OPEN_TREE_CLONE | _AT_EMPTY_PATH | os.O_CLOEXEC)),
        "open_tree",
    )
    attr = _MountAttr(attr_set=_MOUNT_ATTR_IDMAP, userns_fd=namespace)
    size = ctypes.c_size_t(ctypes.sizeof(attr))
    result = _libc.syscall(_SYS_MOUNT_SETATTR, clone, b"", ctypes.c_uint(_AT_EMPTY_PATH), ctypes.byref(attr), size)
    _checked(result, "mount_setattr")
    target = _target(name, folder=True)
    _checked(
        _libc.syscall(_SYS_MOVE_MOUNT, clone, b"", _AT_FDCWD, target.encode(), ctypes.c_uint(_MOVE_MOUNT_F_EMPTY_PATH)),
        "move_mount",
    )
    os.close(clone)
    os.close(namespace)
    return target


def hold(order: dict[str, Any]) -> None:
    """Make the view that ``order`` describes in a namespace of this process.

    Raises:
        OSError: the kernel or the file system does not allow it; the message says which call.
    """
    privileged, uid, base = bool(order["privileged"]), int(order["uid"]), order["base"]
    flags = os.O_PATH | os.O_CLOEXEC
    _enter(privileged)
    # Everything is opened first: the stage hides whatever lies under /tmp.
    home = os.open(order["home"], flags)
    lower = os.open(base, flags) if base is not None else None
    sources = [os.open(path, flags) for path in order["mounts"]]
    _mount("tmpfs", STAGE, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=0755,size=1m")
    workspace = _bind(home, "home")
    for number, source in enumerate(sources):
        _bind(source, f"m{number}")
    if lower is None:
        tree = os.open(f"{workspace}/tree", flags)
        _bind(tree, "tree")
        os.close(tree)
    else:
        under = _bind_as_own(lower, "base", uid) if privileged else _bind(lower, "base")
        # volatile: nothing outlives the workspace, so closing it need not flush the disk.
        options = f"lowerdir={under},upperdir={workspace}/upper,workdir={workspace}/work,volatile"
        if not privileged:
            options += ",userxattr"
        _mount("overlay", _target("tree", folder=True), "overlay", _MS_NOSUID | _MS_NODEV, options)
        os.close(lower)
    for fd in (home, *sources):
        os.close(fd)


def main() -> None:
    """Read the order, answer, and stay until standard input ends."""
    order = json.loads(sys.stdin.readline())
    try:
        hold(order)
    except OSError as error:
        print(json.dumps({"error": error.strerror or str(error)}), flush=True)
        return
    print(json.dumps({"ok": True}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
