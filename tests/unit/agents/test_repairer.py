"""Failing tests are grouped by cause; fixes are tried biggest group first, each once, within the budget."""

from collections.abc import Sequence
from pathlib import Path

from agents.repairer import ClusterRepairer, clusters
from overhaul.domain.ports import ChangeSet, ProjectFacts, ProposalRequest, Trial
from overhaul.domain.testing import Outcome, TestResult, TestRun
from tests.support.workflow import change_of, run_of

FACTS = ProjectFacts(frozenset({"b.py", "a.py"}), ("",), frozenset())
TREE = Path("tree")


def failed(id: str, exception: str, message: str = "", line: int = 1, path: str = "a.py") -> TestResult:
    frames = (("t.py", 1, "test"), (path, line, "f"), ("/usr/lib/x.py", 5, "g"))
    return TestResult(id=id, outcome=Outcome.FAILED, exception=exception, message=message, frames=frames)


def a_run(*results: TestResult) -> TestRun:
    return TestRun(toolchain="", version="", results=results, seconds=0, suites=())


def test_a_cause_is_exception_message_and_deepest_own_place() -> None:
    run = a_run(
        failed("1", "KeyError", "'x' at 0x7f00"),
        failed("2", "KeyError", "'y' at 0x7f99"),
        failed("3", "KeyError", "'z' at 0x1", line=9),
        failed("4", "TypeError", "other"),
        TestResult(id="5", outcome=Outcome.PASSED),
        failed("6", "TypeError", "not demanded"),
    )
    assert clusters(run, frozenset("12345")) == [("1", "2"), ("3",), ("4",)]


def test_a_module_that_is_not_collected_counts_demanded_or_not() -> None:
    run = a_run(TestResult(id="module", outcome=Outcome.NOT_COLLECTED, exception="ImportError"))
    assert clusters(run, frozenset()) == [("module",)]


class Table:
    """A proposer: its offers for each failing test of the cluster."""

    name = "table"

    def __init__(self, **offers: Sequence[str]) -> None:
        self.offers = offers
        self.requests: list[ProposalRequest] = []

    def propose(self, request: ProposalRequest) -> Sequence[ChangeSet]:
        self.requests.append(request)
        return [change_of(title, {"a.py": b""}) for id in request.cluster for title in self.offers.get(id, ())]


class Judge:
    """Accepts the fixes it knows; each makes one test pass."""

    def __init__(self, run: TestRun, fixes: dict[str, str]) -> None:
        self.run, self.fixes = run, fixes
        self.tried: list[str] = []

    def __call__(self, change: ChangeSet) -> Trial:
        self.tried.append(change.proposal.title)
        mended = self.fixes.get(change.proposal.title)
        if mended is None:
            return Trial(False, TREE, self.run)
        passed = self.run.passed() | {mended}
        self.run = run_of(sorted(passed), sorted({r.id for r in self.run.results} - passed))
        return Trial(True, TREE / change.proposal.title, self.run)


def test_no_proposers_no_attempts() -> None:
    judge = Judge(run_of([], ["a"]), {})
    assert ClusterRepairer(())(TREE, judge.run, frozenset("a"), FACTS, judge) == 0
    assert judge.tried == []


def test_it_goes_on_until_nothing_gains_and_tries_nothing_twice() -> None:
    table = Table(a=["bad", "good-a"], b=["good-b", "bad"])
    judge = Judge(a_run(failed("a", "A"), failed("b", "B")), {"good-a": "a", "good-b": "b"})
    assert ClusterRepairer([table])(TREE, judge.run, frozenset("ab"), FACTS, judge) == 2
    assert judge.tried == ["bad", "good-a", "good-b"]
    assert table.requests[-1].tree == TREE / "good-a", "later requests see the tree as it is now"
    assert table.requests[0].paths == ("a.py", "b.py")


def test_the_biggest_group_comes_first_and_proposers_in_order() -> None:
    one, two = Table(a=["one-a"], b=["one-b"]), Table(b=["two-b"])
    judge = Judge(a_run(failed("a", "A"), failed("b", "B"), failed("c", "B")), {})
    assert ClusterRepairer([one, two])(TREE, judge.run, frozenset("abc"), FACTS, judge) == 0
    assert judge.tried == ["one-b", "two-b", "one-a"]


def test_the_budget_counts_change_sets() -> None:
    judge = Judge(run_of([], ["a"]), {})
    table = Table(a=[f"try {number}" for number in range(9)])
    assert ClusterRepairer([table], most_attempts=4)(TREE, judge.run, frozenset("a"), FACTS, judge) == 0
    assert len(judge.tried) == 4


def test_nothing_is_tried_once_all_pass() -> None:
    table = Table(a=["x"])
    judge = Judge(run_of(["a"]), {})
    assert ClusterRepairer([table])(TREE, judge.run, frozenset("a"), FACTS, judge) == 0
    assert table.requests == []
