"""Runs a repository's own tests in the sandbox, one result a test, whatever the tests do."""

import hashlib
import json
import posixpath
import secrets
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.sandbox import Sandbox, Workspace
from overhaul.domain.ports.store import Artifacts
from overhaul.domain.sandbox import Command, CommandResult, Ended, Environment, Limits, Mount
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Outcome, Runner, Suite, TestResult, TestRun
from tools.checks.detect import detect_suites
from tools.checks.detection.inventory import is_test_name, test_folder_of
from tools.checks.identity import Numberer
from tools.checks.merge import SuiteResults
from tools.checks.narrow import narrow
from tools.checks.report import ProbeReport, read_report

PROBES = Path(__file__).parent / "probes"
PROBES_INSIDE = "/overhaul/probes"
ENVIRONMENT_INSIDE = "/overhaul/environment"

_RESTARTS = 10
"""How often a suite is taken up again after a test took its process down."""
_LEAST_SECONDS = 1.0
_MOST_WATCHED = 5_000
_SUITE = " (suite)"

RUN_ENVIRONMENT = (
    ("LC_ALL", "C.UTF-8"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONNOUSERSITE", "1"),
    ("TZ", "UTC"),
)


def run_mounts(environment: Environment) -> tuple[Mount, ...]:
    """What a run sees beside the workspace: the probes and the installed distributions, read-only."""
    mounts = [Mount(host=str(PROBES), inside=PROBES_INSIDE)]
    if environment.path:
        mounts.append(Mount(host=environment.path, inside=ENVIRONMENT_INSIDE))
    return tuple(mounts)


class SandboxTestRunner:
    """Port ``TestRunner``: detects suites from the tree and runs them in the sandbox.

    Args:
        sandbox: where they run.
        artifacts: keeps the logs.
        test_seconds: how long one test may take before it fails; 0: as long as the suite.
    """

    __test__: ClassVar[bool] = False

    def __init__(self, sandbox: Sandbox, artifacts: Artifacts, *, test_seconds: float = 30.0) -> None:
        self._sandbox = sandbox
        self._artifacts = artifacts
        self._test_seconds = test_seconds

    def detect(self, tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
        """The suites of ``tree``; empty where there are none."""
        return detect_suites(tree, survey, options)

    def run(
        self,
        tree: Path,
        suites: Sequence[Suite],
        environment: Environment,
        *,
        limits: Limits,
        overlay: Mapping[str, bytes | None] | None = None,
        only: Sequence[str] = (),
        alone: bool = False,
        without: Sequence[TestResult] = (),
    ) -> TestRun:
        """Run ``suites`` one after the other, each in a fresh workspace, within ``limits`` together.

        Raises:
            SandboxFailure: the sandbox broke.
        """
        number, results, logs = Numberer(), list[TestResult](), list[bytes]()
        left, spent, timed_out, version = limits.wall_seconds, 0.0, False, ""
        asked = tuple(only) if alone and not any(test.endswith(_SUITE) for test in only) else ()
        watched, tampered = _watched(tree, suites, overlay or {}), set[str]()
        chosen = [narrowed for suite in suites if (narrowed := narrow(suite, only)) is not None]
        left_out = {result.id: result for result in without if result.id not in only}
        for suite in chosen:
            with self._sandbox.open(tree, toolchain=environment.toolchain, mounts=run_mounts(environment)) as workspace:
                for path, content in sorted((overlay or {}).items()):
                    workspace.write(path, content)
                one = _SuiteRun(workspace, suite, environment, self._test_seconds, asked, left_out, watched)
                one.go(limits.model_copy(update={"wall_seconds": max(left - spent, _LEAST_SECONDS)}))
            spent += one.seconds
            timed_out |= one.timed_out
            tampered |= one.collected.tampered
            version = one.collected.version or version
            logs.append(b"".join((b"=== ", suite.name.encode(), b"\n", *one.output)))
            results += one.collected.results(number)
        if asked and not results:  # this runner calls its tests otherwise while it chooses them
            return self.run(tree, suites, environment, limits=limits, overlay=overlay, only=only, without=without)
        if not only:  # who asks for some tests does not want to hear of others
            results += [left_out[id] for id in left_out.keys() - {result.id for result in results}]
        return TestRun(
            toolchain=environment.toolchain.name,
            version=version or environment.toolchain.version,
            results=tuple(sorted(results, key=lambda result: result.id)),
            seconds=round(spent, 3),
            suites=tuple(suite.name for suite in chosen),
            timed_out=timed_out,
            log=self._artifacts.put(b"".join(logs)),
            tampered=tuple(sorted(tampered)),
        )


class _SuiteRun:
    """One suite in one workspace: as many processes as it takes."""

    def __init__(
        self,
        workspace: Workspace,
        suite: Suite,
        environment: Environment,
        test_seconds: float,
        only: tuple[str, ...],
        without: Collection[str],
        watched: tuple[tuple[str, str | None], ...],
    ) -> None:
        self._workspace = workspace
        self._suite = suite
        self._environment = environment
        self._test_seconds = test_seconds
        self._only = only
        self._without = without
        self._watched = watched
        self.collected = SuiteResults(suite.name)
        self.output: list[bytes] = []
        self.seconds = 0.0
        self.timed_out = False

    def go(self, limits: Limits) -> None:
        """Run until the suite ended, the limit is reached, or nothing moves any more."""
        if self._suite.build:
            self._keep(self._workspace.run(self._python(limits, "setup.py", "-q", "build_ext", "--inplace")))
        why = ""
        for _ in range(_RESTARTS):
            known = len(self.collected.done())
            left = limits.wall_seconds - self.seconds
            if left < _LEAST_SECONDS and self.seconds:
                why = why or "the time limit of the run was reached"
                break
            report, result = self._process(limits.model_copy(update={"wall_seconds": max(left, _LEAST_SECONDS)}))
            self.collected.add(report)
            if report.ended and result.ok:
                self.collected.explain(result.output[-1500:].decode("utf-8", "replace"))
                return
            why = self._why(report, result)
            if report.problem:
                break
            if report.running is not None:
                self.collected.fail(report.running, why, self._test_seconds if report.hung else 0.0)
            if self.timed_out or len(self.collected.done()) == known:
                break
        self.collected.give_up(why)

    def _process(self, limits: Limits) -> tuple[ProbeReport, CommandResult]:
        name = f".overhaul-{secrets.token_hex(8)}"
        secret = secrets.token_hex(32)
        suite = self._suite
        request = {
            "secret": secret,
            "report": name,
            "name": f"{suite.name}{_SUITE}",
            "runner": suite.runner.value,
            "cwd": suite.cwd,
            "pythonpath": suite.pythonpath,
            "args": suite.args,
            "options": suite.options,
            "environment": ENVIRONMENT_INSIDE if self._environment.path else "",
            "test_seconds": self._test_seconds,
            "done": sorted(self.collected.done()),
            "only": sorted(self._only),
            "without": sorted(self._without),
            "watched": self._watched,
            "stamps": self.collected.stamps,
        }
        command = self._python(limits, f"{PROBES_INSIDE}/run_probe.py")
        result = self._workspace.run(command.model_copy(update={"stdin": json.dumps(request).encode()}))
        self._keep(result)
        try:
            content = self._workspace.read(name)
            self._workspace.write(name, None)
        except (FileNotFoundError, ValueError):  # ValueError: it became a link or a folder
            return ProbeReport(problem="the report was not there"), result
        return read_report(content, secret), result

    def _python(self, limits: Limits, *words: str) -> Command:
        argv = (self._environment.toolchain.executable, "-B", "-s", *words)
        return Command(argv=argv, env=RUN_ENVIRONMENT, limits=limits)

    def _keep(self, result: CommandResult) -> None:
        self.output.append(result.output)
        self.seconds += result.seconds
        self.timed_out |= result.ended is Ended.TIMED_OUT

    def _why(self, report: ProbeReport, result: CommandResult) -> str:
        if report.problem:
            tail = result.output[-400:].decode("utf-8", "replace").strip()
            return f"the report cannot be trusted: {report.problem}" + (f"; last output: {tail}" if tail else "")
        if result.ended is Ended.TIMED_OUT:
            return "the time limit of the run was reached"
        if report.hung:
            return f"it ran longer than {self._test_seconds:g} seconds and could not be interrupted"
        ended = "was killed" if result.ended is Ended.KILLED else "ended itself"
        return f"the test process {ended} (exit status {result.exit_code}) before its report was complete"


def _watched(
    tree: Path, suites: Sequence[Suite], overlay: Mapping[str, bytes | None]
) -> tuple[tuple[str, str | None], ...]:
    """The test files that no build and no test may rewrite, with their sha256; None: a conftest that must not come."""
    named = {posixpath.normpath(posixpath.join(suite.cwd, word)) for suite in suites for word in suite.args}
    found = {path.relative_to(tree).as_posix() for path in tree.rglob("*.py") if not path.is_symlink()}
    found |= {path for path, content in overlay.items() if content is not None and path.endswith(".py")}
    found = {path for path in found if path.isascii() and (path in named or test_folder_of(path) or is_test_name(path))}
    found |= {posixpath.join(folder, "conftest.py") for folder in {"", *map(posixpath.dirname, found)}}
    return tuple((path, _digest(tree, path, overlay)) for path in sorted(found)[:_MOST_WATCHED])


def _digest(tree: Path, path: str, overlay: Mapping[str, bytes | None]) -> str | None:
    content = overlay.get(path)
    if path not in overlay and (tree / path).is_file():
        content = (tree / path).read_bytes()
    return None if content is None else hashlib.sha256(content).hexdigest()


def failed_to_start(run: TestRun) -> tuple[TestResult, ...]:
    """Results that stand for a whole suite that could not run or did not end."""
    return tuple(r for r in run.results if r.outcome is Outcome.NOT_COLLECTED and r.id.endswith(_SUITE))


def uses(suites: Sequence[Suite], runner: Runner) -> bool:
    """Whether any suite needs ``runner``."""
    return any(suite.runner is runner for suite in suites)
