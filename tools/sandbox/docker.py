"""The Docker sandbox: a container a command, for machines where bubblewrap may not be used."""

import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import docker as engine
from docker.errors import DockerException, ImageNotFound, NotFound
from docker.models.containers import Container
from requests.exceptions import RequestException

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import Command, CommandResult, Ended, Limits, Mount, PackageIndex, Toolchain
from tools.sandbox import identity
from tools.sandbox.containers import Frames, Inside, container_settings, sweep_containers
from tools.sandbox.disk import watch_disk
from tools.sandbox.etc import write_etc
from tools.sandbox.image_toolchains import toolchain_of_image
from tools.sandbox.installer import Errand, Installer
from tools.sandbox.stream import Collected, Collector
from tools.sandbox.views import View, ViewKind, open_view, sweep

ENGINE: Final = "unix:///var/run/docker.sock"
_HINT: Final = "start the Docker engine (`systemctl start docker`) and make the image; see docs/sandbox.md"
_ENGINE_SECONDS: Final = 120
_STATUS_BYTES: Final = 16


class DockerSandbox:
    """Runs each command in a container of its own, over a private copy of the tree.

    Args:
        index: what ``install`` may reach.
        scratch: a folder for workspaces that the engine sees under the same path.
        image: the base image, for toolchains that are not images themselves.
        engine_url: where the engine listens.
    """

    name = "docker"

    def __init__(self, index: PackageIndex, scratch: Path, image: str, engine_url: str = ENGINE) -> None:
        self.scratch = scratch.absolute()
        self._image = image
        self._identity = identity.current()
        self._installer = Installer(index, self.scratch, self._identity, self._errand)
        self._unique = f"etc-{self._identity.uid}"
        sweep(self.scratch)
        with _engine_errors("cannot be reached"):
            _knock(engine_url)
            self._client = engine.DockerClient(base_url=engine_url, timeout=_ENGINE_SECONDS)
            sweep_containers(self._client)

    def has_image(self) -> bool:
        """Whether the engine has the base image; it is never pulled."""
        with _engine_errors("failed"):
            try:
                self._client.images.get(self._image)
            except ImageNotFound:
                return False
        return True

    def toolchain_images(self) -> dict[str, str]:
        """Toolchain name → image, for the engine's images that say they are one; for ``ImageToolchains``."""
        with _engine_errors("failed"):
            images = self._client.images.list()
        named = {name: image for image in images if (name := toolchain_of_image(image.tags, image.labels))}
        return {name: (image.tags or [str(image.id)])[0] for name, image in named.items()}

    def close(self) -> None:
        """Close the connections to the engine."""
        self._client.close()

    @contextmanager
    def open(
        self, base: Path, *, toolchain: Toolchain | None = None, mounts: Sequence[Mount] = ()
    ) -> "Iterator[DockerWorkspace]":
        """Open a workspace over ``base``; see ``Sandbox.open``."""
        shown = [*(toolchain.mounts if toolchain else ()), *mounts]
        with self._view(base.absolute(), shown) as view:
            yield DockerWorkspace(self, view, self._image_of(toolchain))

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        """See ``Installer.install``."""
        return self._installer.install(toolchain, requirements, destination, limits)

    def run_in(self, view: View, image: str, command: Command, writable: Sequence[Mount] = ()) -> CommandResult:
        """Run one command over an open view.

        Raises:
            SandboxFailure: the engine failed, or something outside ended the container.
        """
        with tempfile.TemporaryDirectory(prefix="control-", dir=view.home) as folder:
            control = self._control(Path(folder), command.stdin)
            inside = Inside(image, self._identity.uid, Path(view.tree), control, view.mounts, writable)
            settings = container_settings(inside, command)
            with _engine_errors("failed"), self._container(settings) as container:
                return self._supervise(container, command.limits, control / "status")

    def _errand(self, errand: Errand) -> CommandResult:
        mounts = (*errand.toolchain.mounts, *errand.mounts)
        with self._view(None, mounts) as view:
            return self.run_in(view, self._image_of(errand.toolchain), errand.command, errand.writable)

    def _image_of(self, toolchain: Toolchain | None) -> str:
        return (toolchain.image if toolchain else None) or self._image

    def _view(self, base: Path | None, mounts: Sequence[Mount]) -> View:
        etc = write_etc(self.scratch / self._unique, self._identity.uid)
        return open_view(base, [*etc, *mounts], self.scratch, self._identity, ViewKind.PLAIN)

    def _control(self, folder: Path, stdin: bytes) -> Path:
        (folder / "stdin").write_bytes(stdin)
        (folder / "status").touch()
        (folder / "stdin").chmod(0o444)
        (folder / "status").chmod(0o666)
        return folder

    @contextmanager
    def _container(self, settings: dict[str, Any]) -> Iterator[Container]:
        container = self._client.containers.create(**settings)
        try:
            yield container
        finally:
            with suppress(NotFound):
                container.remove(force=True, v=True)

    def _supervise(self, container: Container, limits: Limits, status: Path) -> CommandResult:
        params = {"stdout": 1, "stderr": 1, "stream": 1}
        stream = self._client.api.attach_socket(str(container.id), params=params)
        # A closed stream forgets it.
        connection = getattr(stream, "_sock", None)
        try:
            container.start()
            started = time.monotonic()
            collector = Collector(
                stream.fileno(),
                limits.output_bytes,
                started + limits.wall_seconds,
                watch_disk(self.scratch),
                Frames().decode,
            )
            collected = collector.run(None)
            if collected.timed_out or collected.stopped:
                # First: the engine waits for somebody to take the output before it lets go.
                _close(stream, connection)
                with suppress(NotFound):
                    container.kill()
            container.wait(timeout=_ENGINE_SECONDS)
            container.reload()
            state = container.attrs["State"]
            return _result(collected, collector, state, _read_status(status), time.monotonic() - started)
        finally:
            _close(stream, connection)


