"""Environments: what a repository depends on, installed once for equal requests and shared read-only."""

import fcntl
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from overhaul.domain.base import Frozen, digest_of
from overhaul.domain.errors import SandboxFailure
from overhaul.domain.ports.sandbox import Sandbox
from overhaul.domain.sandbox import CommandResult, Ended, Environment, Limits, PackageIndex, Toolchain
from tools.sandbox.pip_command import PROBLEM_MARK
from tools.sandbox.views import remove_tree, sweep

_LAYOUT: Final = 1
"""Part of every name: raised when what a folder holds changes, so that old ones are not used."""
_RECORD: Final = "environment.json"
_PACKAGES: Final = "packages"
_REASON_LENGTH: Final = 300
_LIMITS: Final = Limits(wall_seconds=900, memory_bytes=4096 << 20, processes=512, file_bytes=2048 << 20)
_METADATA: Final = re.compile(
    r"(?P<name>[\w.]+)-(?P<version>[\w.+!]+)(-py[\d.]+)?(-[\w.]+)?\.(dist|egg)-info", re.ASCII
)
_REASONS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{re.escape(PROBLEM_MARK)} (?P<text>.+)",
        r"(?:ERROR: )?(?P<text>(?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Exit): .+)",
        r"(?:ERROR|error|fatal error|fatal): (?P<text>.*(?:Could not|No matching|not found|fatal).*)",
        r"(?:ERROR|error|fatal): (?P<text>.+)",
        r"(?P<text>.+)",
    )
)
"""Most telling first: what the proxy saw, what a build script raised, what pip could not find."""


class _Record(Frozen):
    installed: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


class CachedEnvironments:
    """Port ``Environments``: folders named by what they were asked for.

    Args:
        sandbox: installs.
        cache_dir: holds one folder an environment; several processes may share it.
        index: part of the name, since another index may give other distributions.
        limits: of one installation.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        cache_dir: Path,
        *,
        index: PackageIndex | None = None,
        limits: Limits = _LIMITS,
    ) -> None:
        self._sandbox = sandbox
        self._cache_dir = cache_dir.absolute()
        self._index = index or PackageIndex()
        self._limits = limits

    def build(self, toolchain: Toolchain, requirements: Sequence[str]) -> Environment:
        """See ``Environments.build``. Requests that differ only in order are equal.

        Raises:
            NoIndex: the index's settings cannot be used.
            NoToolchain: there is no pip for ``toolchain``.
            SandboxFailure: the sandbox broke, or the folder cannot be written.
        """
        wanted = sorted(set(requirements))
        if not wanted:
            return Environment(toolchain=toolchain, path="")
        folder = self._cache_dir / self._name(toolchain, wanted)
        record = _read(folder)
        if record is None:
            with self._lock(folder.name):
                record = _read(folder)
                if record is None:
                    folder, record = self._make(toolchain, wanted, folder)
        path = str(folder / _PACKAGES) if record.installed else ""
        return Environment(toolchain=toolchain, path=path, installed=record.installed, failed=record.failed)

    def _name(self, toolchain: Toolchain, wanted: Sequence[str]) -> str:
        key = {
            "layout": _LAYOUT,
            "toolchain": [toolchain.version, toolchain.executable, toolchain.image],
            "sandbox": self._sandbox.name,
            "requirements": list(wanted),
            "index": self._index.model_dump(mode="json"),
        }
        return f"{toolchain.name}-{digest_of(key)[:32]}"

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        """One process makes an environment; others wait and find it made."""
        try:
            self._cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            sweep(self._cache_dir)
            file = (self._cache_dir / f"{name}.lock").open("w")
        except OSError as exc:
            raise SandboxFailure(f"the folder of environments cannot be written: {exc}") from exc
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make(self, toolchain: Toolchain, wanted: Sequence[str], folder: Path) -> tuple[Path, _Record]:
        made = Path(tempfile.mkdtemp(prefix=f".making-{os.getpid()}-", dir=self._cache_dir))
        try:
            made.chmod(0o755)
            failed, lasting = self._install(toolchain, wanted, made / _PACKAGES)
            record = _Record(installed=_installed(made / _PACKAGES), failed=tuple(failed))
            (made / _RECORD).write_text(record.model_dump_json())
            if not lasting:
                # The next request must try again, and whoever uses this one keeps it.
                folder = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")
            remove_tree(folder)
            made.rename(folder)
        except OSError as exc:
            raise SandboxFailure(f"the environment cannot be kept: {exc}") from exc
        finally:
            if made.exists():
                remove_tree(made)
        return folder, record

    def _install(
        self, toolchain: Toolchain, wanted: Sequence[str], packages: Path
    ) -> tuple[list[tuple[str, str]], bool]:
        """What failed and why, and whether it would fail again.

        All at once first, so that pip can choose versions that agree; where that fails, one by one, so
        that one bad requirement does not cost the others; and then once more those that are good.
        """

        def install(requirements: Sequence[str]) -> CommandResult:
            return self._sandbox.install(toolchain, requirements, packages, self._limits)

        first = install(wanted)
        if first.ok:
            return [], True
        remove_tree(packages)
        results = {wanted[0]: first} if len(wanted) == 1 else {one: install([one]) for one in wanted}
        failed = [(one, failure_reason(result)) for one, result in results.items() if not result.ok]
        good = [one for one, result in results.items() if result.ok]
        if failed and len(good) > 1:
            remove_tree(packages)
            if not install(good).ok:
                # They contradict each other: whichever comes first decides what they share.
                remove_tree(packages)
                failed += [(one, failure_reason(result)) for one in good if not (result := install([one])).ok]
        lasting = not any(_passing(result) for result in (first, *results.values()))
        return sorted(failed), lasting


def failure_reason(result: CommandResult) -> str:
    """Why an installation failed, in one line: what pip says last is seldom what matters."""
    if result.ended is Ended.TIMED_OUT:
        return f"the installation took longer than {result.seconds:.0f} seconds"
    lines = [line.strip() for line in result.output.decode(errors="replace").splitlines()]
    for pattern in _REASONS:
        matches = [match["text"] for line in lines if (match := pattern.fullmatch(line))]
        if matches:
            return "".join(c if c.isprintable() else " " for c in matches[-1])[:_REASON_LENGTH]
    return f"pip ended with status {result.exit_code}"


def _passing(result: CommandResult) -> bool:
    """Whether the reason may be gone tomorrow."""
    return not result.ok and (result.ended is not Ended.EXITED or PROBLEM_MARK.encode() in result.output)


def _read(folder: Path) -> _Record | None:
    try:
        return _Record.model_validate_json((folder / _RECORD).read_bytes())
    except (OSError, ValidationError):
        return None


def _installed(packages: Path) -> tuple[str, ...]:
    """From the names of the metadata folders alone: their content was written by hostile code."""
    try:
        names = [path.name for path in packages.iterdir()]
    except OSError:
        return ()
    found = [match for name in names if (match := _METADATA.fullmatch(name))]
    return tuple(sorted({f"{_canonical(match['name'])}=={match['version']}" for match in found}))


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
