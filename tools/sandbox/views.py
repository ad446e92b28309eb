"""Copy-on-write views of a folder: one overlay in a namespace of its own, or a copy where that fails."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, Self

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import Command, Mount
from tools.sandbox.identity import Identity
from tools.sandbox.tree import TreeFiles

_HOLDER: Final = Path(__file__).with_name("holder.py")
_STAGE: Final = "/tmp"
_SWEPT: Final = ("view", "proxy", ".making")


class ViewRefused(SandboxFailure):
    """This kind of view cannot be made here; another kind may."""


class ViewKind(StrEnum):
    """How a view is made, fastest first."""

    OVERLAY = "overlay"
    COPY = "copy"
    """A copy, staged in a namespace like an overlay."""
    PLAIN = "plain"
    """A copy and no namespace of ours: for Docker, and where only bubblewrap itself may make one."""


def kinds_for(identity: Identity) -> tuple[ViewKind, ...]:
    """The kinds to try, in order. Root needs the stage: the other account could reach nothing without."""
    if identity.privileged:
        return (ViewKind.OVERLAY, ViewKind.COPY)
    return (ViewKind.OVERLAY, ViewKind.COPY, ViewKind.PLAIN)


class View(NamedTuple):
    """An open view. ``close`` it, always."""

    files: TreeFiles
    tree: str
    """The workspace, as a command started through ``entry`` sees it."""
    mounts: tuple[Mount, ...]
    """The mounts that were asked for, with ``host`` as a command started through ``entry`` sees it."""
    entry: tuple[str, ...]
    """Put before a command's argv to start it where the view is."""
    home: Path
    holder: "subprocess.Popen[str] | None"

    def check(self, command: Command) -> None:
        """Refuse what cannot be run here before anything starts.

        Raises:
            ValueError: the working folder leaves the workspace, is reached through a link or is not
                there, or an argument cannot be passed.
        """
        if not command.argv or any("\0" in argument for argument in command.argv):
            raise ValueError("a command needs arguments without NUL characters")
        if not self.files.is_folder(command.cwd):
            raise ValueError(f"not a folder of the workspace: {command.cwd!r}")

    def write(self, path: str, content: bytes | None) -> None:
        """``TreeFiles.write``, where a full disk is the sandbox's failure."""
        try:
            self.files.write(path, content)
        except OSError as exc:
            raise SandboxFailure(f"the workspace cannot be written: {exc}") from exc

    def close(self) -> None:
        """Unmount and delete. Never raises for what code left behind."""
        self.files.close()
        if self.holder is not None:
            _end(self.holder)
        remove_tree(self.home)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def open_view(base: Path | None, mounts: Sequence[Mount], scratch: Path, identity: Identity, kind: ViewKind) -> View:
    """Open a view of ``base`` (None: an empty folder) with ``mounts`` staged beside it.

    Raises:
        ViewRefused: this kind cannot be made here.
        SandboxFailure: a folder is missing, or the scratch folder cannot be used.
    """
    for path in [*([str(base)] if base else []), *(mount.host for mount in mounts)]:
        if not os.access(path, os.R_OK):
            raise SandboxFailure(f"{path} is to be shown in a sandbox and cannot be read")
    home = _new_home(scratch, identity, empty=base is None or kind is ViewKind.OVERLAY)
    try:
        if base is not None and kind is not ViewKind.OVERLAY:
            _copy(base, home / "tree", identity)
        if kind is ViewKind.PLAIN:
            tree = home / "tree"
            root = os.open(tree, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            files = TreeFiles(root, identity.uid if identity.privileged else None)
            return View(files, str(tree), tuple(mounts), (), home, None)
        lower = base if kind is ViewKind.OVERLAY else None
        return _held(home, lower, mounts, identity)
    except BaseException:
        remove_tree(home)
        raise


def sweep(scratch: Path) -> None:
    """Delete what processes that no longer live have left in ``scratch``: folders ``KIND-PID-…``."""
    for folder in scratch.glob("*-*-*"):
        kind, pid, _rest = folder.name.split("-", 2)
        if kind in _SWEPT and pid.isdigit() and not Path("/proc", pid).exists():
            remove_tree(folder)


def remove_tree(path: Path) -> None:
    """Delete a tree that hostile code has arranged: any depth, any modes, any kind of file."""
    command = ["rm", "-rf", "--one-file-system", "--", str(path)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        subprocess.run(["chmod", "-R", "u+rwx", "--", str(path)], capture_output=True, check=False)
        subprocess.run(command, capture_output=True, check=False)


def _new_home(scratch: Path, identity: Identity, empty: bool) -> Path:
    try:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        home = Path(tempfile.mkdtemp(prefix=f"view-{os.getpid()}-", dir=scratch))
        for name in ("upper", "work", *(["tree"] if empty else [])):
            (home / name).mkdir(mode=0o755)
            if identity.privileged:
                os.chown(home / name, identity.uid, identity.uid)
    except OSError as exc:
        raise SandboxFailure(f"the sandbox's scratch folder cannot be used: {exc}") from exc
    return home


def _copy(base: Path, tree: Path, identity: Identity) -> None:
    keep = "--preserve=mode,timestamps,links"
    commands = [["cp", "-R", keep, "--reflink=auto", "--", str(base), str(tree)]]
    if identity.privileged:
        commands.append(["chown", "-R", "-h", f"{identity.uid}:{identity.uid}", "--", str(tree)])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SandboxFailure(f"the workspace cannot be copied: {done.stderr.strip()[-500:]}")


def _held(home: Path, lower: Path | None, mounts: Sequence[Mount], identity: Identity) -> View:
    holder = _start_holder(home, lower, mounts, identity)
    try:
        root = os.open(f"/proc/{holder.pid}/root{_STAGE}/tree", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as exc:
        _end(holder)
        raise SandboxFailure(f"the workspace cannot be reached: {exc}") from exc
    staged = tuple(Mount(host=f"{_STAGE}/m{n}", inside=mount.inside) for n, mount in enumerate(mounts))
    files = TreeFiles(root, identity.uid if identity.privileged else None)
    return View(files, f"{_STAGE}/tree", staged, _entry(holder.pid, identity), home, holder)


def _entry(pid: int, identity: Identity) -> tuple[str, ...]:
    executable = shutil.which("nsenter") or "nsenter"
    if identity.privileged:
        ids = (f"--setuid={identity.uid}", f"--setgid={identity.uid}")
        return (executable, f"--mount=/proc/{pid}/ns/mnt", *ids, "--")
    spaces = (f"--user=/proc/{pid}/ns/user", f"--mount=/proc/{pid}/ns/mnt")
    return (executable, *spaces, "--preserve-credentials", "--")


def _start_holder(
    home: Path, lower: Path | None, mounts: Sequence[Mount], identity: Identity
) -> "subprocess.Popen[str]":
    order = {
        "privileged": identity.privileged,
        "uid": identity.uid,
        "home": str(home),
        "base": None if lower is None else str(lower),
        "mounts": [mount.host for mount in mounts],
    }
    try:
        holder = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(_HOLDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={},
            start_new_session=True,
        )
    except OSError as exc:
        raise SandboxFailure(f"the workspace's helper cannot be started: {exc}") from exc
    answer = _ask(holder, order)
    if answer != '{"ok": true}':
        _end(holder)
        raise ViewRefused(f"the workspace cannot be mounted: {_reason(answer)}")
    return holder


def _ask(holder: "subprocess.Popen[str]", order: dict[str, Any]) -> str:
    stdin, stdout = _pipes(holder)
    try:
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
    except BrokenPipeError:
        pass
    return stdout.readline().strip()


def _reason(answer: str) -> str:
    try:
        return str(json.loads(answer)["error"])
    except (ValueError, KeyError, TypeError):
        return answer[-500:] or "its helper ended at once"


def _pipes(holder: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert holder.stdin is not None and holder.stdout is not None
    return holder.stdin, holder.stdout


def _end(holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    for pipe in _pipes(holder):
        try:
            pipe.close()
        except BrokenPipeError:
            continue
    holder.wait()
