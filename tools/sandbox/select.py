"""Which sandboxes this machine has, tried and not guessed, and the one to use."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

from overhaul.domain.errors import NoSandbox, OverhaulError
from overhaul.domain.jobs import SandboxChoice
from overhaul.domain.ports.sandbox import Sandbox
from overhaul.domain.sandbox import Command, Limits, PackageIndex
from tools.sandbox.bubblewrap import BubblewrapSandbox

_SWITCHES: Final = (
    ("kernel.apparmor_restrict_unprivileged_userns", "0"),
    ("kernel.unprivileged_userns_clone", "1"),
)


class SandboxStatus(NamedTuple):
    """One kind of sandbox on this machine."""

    name: str
    usable: bool
    why_not: str
    """Empty where it is usable."""
    advice: str
    """What to do about it; empty where it is usable."""


def available(image: str | None = None, engine_url: str | None = None) -> tuple[SandboxStatus, ...]:
    """Try each kind by running ``true`` in it.

    Args:
        image: the Docker sandbox's base image.
        engine_url: where the Docker engine listens, where that is not the usual place.
    """
    with tempfile.TemporaryDirectory(prefix="overhaul-probe-") as folder:
        scratch, index = Path(folder), PackageIndex(offline=True)
        return (_status_of_bubblewrap(index, scratch), _status_of_docker(index, scratch, image, engine_url))


def choose(
    choice: SandboxChoice, index: PackageIndex, scratch: Path, image: str | None = None, engine_url: str | None = None
) -> Sandbox:
    """The sandbox asked for; ``auto`` takes bubblewrap where it is usable, else Docker.

    Raises:
        NoSandbox: there is none, and the hint says what would help.
    """
    makers: dict[SandboxChoice, tuple[Callable[[], Sandbox], Callable[[], SandboxStatus]]] = {
        SandboxChoice.BUBBLEWRAP: (
            lambda: BubblewrapSandbox(index, scratch),
            lambda: _status_of_bubblewrap(index, scratch),
        ),
        SandboxChoice.DOCKER: (
            lambda: _docker(index, scratch, image, engine_url),
            lambda: _status_of_docker(index, scratch, image, engine_url),
        ),
    }
    wanted = list(makers) if choice is SandboxChoice.AUTO else [choice]
    statuses = []
    for one in wanted:
        make, probe = makers[one]
        status = probe()
        if status.usable:
            return make()
        statuses.append(status)
    why = "; ".join(f"{status.name}: {status.why_not}" for status in statuses)
    raise NoSandbox(
        f"repository code is not run without a sandbox, and none is usable here ({why})",
        hint=" or ".join(status.advice for status in statuses),
    )


def _status_of_bubblewrap(index: PackageIndex, scratch: Path) -> SandboxStatus:
    advice = "run `apt-get install bubblewrap` (or `dnf install bubblewrap`)"
    if shutil.which("bwrap") is None:
        return SandboxStatus("bubblewrap", False, "bwrap is not installed", advice)
    why_not = _try(lambda: BubblewrapSandbox(index, scratch), scratch)
    if why_not:
        advice = f"allow user namespaces for bwrap: {_namespace_advice()}"
    return SandboxStatus("bubblewrap", not why_not, why_not, advice if why_not else "")


def _status_of_docker(index: PackageIndex, scratch: Path, image: str | None, engine_url: str | None) -> SandboxStatus:
    if image is None:
        advice = "name a base image with OVERHAUL_DOCKER_IMAGE; docs/sandbox.md says how to make one"
        return SandboxStatus("docker", False, "no base image is set", advice)
    why_not = _try(lambda: _docker(index, scratch, image, engine_url), scratch)
    advice = f"start the Docker engine and make {image}, as docs/sandbox.md says" if why_not else ""
    if "Permission denied" in why_not:
        advice = "let this user reach the Docker engine (its group is as good as root), or use bubblewrap"
    return SandboxStatus("docker", not why_not, why_not, advice)


def _docker(index: PackageIndex, scratch: Path, image: str | None, engine_url: str | None) -> Sandbox:
    # Importing the docker library takes as long as a few sandboxes: only where it is wanted.
    from tools.sandbox.docker import ENGINE, DockerSandbox

    if image is None:
        raise NoSandbox("no base image is set", hint="name one with OVERHAUL_DOCKER_IMAGE")
    return DockerSandbox(index, scratch, image, engine_url or ENGINE)


def _try(make: Callable[[], Sandbox], scratch: Path) -> str:
    """Why ``true`` does not run in the sandbox, or an empty text."""
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="probe-", dir=scratch) as folder, ExitStack() as stack:
            sandbox = make()
            stack.callback(getattr(sandbox, "close", lambda: None))
            workspace = stack.enter_context(sandbox.open(Path(folder)))
            result = workspace.run(Command(argv=("true",), limits=Limits(wall_seconds=30)))
    except (OverhaulError, OSError) as exc:
        return str(exc)
    return "" if result.ok else f"`true` ended with status {result.exit_code}"


def _namespace_advice() -> str:
    """What stands in the way, as far as the kernel says."""
    for name, good in _SWITCHES:
        file = Path("/proc/sys", name.replace(".", "/"))
        if file.exists() and file.read_text().strip() != good:
            return f"`sysctl -w {name}={good}`, or an AppArmor profile for bwrap"
    return "check user.max_user_namespaces and, in a container, its seccomp profile"