class DockerWorkspace:
    """An open workspace; see the ``Workspace`` port."""

    def __init__(self, sandbox: DockerSandbox, view: View, image: str) -> None:
        self._sandbox = sandbox
        self._view = view
        self._image = image

    def run(self, command: Command) -> CommandResult:
        """Run ``command`` with no network, inside its limits.

        Raises:
            ValueError: its working folder leaves the workspace, is reached through a link or is not
                there, or its environment or arguments cannot be passed.
            SandboxFailure: the sandbox broke.
        """
        self._view.check(command)
        return self._sandbox.run_in(self._view, self._image, command)

    def read(self, path: str) -> bytes:
        """See ``Workspace.read``. Links are not followed, not even inside the workspace."""
        return self._view.files.read(path)

    def write(self, path: str, content: bytes | None) -> None:
        """See ``Workspace.write``."""
        self._view.write(path, content)


def _result(
    collected: Collected, collector: Collector, state: dict[str, object], status: str, seconds: float
) -> CommandResult:
    output, truncated = collector.kept()
    code = int(str(state["ExitCode"]))
    ended = Ended.KILLED if code > 128 else Ended.EXITED
    if collected.timed_out:
        ended, code = Ended.TIMED_OUT, 128 + 9
    elif collected.stopped:
        output += f"\n[overhaul] stopped: {collected.stopped}\n".encode()
        ended, code = Ended.KILLED, 128 + 9
    elif not status and state.get("OOMKilled"):
        ended, code = Ended.KILLED, 128 + 9
    elif not status:
        why = state.get("Error") or f"status {code}"
        raise SandboxFailure(f"the container ended before its command did: {why}")
    return CommandResult(ended=ended, exit_code=code, output=output, truncated=truncated, seconds=seconds)


def _read_status(file: Path) -> str:
    """What the shell wrote last; code inside can write there too, and can only spoil its own result."""
    with file.open("rb") as opened:
        return opened.read(_STATUS_BYTES).decode(errors="replace").strip()


def _knock(engine_url: str) -> None:
    """Fail early where nobody listens: the library would leave its socket open.

    Raises:
        OSError: nobody does.
    """
    scheme, _, path = engine_url.partition("://")
    if scheme == "unix":
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)


def _close(stream: Any, connection: Any) -> None:
    """Close an attached stream and the connection under it, which the library leaves open."""
    stream.close()
    if connection is not None:
        connection.close()


@contextmanager
def _engine_errors(what: str) -> Iterator[None]:
    """Translate what the engine's library raises, once."""
    try:
        yield
    except (DockerException, RequestException, OSError) as exc:
        raise SandboxFailure(f"the Docker engine {what}: {exc}", hint=_HINT) from exc
