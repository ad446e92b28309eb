"""Where repository code runs, and with which interpreters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.sandbox import Command, CommandResult, Environment, Limits, Mount, Toolchain


Progress = Callable[[int, int], None]
"""Called with (done, total) as long work goes on."""


class Workspace(Protocol):
    """A private, copy-on-write view of a tree, in which hostile code may run.

    Paths are POSIX, relative to the workspace root; one that leaves it, by ``..`` or through a
    link, raises ``ValueError``. Every method raises ``SandboxFailure`` where the sandbox itself
    breaks, which is never reported as the command's doing.
    """

    def run(self, command: Command) -> CommandResult:
        """Run ``command`` with no network, inside its limits; the whole process tree is gone afterwards."""
        ...

    def read(self, path: str) -> bytes:
        """The content of a regular file as the workspace sees it.

        Raises:
            FileNotFoundError: there is none.
        """
        ...

    def write(self, path: str, content: bytes | None) -> None:
        """Replace, create or (``None``) delete a file. The base tree stays as it was."""
        ...


class Sandbox(Protocol):
    """A place where repository code can run without reaching anything else."""

    name: str
    """``docker`` or ``bubblewrap``."""

    def open(
        self, base: Path, *, toolchain: Toolchain | None = None, mounts: Sequence[Mount] = ()
    ) -> AbstractContextManager[Workspace]:
        """Open a workspace over ``base``, which is never written to.

        ``toolchain`` and ``mounts`` say what is visible, read-only, beside the workspace.
        """
        ...

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        """Install ``requirements`` into ``destination``, reaching the configured package index only.

        Build scripts of distributions run inside, with nothing else to reach.
        """
        ...


class Toolchains(Protocol):
    """The interpreters this machine can use in its sandbox."""

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        """The toolchain called ``name`` (``python2.7``), or the one ``override`` names by path."""
        ...

    def nearest(self, name: str) -> Toolchain | None:
        """The best stand-in for ``name`` where it is missing; None where nothing comes near."""
        ...

    def all(self) -> tuple[Toolchain, ...]:
        """Everything found, best first within a name."""
        ...


class Environments(Protocol):
    """Installs what a repository depends on, once for equal requests."""

    def build(self, toolchain: Toolchain, requirements: Sequence[str]) -> Environment:
        """Install what can be installed; what cannot is in ``failed``, with the reason."""
        ...
