"""What every test runner does."""

from pathlib import Path

import pytest

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.testing import Outcome, TestResult
from tests.support.checks import LIMITS, own_environment, runner_in, survey_of, unittest_suite, write_tree

CASE = """import unittest, os
class T(unittest.TestCase):
    def test_b(self): pass
    def test_a(self):
        self.assertFalse(os.path.exists('left'))
        open('left', 'w').close()
"""
FILES = {"tests/test_x.py": CASE, "other/test_y.py": CASE, "m.py": ""}


@pytest.fixture(params=["sandbox"])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> TestRunner:
    return {"sandbox": runner_in}[request.param](tmp_path / "scratch")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "tree", FILES)


def test_detected_suites_run_and_pass(runner: TestRunner, tree: Path) -> None:
    suites = runner.detect(tree, survey_of(tree), RepositoryOptions())
    assert suites
    assert all(suite.why for suite in suites)
    run = runner.run(tree, suites, own_environment(), limits=LIMITS)
    assert {"tests/test_x.py::T::test_b", "other/test_y.py::T::test_b"} <= run.passed()


def test_no_suites_no_results(runner: TestRunner, tree: Path) -> None:
    run = runner.run(tree, (), own_environment(), limits=LIMITS)
    assert run.results == ()
    assert not run.timed_out


def test_each_suite_has_a_fresh_workspace_and_the_tree_stays(runner: TestRunner, tree: Path) -> None:
    suites = [unittest_suite("tests", name="one"), unittest_suite("other", name="two")]
    for _ in range(2):
        run = runner.run(tree, suites, own_environment(), limits=LIMITS)
        assert run.counts()["passed"] == 4
        assert run.suites == ("one", "two")
    assert sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()) == sorted(FILES)


def test_results_are_sorted_and_unique(runner: TestRunner, tree: Path) -> None:
    suites = [unittest_suite("tests", name="one"), unittest_suite("tests", name="two")]
    ids = [r.id for r in runner.run(tree, suites, own_environment(), limits=LIMITS).results]
    assert ids == sorted(set(ids))
    assert "tests/test_x.py::T::test_b#2" in ids


def test_only_and_overlay(runner: TestRunner, tree: Path) -> None:
    suites = [unittest_suite("tests", name="one"), unittest_suite("other", name="two")]
    broken = {"other/test_y.py": b"raise ValueError('no')\n", "tests/test_x.py": None}
    run = runner.run(
        tree, suites, own_environment(), limits=LIMITS, overlay=broken, only=["other/test_y.py::T::test_a"]
    )
    assert [(r.id, r.outcome) for r in run.results] == [("other/test_y.py", Outcome.NOT_COLLECTED)]
    assert run.suites == ("two",)


def test_a_test_left_out_does_not_run_and_a_whole_run_tells_what_it_did_last(runner: TestRunner, tree: Path) -> None:
    suites = [unittest_suite("tests", name="one"), unittest_suite("other", name="two")]
    known = TestResult(id="other/test_y.py::T::test_a", outcome=Outcome.FAILED, message="as it was")
    run = runner.run(tree, suites, own_environment(), limits=LIMITS, without=[known])
    assert run.by_id()[known.id] == known and len(run.passed()) == 3
    named = runner.run(tree, suites, own_environment(), limits=LIMITS, only=[known.id], alone=True, without=[known])
    assert named.passed() == {known.id}, "who asks for it by name gets it"
    others = runner.run(
        tree, suites, own_environment(), limits=LIMITS, only=["other/test_y.py::T::test_b"], without=[known]
    )
    assert others.passed() == {"other/test_y.py::T::test_b"} and known.id not in others.by_id()
