"""Running code that may be an attack: commands, limits, results, toolchains and environments."""

from enum import StrEnum

from pydantic import Field

from overhaul.domain.base import Frozen

MEBIBYTE = 1 << 20


class Limits(Frozen):
    """What one command may use. Exceeding one ends the command, never the host."""

    wall_seconds: float = Field(default=120, gt=0)
    memory_bytes: int = 2048 * MEBIBYTE
    processes: int = 256
    file_bytes: int = 512 * MEBIBYTE
    """Largest file it may write."""
    output_bytes: int = 4 * MEBIBYTE
    """Combined standard output and error kept; the rest is dropped and ``truncated`` is set."""


class Mount(Frozen):
    """A host folder or file shown read-only inside."""

    host: str
    inside: str


class Command(Frozen):
    """One command, run in a workspace without a shell."""

    argv: tuple[str, ...]
    cwd: str = "."
    """Relative to the workspace root."""
    env: tuple[tuple[str, str], ...] = ()
    """Added to a scrubbed environment; nothing of the host's is inherited."""
    stdin: bytes = b""
    limits: Limits = Limits()


class Ended(StrEnum):
    """How a command ended."""

    EXITED = "exited"
    TIMED_OUT = "timed-out"
    """The wall clock ran out and the whole process tree was killed."""
    KILLED = "killed"
    """A signal ended it: out of memory, or its own doing."""


class CommandResult(Frozen):
    """What a command did. A sandbox that broke raises ``SandboxFailure`` instead."""

    ended: Ended
    exit_code: int
    """The exit status; ``128 + signal`` where a signal ended it."""
    output: bytes
    """Standard output and error, interleaved."""
    truncated: bool
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether it exited with status 0."""
        return self.ended is Ended.EXITED and self.exit_code == 0


class Toolchain(Frozen):
    """An interpreter that can be used in a sandbox."""

    name: str
    """Language and minor version: ``python2.7``."""
    version: str
    """Full version: ``2.7.18``."""
    executable: str
    """Path inside the sandbox; the same as on the host where ``image`` is None."""
    mounts: tuple[Mount, ...] = ()
    """Host folders that must be visible for it to run."""
    image: str | None = None
    """The container image it lives in, for toolchains that are images."""
    origin: str = ""
    """Where it was found: ``path``, ``pyenv``, ``image`` or ``settings``."""
    stand_in_for: str | None = None
    """Set where the wanted version is missing and this one is used instead; claims are lowered."""


class Environment(Frozen):
    """Third-party distributions installed for one toolchain, outside every workspace."""

    toolchain: Toolchain
    path: str
    """Host folder to mount read-only and put on the interpreter's path; empty: nothing installed."""
    installed: tuple[str, ...] = ()
    """``name==version``, sorted."""
    failed: tuple[tuple[str, str], ...] = ()
    """(requirement, why): what could not be installed."""


class PackageIndex(Frozen):
    """Where distributions come from: the only place an installation may reach."""

    url: str = "https://pypi.org/simple"
    extra_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    """Local folders or URLs."""
    ca_bundle: str | None = None
    offline: bool = False
    """True: never ask; installation uses ``find_links`` only."""
