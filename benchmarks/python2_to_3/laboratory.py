"""Where suites run: the product's own sandbox, both interpreters, and the runners installed for each.

Suites are hostile code, so they run where the product runs them: no network, no view of the host,
never as root. Runners are installed as the user's site packages, after the standard library, as in a
virtual environment; a package's own dependencies stand on the import path before it.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.python2_to_3.corpus import Package, Suite, copy_of, python_files
from benchmarks.python2_to_3.outcomes import Outcome, from_lines, from_xunit, numbered
from overhaul.domain.jobs import SandboxChoice
from overhaul.domain.ports.sandbox import Environments, Sandbox
from overhaul.domain.sandbox import MEBIBYTE, Command, Ended, Limits, Mount, Toolchain
from overhaul.settings import read_settings
from overhaul.wiring import House
from tools.sandbox.environments import CachedEnvironments

PROBES: Final = Path(__file__).resolve().parent / "probes"
_BASE, _DEPENDENCIES, _PROBES = "/overhaul/runners", "/overhaul/dependencies", "/overhaul/probes"
_TREE: Final = "/repo/tree"
_REPORT: Final = "report"
"""Beside the tree, so that no suite finds it there."""
_INI: Final = ".bench.ini"
_ENVIRONMENT: Final = (
    ("PYTHONUSERBASE", _BASE),
    ("PYTHONWARNINGS", "ignore"),
    ("PY_IGNORE_IMPORTMISMATCH", "1"),
    ("BENCH_REPORT", f"/repo/{_REPORT}"),
)
_LIMITS: Final = Limits(memory_bytes=8192 * MEBIBYTE, processes=1024, file_bytes=1024 * MEBIBYTE)


class Era(StrEnum):
    """Which interpreter."""

    LEGACY = "python2.7"
    TARGET = "python3.12"


RUNNERS: Final[dict[Era, tuple[str, ...]]] = {
    Era.LEGACY: (
        "pytest==4.6.11",
        "pytest-timeout==1.4.2",
        "nose==1.3.7",
        "mock==2.0.0",
        "unittest2==1.1.0",
        "six==1.17.0",
        "FormEncode==1.3.1",
        "setuptools==44.1.1",
    ),
    Era.TARGET: (
        "pytest==7.4.4",
        "pytest-timeout==2.4.0",
        "pynose==1.5.5",
        "mock==5.2.0",
        "six==1.17.0",
        "setuptools==80.10.2",
    ),
}
"""The last runners for 2.7 that read such suites, and the first for 3.12 that still do."""


class SuiteRun(NamedTuple):
    """One run of a suite."""

    outcomes: dict[str, Outcome]
    seconds: float
    ended: str
    """The exit status, or ``timed-out``."""
    output: bytes

    @property
    def passed(self) -> set[str]:
        """The tests that passed."""
        return {name for name, outcome in self.outcomes.items() if outcome.passed}


class Laboratory:
    """Runs suites and compiles trees.

    Args:
        scratch: holds copies of trees while they are used.
    """

    def __init__(self, scratch: Path) -> None:
        house = House(read_settings())
        self._sandbox: Sandbox = house.sandbox(SandboxChoice.AUTO)
        cache, index = house.cache_folder("environments"), house.settings.index
        self._environments: Environments = CachedEnvironments(self._sandbox, cache, index=index)
        self._scratch = scratch
        self._toolchains = {era: house.toolchains().find(era.value) for era in Era}

    def toolchain(self, era: Era) -> Toolchain:
        """The interpreter.

        Raises:
            SystemExit: it is not here.
        """
        found = self._toolchains[era]
        if found is None:
            raise SystemExit(f"there is no {era.value} here: this benchmark needs both interpreters")
        return found

    def installed(self, era: Era, requirements: Sequence[str]) -> str:
        """The folder with exactly these distributions; empty: nothing was asked for.

        Raises:
            SystemExit: one of them cannot be installed, and so nothing can be compared.
        """
        environment = self._environments.build(self.toolchain(era), requirements)
        if environment.failed:
            raise SystemExit("\n".join(f"{era}: {name} cannot be installed: {why}" for name, why in environment.failed))
        return environment.path

    def run(self, package: Package, suite: Suite, tree: Path, era: Era, needs: Sequence[str] = ()) -> SuiteRun:
        """Run ``suite`` over a copy of ``tree``; ``needs`` are installed beside the package's dependencies."""
        own = package.legacy_dependencies if era is Era.LEGACY else package.target_dependencies
        mounts = [self._runners(era), Mount(host=str(PROBES), inside=_PROBES)]
        path = [str(Path(_TREE, part)) for part in suite.import_path]
        if dependencies := self.installed(era, (*own, *needs)):
            mounts.append(Mount(host=dependencies, inside=_DEPENDENCIES))
            path.append(_DEPENDENCIES)
        command = Command(
            argv=(self.toolchain(era).executable, *arguments_of(suite)),
            cwd=str(Path("tree", suite.folder)),
            env=(("PYTHONPATH", ":".join([*path, _PROBES])), *_ENVIRONMENT),
            limits=_LIMITS.model_copy(update={"wall_seconds": suite.limit_seconds}),
        )
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            copy_of(tree, Path(folder, "tree"))
            Path(folder, "tree", suite.folder, _INI).write_text(ini_of(suite))
            with self._sandbox.open(Path(folder), toolchain=self.toolchain(era), mounts=mounts) as workspace:
                result = workspace.run(command)
                try:
                    report = workspace.read(_REPORT)
                except (FileNotFoundError, ValueError):
                    report = b""
        rows = from_xunit(report) if suite.runner == "nose" else from_lines(report)
        ended = str(result.exit_code) if result.ended is Ended.EXITED else result.ended.value
        return SuiteRun(numbered(rows, _TREE), round(result.seconds, 1), ended, result.output)

    def _runners(self, era: Era) -> Mount:
        """The runners, where the interpreter looks for its user's site packages."""
        return Mount(host=self.installed(era, RUNNERS[era]), inside=f"{_BASE}/lib/{era.value}/site-packages")

    def not_compiling(self, tree: Path) -> dict[str, str]:
        """File → why, of the files below ``tree`` that the target cannot compile."""
        toolchain = self.toolchain(Era.TARGET)
        probe = (toolchain.executable, "-I", f"{_PROBES}/bench_compile.py")
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            copy_of(tree, Path(folder, "tree"))
            names = "\0".join(python_files(Path(folder, "tree"))).encode()
            mounts = (Mount(host=str(PROBES), inside=_PROBES),)
            with self._sandbox.open(Path(folder), toolchain=toolchain, mounts=mounts) as workspace:
                result = workspace.run(Command(argv=probe, cwd="tree", stdin=names, limits=Limits(wall_seconds=600)))
        if not result.ok:
            raise SystemExit(f"{tree} cannot be compiled: {result.output[-500:].decode(errors='replace')}")
        found: dict[str, str] = json.loads(result.output.splitlines()[-1])
        return found


def arguments_of(suite: Suite) -> list[str]:
    """What follows the interpreter: the runner, its report, and the suite's own arguments."""
    if suite.runner == "nose":
        report = ["--with-xunit", f"--xunit-file=/repo/{_REPORT}"]
        return ["-m", "nose", "-v", "--exe", "-c", "/dev/null", *report, *suite.arguments]
    if suite.runner == "unittest":
        return ["-m", "bench_unittest", *suite.arguments]
    plugins = ["-p", "bench_outcomes", "-p", "no:cacheprovider"]
    options = ["-q", "--tb=short", "--continue-on-collection-errors", "--timeout=30", "-c", _INI, "--rootdir=."]
    return ["-m", "pytest", *plugins, *options, *suite.arguments]


def ini_of(suite: Suite) -> str:
    """A pytest configuration that stands in for whatever the package brings, the same on both interpreters."""
    lines = ["[pytest]", f"python_files = {' '.join(suite.files)}"]
    if suite.doctest_flags:
        lines.append(f"doctest_optionflags = {' '.join(suite.doctest_flags)}")
    return "\n".join(lines) + "\n"


def forget(folder: Path) -> Path:
    """``folder``, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
