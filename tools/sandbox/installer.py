"""Installing distributions: the same for every sandbox, given a way to run a command in it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from overhaul.domain.errors import NoToolchain, SandboxFailure
from overhaul.domain.sandbox import Command, CommandResult, Limits, Mount, PackageIndex, Toolchain
from tools.sandbox.identity import Identity
from tools.sandbox.index_access import access_to
from tools.sandbox.index_proxy import index_proxy, proxy_folder
from tools.sandbox.pip_command import (
    DESTINATION,
    PROBE,
    PROXY_FOLDER,
    PROXY_SOCKET,
    PipCommand,
    inside_mount,
    pip_for,
    with_problems,
)


class Errand(NamedTuple):
    """A command with no workspace but an empty one, and the mounts it needs."""

    toolchain: Toolchain
    command: Command
    mounts: tuple[Mount, ...] = ()
    """Shown read-only, beside the toolchain's own."""
    writable: tuple[Mount, ...] = ()


class Installer:
    """Runs pip with nothing in reach but the package index.

    Args:
        index: what may be reached.
        scratch: holds the proxy's socket.
        identity: the account that will write to destinations.
        run: runs an errand in the sandbox.
    """

    def __init__(
        self,
        index: PackageIndex,
        scratch: Path,
        identity: Identity,
        run: Callable[[Errand], CommandResult],
    ) -> None:
        self._index = index
        self._scratch = scratch
        self._identity = identity
        self._run = run
        self._pips: dict[Toolchain, PipCommand] = {}

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        """See ``Sandbox.install``. Distributions that ``destination`` holds already stay.

        Raises:
            NoIndex: the package index's settings cannot be used.
            NoToolchain: there is no pip for the toolchain.
            SandboxFailure: the sandbox broke, or ``destination`` cannot be written.
        """
        access = access_to(self._index)
        pip = self._pip_of(toolchain)
        self._prepare(destination)
        with proxy_folder(self._scratch) as folder:
            errand = Errand(
                toolchain=toolchain,
                command=Command(argv=pip.argv(tuple(requirements)), env=(*access.environment, *pip.env), limits=limits),
                mounts=(
                    *pip.mounts,
                    *access.mounts,
                    inside_mount(),
                    Mount(host=str(folder), inside=PROXY_FOLDER),
                ),
                writable=(Mount(host=str(destination.absolute()), inside=DESTINATION),),
            )
            socket = folder / Path(PROXY_SOCKET).name
            with index_proxy(access.upstreams, socket, self._index.ca_bundle) as problems:
                return with_problems(self._run(errand), problems)

    def _prepare(self, destination: Path) -> None:
        try:
            destination.mkdir(parents=True, exist_ok=True)
            if self._identity.privileged:
                os.chown(destination, self._identity.uid, self._identity.uid)
        except OSError as exc:
            raise SandboxFailure(f"{destination} cannot be installed into: {exc}") from exc

    def _pip_of(self, toolchain: Toolchain) -> PipCommand:
        """Ask the toolchain, once, whether it has a pip."""
        pip = self._pips.get(toolchain)
        if pip is None:
            result = self._run(Errand(toolchain, Command(argv=(toolchain.executable, "-c", PROBE))))
            pip = pip_for(toolchain, result.output.decode(errors="replace").strip() if result.ok else "")
            if pip is None:
                raise NoToolchain(
                    f"{toolchain.name} has no pip, and neither has Overhaul's own Python",
                    hint=f"install pip for {toolchain.executable}, e.g. with ensurepip",
                )
            self._pips[toolchain] = pip
        return pip
