"""What a baseline says of trees with good, bad and no tests."""

from pathlib import Path
from typing import Any

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.testing import Baseline, Outcome, Runner, Suite, TestResult, TestRun
from overhaul.store.memory import MemoryArtifacts
from tests.support.checks import LIMITS, bubblewrap, own_environment, runner_in, survey_of, unittest_suite, write_tree
from tools.checks.baseline import MORE_RUNS, SuiteBaseliner, differing, take_baseline
from tools.checks.characterization import SandboxCharacterizer
from tools.checks.runner import SandboxTestRunner

CASE = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n    def test_b(self): self.fail()\n"


def taken(
    tmp_path: Path, files: dict[str, str], *suites: Suite, alternatives: tuple[tuple[Suite, ...], ...] = ()
) -> Baseline:
    tree = write_tree(tmp_path / "tree", files)
    runner = runner_in(tmp_path / "scratch")
    return take_baseline(runner, tree, suites, own_environment(), limits=LIMITS, alternatives=alternatives)


def test_steady_tests_are_demanded(tmp_path: Path) -> None:
    made = taken(tmp_path, {"tests/test_x.py": CASE}, unittest_suite("tests"))
    assert made.available
    assert made.must_pass() == {"tests/test_x.py::T::test_a"}


def test_an_unsteady_test_is_never_demanded(tmp_path: Path) -> None:
    """Its outcome is a coin's: whatever the two runs said, the baseline tells the truth about them."""
    coin = CASE + "    def test_c(self):\n        import os\n        self.assertTrue(os.urandom(1) < b'\\x80')\n"
    made = taken(tmp_path, {"tests/test_x.py": coin}, unittest_suite("tests"))
    assert set(made.flaky) <= {"tests/test_x.py::T::test_c"}
    assert not set(made.flaky) & made.must_pass()


class _InTurn(SandboxTestRunner):
    """Runs another of its trees each time, the last one again and again: what hangs on timing, made certain."""

    def __init__(self, scratch: Path, *trees: Path) -> None:
        super().__init__(bubblewrap(scratch), MemoryArtifacts())
        self.trees, self.runs = trees, 0

    def run(self, tree: Path, *args: Any, **named: Any) -> TestRun:
        tree = self.trees[min(self.runs, len(self.trees) - 1)]
        self.runs += 1
        return super().run(tree, *args, **named)


def test_where_two_runs_differ_more_runs_tell_what_else_is_unsteady(tmp_path: Path) -> None:
    case = CASE + "    def test_c(self): pass\n    def test_d(self): pass\n"
    texts = {"good": case, "late": case.replace("_c(self): pass", "_c(self): self.fail()")}
    texts["later"] = case.replace("_d(self): pass", "_d(self): self.fail()")
    trees = {name: write_tree(tmp_path / name, {"tests/test_x.py": text}) for name, text in texts.items()}
    suites, good = (unittest_suite("tests"),), trees["good"]

    racing = _InTurn(tmp_path / "s1", good, trees["late"], good, trees["later"], good)
    made = take_baseline(racing, good, suites, own_environment(), limits=LIMITS)
    assert made.flaky == ("tests/test_x.py::T::test_c", "tests/test_x.py::T::test_d")
    assert racing.runs == 2 + MORE_RUNS

    steady = _InTurn(tmp_path / "s2", good, good, trees["later"])
    made = take_baseline(steady, good, suites, own_environment(), limits=LIMITS)
    assert (made.flaky, steady.runs) == ((), 2)


def test_why_there_is_none(tmp_path: Path) -> None:
    runner = runner_in(tmp_path / "scratch")
    none = take_baseline(runner, tmp_path, (), own_environment(), limits=LIMITS)
    assert (none.available, none.why_not) == (False, "no tests were found")
    suites = (unittest_suite("tests"),)
    nowhere = take_baseline(runner, tmp_path, suites, None, limits=LIMITS)
    assert (nowhere.available, nowhere.why_not) == (False, "there is no legacy toolchain")
    assert nowhere.suites == suites


def test_tests_that_cannot_start_are_explained(tmp_path: Path) -> None:
    made = taken(tmp_path, {"tests/test_x.py": "import not_there\n"}, unittest_suite("tests"))
    assert not made.available
    assert made.run is not None
    assert "not_there" in made.why_not


def test_another_way_is_tried_where_nothing_passes(tmp_path: Path) -> None:
    files = {
        "t/test_x.py": "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): open('data')\n",
        "t/data": "",
    }
    other = (Suite(name="other", runner=Runner.UNITTEST, cwd="t", args=(".",)),)
    made = taken(tmp_path, files, unittest_suite("t"), alternatives=(other,))
    assert made.available
    assert made.suites == other


def baseliner(runner: SandboxTestRunner, tmp_path: Path) -> SuiteBaseliner:
    return SuiteBaseliner(runner, SandboxCharacterizer(bubblewrap(tmp_path / "scratch")))


def test_the_port_tries_what_its_environment_has_tools_for(tmp_path: Path) -> None:
    case = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"
    tree = write_tree(tmp_path / "tree", {"tests/test_x.py": case, "tests/conftest.py": "import not_there\n"})
    environment = own_environment().model_copy(update={"installed": ("pytest==9",)})
    runner = runner_in(tmp_path / "scratch")
    suites = runner.detect(tree, survey_of(tree), RepositoryOptions())
    made = baseliner(runner, tmp_path).measure(tree, suites, environment, RepositoryOptions())
    assert made.available
    assert made.suites[0].args[0] == "--noconftest"
    assert made.must_pass() == {"tests/test_x.py::T::test_a"}


def test_without_a_package_index_unittest_itself_runs_its_tests(tmp_path: Path) -> None:
    case = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"
    tree = write_tree(tmp_path / "tree", {"tests/test_x.py": case})
    runner = runner_in(tmp_path / "scratch")
    suites = runner.detect(tree, survey_of(tree), RepositoryOptions())
    assert suites[0].runner is Runner.PYTEST
    bare = own_environment().model_copy(update={"installed": (), "path": ""})
    missing = tuple(suite.model_copy(update={"args": ("--not-an-option", *suite.args)}) for suite in suites)
    made = baseliner(runner, tmp_path).measure(tree, missing, bare, RepositoryOptions())
    assert made.available and made.suites[0].runner is Runner.UNITTEST
    assert made.must_pass() == {"tests/test_x.py::T::test_a"}


def test_differing() -> None:
    def run(**outcomes: Outcome) -> TestRun:
        results = tuple(TestResult(id=key, outcome=value) for key, value in outcomes.items())
        return TestRun(toolchain="python2.7", version="2.7.18", results=results, seconds=0, suites=())

    first = run(a=Outcome.PASSED, b=Outcome.PASSED, c=Outcome.FAILED)
    assert differing(first, run(a=Outcome.PASSED, b=Outcome.FAILED, d=Outcome.PASSED)) == {"b", "c", "d"}
    assert differing(first, first) == set()
