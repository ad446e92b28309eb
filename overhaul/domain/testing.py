"""Tests as evidence: how a suite runs, what each test did, and the two compared."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from overhaul.domain.base import Frozen


class Runner(StrEnum):
    """How a suite is run."""

    PYTEST = "pytest"
    UNITTEST = "unittest"
    NOSE = "nose"
    SCRIPT = "script"
    """The tests are scripts that run themselves (``python tests/run.py``)."""


class Outcome(StrEnum):
    """What one test did."""

    PASSED = "passed"
    FAILED = "failed"
    """It failed or raised."""
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    NOT_COLLECTED = "not-collected"
    """Its module could not be imported or collected."""


class Suite(Frozen):
    """One way to run tests of a repository; the same on both toolchains."""

    name: str
    runner: Runner
    cwd: str = "."
    """Relative to the repository root."""
    pythonpath: tuple[str, ...] = (".",)
    """Relative to the repository root."""
    args: tuple[str, ...] = ()
    """What to run: paths or modules, as the runner takes them."""
    options: tuple[tuple[str, str], ...] = ()
    """Options for the runner's configuration file, e.g. ``("python_files", "*_test.py")``."""
    why: str = ""
    """How it was detected, for the report."""
    build: bool = False
    """True where ``setup.py build_ext --inplace`` or the like must run first."""


class TestResult(Frozen):
    """What one test did, once."""

    __test__ = False
    id: str
    """Normalized: no addresses, no ``u''`` or ``1L``, so it is the same on both toolchains."""
    outcome: Outcome
    seconds: float = 0.0
    exception: str = ""
    """Class of the exception, qualified as printed."""
    message: str = ""
    """At most 2,000 characters."""
    frames: tuple[tuple[str, int, str], ...] = ()
    """(path relative to the repository or absolute outside it, line, function), outermost first."""
    spans: tuple[tuple[int, int, int, int], ...] = ()
    """What each of ``frames`` was evaluating: line, end line, column and end column, the columns in bytes
    of UTF-8. Zeros where the interpreter does not say; empty where nothing is known."""

    def own_frames(self) -> list[tuple[str, int, str]]:
        """Those of ``frames`` that lie in files of the repository."""
        return [frame for frame in self.frames if not frame[0].startswith(("/", "<"))]


def file_part(id: str) -> str:
    """The test file of a test's id, where it names one."""
    return id.partition("::")[0]


class TestRun(Frozen):
    """One run of all suites of a tree under one toolchain."""

    __test__ = False
    toolchain: str
    """E.g. ``python2.7``."""
    version: str
    """As the interpreter says, e.g. ``2.7.18``."""
    results: tuple[TestResult, ...]
    """Sorted by id."""
    seconds: float
    suites: tuple[str, ...]
    timed_out: bool = False
    log: str = ""
    """Artifact hash of the combined output."""
    tampered: tuple[str, ...] = ()
    """What the run changed of its own judges, in sentences: test tools, builtins, tests and their files."""

    def passed(self) -> frozenset[str]:
        """Ids of the tests that passed."""
        return frozenset(r.id for r in self.results if r.outcome is Outcome.PASSED)

    def by_id(self) -> dict[str, TestResult]:
        """Results by test id."""
        return {result.id: result for result in self.results}

    def counts(self) -> dict[str, int]:
        """Outcome → number of tests, every outcome present."""
        table = {outcome.value: 0 for outcome in Outcome}
        for result in self.results:
            table[result.outcome.value] += 1
        return table


class Baseline(Frozen):
    """What the legacy code did."""

    available: bool
    """False: no legacy toolchain or no usable tests; ``why_not`` says which."""
    why_not: str = ""
    suites: tuple[Suite, ...] = ()
    run: TestRun | None = None
    flaky: tuple[str, ...] = ()
    """Tests whose outcome differed between two runs: they prove nothing and are not demanded."""

    def must_pass(self) -> frozenset[str]:
        """The tests that passed steadily: each must pass on the target, by this identity."""
        if self.run is None:
            return frozenset()
        return self.run.passed() - frozenset(self.flaky)


class Comparison(Frozen):
    """Baseline against target, by identity."""

    must_pass: int
    restored: int
    lost: tuple[TestResult, ...]
    """What each demanded test that does not pass did instead, sorted by id."""
    missing: tuple[str, ...]
    """Demanded tests that were not reported at all."""
    newly_skipped: tuple[str, ...]
    extra_passed: int
    """Tests that pass on the target and did not at baseline."""


def compare(must_pass: Iterable[str], run: TestRun) -> Comparison:
    """Hold ``run`` against the tests that must pass.

    A test that was not reported because its module could not be collected is lost for that reason.
    """
    wanted = sorted(set(must_pass))
    now = run.by_id()
    modules = {r.id: r for r in run.results if r.outcome is Outcome.NOT_COLLECTED}
    lost, missing = [], []
    for id in wanted:
        result = now.get(id) or _of_its_module(id, modules)
        if result is None:
            missing.append(id)
        elif result.outcome is not Outcome.PASSED:
            lost.append(result)
    return Comparison(
        must_pass=len(wanted),
        restored=len(wanted) - len(lost) - len(missing),
        lost=tuple(lost),
        missing=tuple(missing),
        newly_skipped=tuple(r.id for r in lost if r.outcome in (Outcome.SKIPPED, Outcome.XFAILED)),
        extra_passed=len(run.passed() - set(wanted)),
    )


def _of_its_module(id: str, modules: Mapping[str, TestResult]) -> TestResult | None:
    """What kept the module of the test ``id`` from being collected, as that test's result."""
    head = id
    while head:
        if head in modules:
            return modules[head].model_copy(update={"id": id})
        head = head.rpartition("::")[0] if "::" in head else head.rpartition(".")[0]
    return None
