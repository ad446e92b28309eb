"""Stages become commits one by one; what the gate refuses waits, stays as it was, or stops the job."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from overhaul.domain.events import EventKind
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult
from overhaul.domain.jobs import Plan
from overhaul.domain.ports.gate import GateRequest, Judgement
from overhaul.domain.testing import Outcome, TestResult, TestRun
from tests.support.repositories import git
from tests.support.workflow import Bench, Rule, ScriptedGate, baseline_of, refusal, run_of, stage
from workflows.records import Series
from workflows.steps import integrate

FILES = {"a.py": b"a0\n", "b.py": b"b0\n", "c.py": b"c0\n"}
PLAN = Plan(stages=(stage("one"), stage("two"), stage("three")), units=())
Files = Mapping[str, bytes]


class Done:
    """What ``integrate`` made of the stages."""

    def __init__(self, folder: Path, rule: Rule, staged: list[Files], plan: Plan = PLAN, **more: object) -> None:
        gate = ScriptedGate(rule, runs=lambda request: run_of(["t.a"], ["t.b"]))
        self.bench = Bench(folder, FILES, gate=gate, **more)  # type: ignore[arg-type]
        self.before = self.bench.staged_state(plan, staged)
        self.context = self.bench.context()
        self.state = integrate.run(self.context, self.before)
        self.series = self.bench.load(Series, self.state["series"])

    def subjects(self) -> list[str]:
        """The commits, oldest first."""
        return [commit.subject for commit in self.series.commits]

    def content(self, path: str) -> bytes:
        """A file of the newest commit."""
        return self.bench.parts.repository.read(self.state["head"], [path])[path]


def accept(request: GateRequest) -> CheckResult | None:
    return None


def refusing(check: CheckId, *titles: str, items: tuple[str, ...] = ()) -> Rule:
    """Refuse proposals of these titles as a whole, or for the files in ``items`` that they hold."""

    def rule(request: GateRequest) -> CheckResult | None:
        named = [item for item in items if item.split(":")[0] in request.contents]
        if request.proposal.title in titles and (named or not items):
            return refusal(check, "because", *named)
        return None

    return rule


def test_every_accepted_stage_is_a_commit(tmp_path: Path) -> None:
    done = Done(tmp_path, accept, [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"a.py": b"a3\n"}])
    assert done.subjects() == ["Do one", "Do two", "Do three"]
    assert done.content("a.py") == b"a3\n" and done.content("b.py") == b"b2\n"
    assert [request.must_compile for request in done.bench.gate.asked] == [False, False, True]
    assert [(c.lines_added, c.lines_removed) for c in done.series.commits] == [(1, 1)] * 3
    log = git(done.bench.job_dir / "repo.git", "log", "--format=%B", done.state["head"])
    assert "1 edit by 1 recipe in 1 file." in log
    assert "recipe recipe-one 1: 1 edit" in log
    assert "Restored before this commit: 0, with it: 1." in log


def test_an_odd_name_costs_its_own_file_only(tmp_path: Path) -> None:
    odd = "new\nline.py"

    def rule(request: GateRequest) -> CheckResult | None:
        return refusal(CheckId.PATHS, "no", f"{odd!r}: not a plain path") if odd in request.contents else None

    done = Done(tmp_path, rule, [{"a.py": b"a1\n", odd: b"x"}, {}, {}])
    assert done.subjects() == ["Do one"] and done.content("a.py") == b"a1\n"
    assert [path for path, _ in done.series.kept] == [odd] and done.series.complete


def test_a_refused_stage_comes_with_the_next(tmp_path: Path) -> None:
    done = Done(tmp_path, refusing(CheckId.TESTS, "Do one"), [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"b.py": b"b3\n"}])
    assert done.subjects() == ["Convert to python3.12: one to two", "Do three"]
    assert done.content("a.py") == b"a1\n"
    assert [(verdict.title, verdict.stage) for verdict in done.series.refused] == [("Do one", "one")]
    assert {hunk.path for hunk in done.series.commits[0].hunks} == {"a.py", "b.py"}
    assert done.series.complete


def test_a_later_stage_wins_over_what_is_carried(tmp_path: Path) -> None:
    done = Done(tmp_path, refusing(CheckId.IMPORT, "Do one"), [{"a.py": b"a1\n"}, {"a.py": b"a2\n"}, {}])
    assert done.subjects() == ["Convert to python3.12: one to two"]
    assert done.content("a.py") == b"a2\n"


def test_a_file_at_fault_is_held_back_and_comes_later(tmp_path: Path) -> None:
    rule = refusing(CheckId.GRAMMAR, "Do one", items=("b.py: line 1: bad",))
    done = Done(tmp_path, rule, [{"a.py": b"a1\n", "b.py": b"b1\n"}, {"c.py": b"c2\n"}, {"a.py": b"a3\n"}])
    assert done.subjects() == ["Do one", "Do two", "Do three"]
    changed = [{change.path for change in request.proposal.changes} for request in done.bench.gate.asked]
    assert changed == [{"a.py", "b.py"}, {"a.py"}, {"b.py", "c.py"}, {"a.py"}]
    assert done.content("b.py") == b"b1\n"
    assert done.series.kept == ()


def test_a_file_at_fault_at_the_end_stays_as_it_was(tmp_path: Path) -> None:
    def rule(request: GateRequest) -> CheckResult | None:
        return refusal(CheckId.COMPILE, "bad", "b.py: line 1: bad") if "b.py" in request.contents else None

    stages: list[Files] = [{"a.py": b"a1\n", "b.py": b"b1\n"}, {}, {"b.py": b"b3\n", "c.py": b"c3\n"}]
    done = Done(tmp_path, rule, stages)
    assert done.content("b.py") == b"b0\n" and done.content("c.py") == b"c3\n"
    assert done.series.kept == (("b.py", "compile: line 1: bad"),)
    assert done.series.complete
    assert any("stay as they were: b.py" in note for note in done.bench.said(EventKind.NOTE))


def test_the_last_required_stage_may_consist_of_files_at_fault(tmp_path: Path) -> None:
    """Earlier commits are a conversion already; they are still judged as a whole, and their tests are known."""
    rule = refusing(CheckId.TESTS_INTACT, "Do three", items=("c.py",))
    done = Done(tmp_path, rule, [{"a.py": b"a1\n"}, {}, {"c.py": b"c3\n"}])
    assert done.subjects() == ["Do one"] and done.series.complete
    assert [path for path, _ in done.series.kept] == ["c.py"]
    assert done.bench.gate.asked[-1].must_compile and not done.bench.gate.asked[-1].contents
    assert done.bench.load(TestRun, done.state["target_run"]).passed() == {"t.a"}


def test_a_conversion_refused_at_the_end_is_not_complete(tmp_path: Path) -> None:
    titles = ("Do two", "Convert to python3.12: two to three", "Convert to python3.12: one to three")
    done = Done(tmp_path, refusing(CheckId.TESTS, *titles), [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"c.py": b"c3\n"}])
    assert not done.series.complete
    assert [verdict.stage for verdict in done.series.refused] == ["two", "three", "three"]
    assert any("nothing will be published" in note for note in done.bench.said(EventKind.NOTE))


def test_a_last_stage_that_loses_tests_is_joined_with_the_commits_that_made_them_pass(tmp_path: Path) -> None:
    rule = refusing(CheckId.TESTS, "Do three", "Convert to python3.12: two to three")
    done = Done(tmp_path / "a", rule, [{"a.py": b"a1\n"}, {"b.py": b"b2\n", "a.py": b"a2\n"}, {"a.py": b"a3\n"}])
    assert done.subjects() == ["Convert to python3.12: one to three"]
    assert done.content("a.py") == b"a3\n" and done.content("b.py") == b"b2\n"
    assert done.series.complete
    some = Done(
        tmp_path / "b", refusing(CheckId.TESTS, "Do three"), [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"c.py": b"c3\n"}]
    )
    assert some.subjects() == ["Do one", "Convert to python3.12: two to three"]
    assert some.content("c.py") == b"c3\n"


def test_other_refusals_join_nothing(tmp_path: Path) -> None:
    done = Done(
        tmp_path, refusing(CheckId.IMPORT, "Do three"), [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"c.py": b"c3\n"}]
    )
    assert done.subjects() == ["Do one", "Do two"]
    assert not done.series.complete


def test_all_files_at_fault_and_no_commit_is_a_refusal(tmp_path: Path) -> None:
    rule = refusing(CheckId.GRAMMAR, "Do one", items=("a.py", "b.py"))
    done = Done(tmp_path, rule, [{"a.py": b"a1\n", "b.py": b"b1\n"}, {}, {}])
    assert not done.series.complete and done.subjects() == []


@pytest.mark.parametrize("staged", [[{"a.py": b"a1\n"}, {"b.py": b"b1\n"}, {}], [{"a.py": b"a1\n"}, {}, {}]])
def test_the_last_stage_that_changes_something_is_final(tmp_path: Path, staged: list[Files]) -> None:
    done = Done(tmp_path, accept, staged)
    flags = [request.must_compile for request in done.bench.gate.asked]
    assert flags[-1] and not any(flags[:-1])


def test_nothing_to_change_asks_nobody(tmp_path: Path) -> None:
    done = Done(tmp_path, accept, [{}, {}, {}])
    assert done.bench.gate.asked == [] and done.series.complete
    assert done.state["head"] == done.before["base_commit"]


MODERN = Plan(stages=(stage("one"), stage("nice", optional=True), stage("fine", optional=True)), units=())


def test_a_refused_optional_stage_is_dropped(tmp_path: Path) -> None:
    rule = refusing(CheckId.TESTS, "Do nice")
    staged: list[Files] = [{"a.py": b"a1\n"}, {"a.py": b"a2\n"}, {"a.py": b"a3\n", "b.py": b"b3\n"}]
    done = Done(tmp_path, rule, staged, MODERN)
    assert done.subjects() == ["Do one", "Do fine"] and done.series.complete
    assert done.content("a.py") == b"a1\n", "what was built on the dropped stage is dropped with it"
    assert done.content("b.py") == b"b3\n"
    assert done.series.kept == ()


def test_a_file_at_fault_in_an_optional_stage_is_no_left_over(tmp_path: Path) -> None:
    rule = refusing(CheckId.COMPILE, "Do nice", items=("b.py",))
    done = Done(tmp_path, rule, [{"a.py": b"a1\n"}, {"a.py": b"a2\n", "b.py": b"b2\n"}, {}], MODERN)
    assert done.subjects() == ["Do one", "Do nice"]
    assert done.content("b.py") == b"b0\n" and done.series.kept == ()


def test_optional_stages_do_not_save_a_refused_conversion(tmp_path: Path) -> None:
    done = Done(tmp_path, refusing(CheckId.TESTS, "Do one"), [{"a.py": b"a1\n"}, {"a.py": b"a2\n"}, {}], MODERN)
    assert not done.series.complete and done.subjects() == []
    assert len(done.bench.gate.asked) == 1


def test_a_resumed_integration_asks_the_gate_nothing_again(tmp_path: Path) -> None:
    rule = refusing(CheckId.TESTS, "Do one")
    done = Done(tmp_path, rule, [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"b.py": b"b3\n"}])
    asked = len(done.bench.gate.asked)
    again = integrate.run(done.context, done.before)
    assert again == done.state
    assert len(done.bench.gate.asked) == asked


def test_names_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    rule = refusing(CheckId.GRAMMAR, "Do one", items=("a.py: bad",))
    done = Done(tmp_path, rule, [{"a.py": b"a1\n", "aa.py": b"new\n"}, {}, {"b.py": b"b3\n"}])
    assert {change.path for change in done.bench.gate.asked[1].proposal.changes} == {"aa.py"}


def test_tests_that_hang_on_half_converted_code_run_again_when_it_is_whole(tmp_path: Path) -> None:
    """Twice it is tried. What nobody could run makes no commit of its own, and is asked of the last stage."""
    hung = CheckResult(check=CheckId.TESTS, outcome=CheckOutcome.NOT_RUN, detail="did not end")

    class Hanging(ScriptedGate):
        def judge(self, request: GateRequest) -> Judgement:
            answer = super().judge(request)
            if request.must_compile:
                return answer
            return Judgement(answer.verdict.model_copy(update={"results": (hung,)}), None)

    plan = Plan(stages=tuple(map(stage, ("one", "two", "three", "four"))), units=())
    staged: list[Files] = [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"c.py": b"c3\n"}, {"a.py": b"a4\n"}]
    bench = Bench(tmp_path, FILES, gate=Hanging(runs=lambda request: run_of(["t.a"], ["t.b"])))
    state = integrate.run(bench.context(), bench.staged_state(plan, staged))
    asked = [(request.must_compile, request.middle_seconds) for request in bench.gate.asked]
    assert asked == [(False, 60.0), (False, 60.0), (False, 0.0), (True, 0.0)]
    series = bench.load(Series, state["series"])
    assert [commit.subject for commit in series.commits] == ["Convert to python3.12: one to four"] and series.complete


def test_a_file_whose_last_edits_were_refused_keeps_the_earlier_ones(tmp_path: Path) -> None:
    rule = refusing(CheckId.TESTS_INTACT, "Do three", items=("b.py",))
    done = Done(tmp_path, rule, [{"b.py": b"b1\n"}, {"a.py": b"a2\n"}, {"b.py": b"b3\n", "c.py": b"c3\n"}])
    assert done.content("b.py") == b"b1\n" and done.content("c.py") == b"c3\n"
    said = [note for note in done.bench.said(EventKind.NOTE) if "b.py" in note]
    assert said == ["Do three: the gate refused the last edits of these files, their earlier ones stay: b.py"]


class LetterGate:
    """A gate whose tests pass by what the files of the whole tree hold, and that refuses what loses one of them.

    ``passing``: the letters that pass, by the contents of ``a.py``, ``b.py`` and ``c.py`` one after the other.
    """

    def __init__(self, passing: Mapping[bytes, str]) -> None:
        self.passing = passing
        self.run_again: list[bytes] = []
        self.gate = ScriptedGate(self.rule, runs=self.runs, tested=True)

    def tree(self, request: GateRequest) -> bytes:
        read = {path: (request.before / path).read_bytes() for path in FILES} | dict(request.contents)
        return b" ".join(bytes(read[path] or b"").strip() for path in sorted(FILES))

    def runs(self, request: GateRequest) -> TestRun:
        if request.known_run is not None:
            return request.known_run
        self.run_again.append(self.tree(request))
        return run_of(list(self.passing[self.tree(request)]))

    def rule(self, request: GateRequest) -> CheckResult | None:
        now = request.known_run or run_of(list(self.passing[self.tree(request)]))
        lost = request.before_run.passed() - now.passed() if request.before_run else frozenset[str]()
        return refusal(CheckId.TESTS, "lost", *sorted(lost)) if lost else None


def test_where_the_end_loses_tests_the_series_is_made_anew_and_nothing_is_run_twice(tmp_path: Path) -> None:
    """One to three pass x on the way, and the end does not: so no commit may pass it. The others stay commits."""
    letters = LetterGate(
        {b"a1 b0 c0": "k", b"a2 b0 c0": "kx", b"a2 b3 c0": "kxy", b"a2 b3 c4": "kl", b"a2 b5 c4": "klm"}
    )
    plan = Plan(stages=tuple(map(stage, ("one", "two", "three", "four", "five"))), units=())
    staged: list[Files] = [
        {"a.py": b"a1\n"},
        {"a.py": b"a2\n"},
        {"b.py": b"b3\n"},
        {"c.py": b"c4\n"},
        {"b.py": b"b5\n"},
    ]
    bench = Bench(tmp_path, FILES, gate=letters.gate, baseline=baseline_of(list("klmxy")), on_target=run_of([]))
    state = integrate.run(bench.context(), bench.staged_state(plan, staged))
    series = bench.load(Series, state["series"])
    assert [commit.subject for commit in series.commits] == ["Do one", "Convert to python3.12: two to four", "Do five"]
    assert series.complete and bench.load(TestRun, state["target_run"]).passed() == set("klm")
    assert [{hunk.origin.id for hunk in commit.hunks} for commit in series.commits] == [
        {"recipe-one"},
        {"recipe-two", "recipe-three", "recipe-four"},
        {"recipe-five"},
    ]
    assert sorted(letters.run_again) == sorted(letters.passing), "each tree is run once"


def test_what_a_later_stage_mends_waits_for_it(tmp_path: Path) -> None:
    letters = LetterGate({b"a1 b0 c0": "k", b"a1 b2 c0": "", b"a1 b2 c3": "kl"})
    bench = Bench(tmp_path, FILES, gate=letters.gate, baseline=baseline_of(list("kl")), on_target=run_of([]))
    staged: list[Files] = [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"c.py": b"c3\n"}]
    state = integrate.run(bench.context(), bench.staged_state(PLAN, staged))
    subjects = [commit.subject for commit in bench.load(Series, state["series"]).commits]
    assert subjects == ["Do one", "Convert to python3.12: two to three"]


def test_what_nobody_demands_and_fails_late_runs_once_on_the_target(tmp_path: Path) -> None:
    late = TestResult(id="t.late", outcome=Outcome.FAILED, seconds=5.0)
    run = run_of(["t.a"], ["t.b"])
    with_late = run.model_copy(update={"results": (*run.results, late)})
    bench = Bench(tmp_path, FILES, gate=ScriptedGate(runs=lambda request: with_late))
    integrate.run(bench.context(), bench.staged_state(PLAN, [{"a.py": b"a1\n"}, {"b.py": b"b2\n"}, {"a.py": b"a3\n"}]))
    assert [[result.id for result in request.without] for request in bench.gate.asked] == [[], ["t.late"], ["t.late"]]
