"""The bubblewrap sandbox: namespaces, a seccomp filter and limits; no daemon and no image."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import Command, CommandResult, Limits, Mount, PackageIndex, Toolchain
from tools.sandbox import identity
from tools.sandbox.arguments import Descriptors, Inside, bubblewrap_arguments
from tools.sandbox.cgroups import ControlGroups
from tools.sandbox.disk import watch_disk
from tools.sandbox.etc import write_etc
from tools.sandbox.installer import Errand, Installer
from tools.sandbox.launch import Launch, launch
from tools.sandbox.layout import WORKSPACE, environment
from tools.sandbox.tree import components
from tools.sandbox.views import View, ViewKind, ViewRefused, kinds_for, open_view, sweep

_HINT: Final = "install bubblewrap, e.g. `apt-get install bubblewrap`, and see docs/sandbox.md"


class BubblewrapSandbox:
    """Runs commands in bubblewrap, never as root.

    Args:
        index: what ``install`` may reach.
        scratch: a folder for workspaces and other short-lived files, on a file system with room.
        executable: bubblewrap, by name or path.
        kinds: ways to make workspaces, in order of preference; None: all that may work here.
    """

    name = "bubblewrap"

    def __init__(
        self, index: PackageIndex, scratch: Path, executable: str = "bwrap", kinds: Sequence[ViewKind] | None = None
    ) -> None:
        found = shutil.which(executable)
        if found is None:
            raise SandboxFailure("bubblewrap is not installed", hint=_HINT)
        self._executable = found
        self.scratch = scratch.absolute()
        self._identity = identity.current()
        self._kinds = tuple(kinds or kinds_for(self._identity))
        self._groups = ControlGroups.find()
        self._installer = Installer(index, self.scratch, self._identity, self._errand)
        sweep(self.scratch)

    @contextmanager
    def open(
        self, base: Path, *, toolchain: Toolchain | None = None, mounts: Sequence[Mount] = ()
    ) -> "Iterator[BubblewrapWorkspace]":
        """Open a workspace over ``base``; see ``Sandbox.open``."""
        shown = [*(toolchain.mounts if toolchain else ()), *mounts]
        with self._view(base.absolute(), shown) as view:
            yield BubblewrapWorkspace(view, self._run)

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        """See ``Installer.install``."""
        return self._installer.install(toolchain, requirements, destination, limits)

    def _errand(self, errand: Errand) -> CommandResult:
        mounts = (*errand.toolchain.mounts, *errand.mounts, *errand.writable)
        with self._view(None, mounts) as view:
            first_writable = len(view.mounts) - len(errand.writable)
            inside = Inside(view.tree, view.mounts[:first_writable], view.mounts[first_writable:])
            return self._run(view, inside, errand.command)

    def _view(self, base: Path | None, mounts: Sequence[Mount]) -> View:
        """The fastest kind of view this machine can make; kinds it refused are not tried again."""
        etc = write_etc(self.scratch / "etc")
        kinds = self._kinds
        for number, kind in enumerate(kinds):
            try:
                view = open_view(base, [*etc, *mounts], self.scratch, self._identity, kind)
            except ViewRefused:
                if number + 1 == len(kinds):
                    raise
            else:
                self._kinds = kinds[number:]
                return view
        raise AssertionError("there is always a kind of view to try")

    def _run(self, view: View, inside: Inside, command: Command) -> CommandResult:
        env = environment(command.env)
        cwd = WORKSPACE if inside.tree is not None else "/"
        cwd = "/".join((cwd.rstrip("/"), *components(command.cwd))) or "/"

        def wrapper(fds: Descriptors) -> list[str]:
            arguments = bubblewrap_arguments(self._executable, inside, env, cwd, command.limits, fds)
            return [*view.entry, *arguments]

        order = Launch(wrapper, command.argv, command.stdin, command.limits, self._groups, watch_disk(self.scratch))
        return launch(order)


class BubblewrapWorkspace:
    """An open workspace; see the ``Workspace`` port."""

    def __init__(self, view: View, run: Callable[[View, Inside, Command], CommandResult]) -> None:
        self._view = view
        self._run = run

    def run(self, command: Command) -> CommandResult:
        """Run ``command`` with no network, inside its limits.

        Raises:
            ValueError: its working folder leaves the workspace, is reached through a link or is not
                there, or its environment or arguments cannot be passed.
            SandboxFailure: the sandbox broke.
        """
        self._view.check(command)
        return self._run(self._view, Inside(self._view.tree, self._view.mounts), command)

    def read(self, path: str) -> bytes:
        """See ``Workspace.read``. Links are not followed, not even inside the workspace."""
        return self._view.files.read(path)

    def write(self, path: str, content: bytes | None) -> None:
        """See ``Workspace.write``."""
        self._view.write(path, content)
