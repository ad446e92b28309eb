"""What every gate does, whatever its checks look like inside."""

from pathlib import Path

import pytest

from overhaul.domain.gate import CheckId, CheckOutcome
from overhaul.domain.ports.gate import Gate
from tests.support.checks import MODEL, RECIPE, GateBench, unittest_suite, write_tree

CASE = "import unittest, m\nclass T(unittest.TestCase):\n    def test_a(self): self.assertEqual(m.f(), 1)\n"
FILES = {"m.py": "def f():\n    return 1\n", "tests/test_m.py": CASE}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> GateBench:
    root = tmp_path_factory.mktemp("conformance")
    return GateBench(write_tree(root / "tree", FILES), (unittest_suite("tests"),), root / "scratch")


@pytest.fixture(params=["proof"])
def gate(request: pytest.FixtureRequest, bench: GateBench) -> Gate:
    return {"proof": bench.gate}[request.param]


def test_a_verdict_has_one_result_a_check_in_order(gate: Gate, bench: GateBench) -> None:
    for contents in (
        {"m.py": b"def f():\n    return 0 + 1\n"},
        {"../m.py": b""},
        {"m.py": b"def f():\n    return 2\n"},
    ):
        verdict = gate.judge(bench.request(contents, MODEL)).verdict
        assert [result.check for result in verdict.results] == list(CheckId)
        assert verdict.accepted == (not verdict.refusals())


def test_accepting_hands_over_the_run_it_rests_on(gate: Gate, bench: GateBench) -> None:
    judgement = gate.judge(bench.request({"m.py": b"def f():\n    return 0 + 1\n"}, MODEL))
    assert judgement.verdict.accepted
    assert judgement.run is not None
    assert judgement.run.passed() == {"tests/test_m.py::T::test_a"}


def test_every_refusal_and_every_check_not_run_says_why(gate: Gate, bench: GateBench) -> None:
    for contents in ({"m.py": b"def f():\n    return 2\n"}, {"m.py": b"def f(:\n"}, {"tests/test_m.py": None}):
        verdict = gate.judge(bench.request(contents, RECIPE)).verdict
        assert not verdict.accepted
        for result in verdict.results:
            assert result.detail or result.outcome is CheckOutcome.PASSED
        assert all(result.items for result in verdict.refusals())


def test_judging_changes_no_tree_and_is_repeatable(gate: Gate, bench: GateBench) -> None:
    contents = {"m.py": b"def f():\n    return 3\n", "n.py": b"x = 1\n"}
    first = gate.judge(bench.request(contents, MODEL)).verdict
    assert gate.judge(bench.request(contents, MODEL)).verdict == first
    found = {p.relative_to(bench.tree).as_posix(): p.read_text() for p in bench.tree.rglob("*") if p.is_file()}
    assert found == FILES


def test_a_refused_path_is_never_read_or_written(gate: Gate, bench: GateBench, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    gate.judge(bench.request({str(outside): b"x = 1\n"}, MODEL))
    assert not outside.exists()


def test_a_run_of_the_same_tree_is_not_made_again(gate: Gate, bench: GateBench) -> None:
    request = bench.request({"m.py": b"def f():\n    return 1 + 0\n"}, MODEL)
    known = bench.before_run.model_copy(update={"seconds": 1234.5})
    judgement = gate.judge(request._replace(known_run=known))
    assert judgement.verdict.accepted and judgement.run == known


def test_tests_that_were_lost_run_first_and_nothing_else_where_they_still_fail(gate: Gate, bench: GateBench) -> None:
    first = ["tests/test_m.py::T::test_a"]
    judgement = gate.judge(bench.request({"m.py": b"def f():\n    return 2\n"}, MODEL)._replace(first=first))
    assert judgement.run is None
    (refused,) = judgement.verdict.refusals()
    assert refused.check is CheckId.TESTS and refused.items[0].startswith("tests/test_m.py::T::test_a: failed")
    mended = gate.judge(bench.request({"m.py": b"def f():\n    return 3 - 2\n"}, MODEL)._replace(first=first))
    assert mended.verdict.accepted and mended.run is not None


def test_a_tree_known_by_a_key_is_not_asked_about_its_imports_again(gate: Gate, bench: GateBench) -> None:
    """And what was found out holds for it as the tree before the next proposal."""
    broken = {"m.py": b"def f():\n    return 1\n", "n.py": b"import gone\n"}
    first = bench.request(broken, MODEL)._replace(before_key="one", after_key="two")
    assert gate.judge(first).verdict.accepted
    lost = bench.request({"m.py": None}, RECIPE)._replace(before_key="two", after_key="three")
    assert [result.check for result in gate.judge(lost).verdict.refusals()] == [CheckId.IMPORT]
