"""The whole graph in one process: real git, real recipes, stores in memory, a gate that follows a script."""

import os
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from agents.editor import RecipeEditor
from overhaul.domain.errors import BadInput, JobCancelled, StoreFailure
from overhaul.domain.events import Event, EventKind
from overhaul.domain.evidence import Evidence
from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.jobs import JobRecord, JobState, Plan, RepositoryOptions, StepId, Unit
from overhaul.domain.ports.gate import GateRequest
from overhaul.domain.sandbox import Toolchain
from overhaul.domain.testing import Baseline, TestRun
from overhaul.store.memo import FileMemo
from tests.support.repositories import git
from tests.support.workflow import Bench, ScriptedGate, baseline_of, refusal, run_of
from tools.recipes.registry import RegisteredRecipes
from tools.vcs.repository import GitRepository
from workflows.parts import Parts
from workflows.records import Staged
from workflows.runner import EXIT_CODES, run_job
from workflows.steps import transform

FILES = {
    "shop/__init__.py": b"",
    "shop/basket.py": b"def show(out, prices):\n    print >>out, prices.has_key('a')\n    raise KeyError, 'x'\n"
    b"class Items:\n    def next(self):\n        raise StopIteration\n    def add(self, (name, price)): pass\n",
    "shop/money.py": b"from StringIO import StringIO\nx = 0777L\n",
    "tests/test_shop.py": b"import unittest\nfrom shop import money\n",
}
STEPS = [step.value for step in StepId]


class Found:
    """The port ``Toolchains``: both interpreters are there, by name."""

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        return Toolchain(name=name, version=f"{name[6:]}.1", executable=f"/nowhere/{name}")

    def nearest(self, name: str) -> Toolchain | None:
        return None

    def all(self) -> tuple[Toolchain, ...]:
        return ()


def converted(request: GateRequest) -> TestRun | None:
    """All tests pass once the whole is asked for."""
    return run_of(["t.a", "t.b"]) if request.must_compile else None


def make(folder: Path, gate: ScriptedGate | None = None, **fields: object) -> Bench:
    bench = Bench(folder, FILES, gate=gate or ScriptedGate(runs=converted), **fields)  # type: ignore[arg-type]
    recipes = RegisteredRecipes()
    bench.parts = replace(
        bench.parts,
        toolchains=Found(),
        editor=lambda track, stages, project: RecipeEditor(recipes, track, stages, project),
    )
    return bench


def run(bench: Bench, *, parts: Parts | None = None) -> JobRecord:
    return run_job(bench.record.id, bench.record.spec, parts or bench.parts, bench.job_dir)


def as_a_new_process(bench: Bench) -> Parts:
    """Parts that remember nothing but what is on disk and in the stores."""
    return replace(bench.parts, memo=FileMemo(bench.job_dir / "memo"), repository=GitRepository(bench.job_dir))


def started(bench: Bench) -> list[str]:
    return [event.message for event in bench.kept.events if event.kind is EventKind.STEP_STARTED]


def test_a_job_from_end_to_end(tmp_path: Path) -> None:
    bench = make(tmp_path)
    record = run(bench)
    assert record.state is JobState.DONE and record.summary == "2 of 2 tests that passed before pass now."
    assert started(bench) == STEPS
    kinds = bench.kept.kinds()
    assert (kinds[0], kinds[-1]) == (EventKind.JOB_STARTED, EventKind.JOB_ENDED)
    assert bench.jobs.events(record.id) == tuple(bench.kept.events)
    evidence = Evidence.model_validate_json((tmp_path / "out/evidence.json").read_bytes())
    assert evidence.result_commit == record.result_commit == git(bench.source, "rev-parse", "overhaul/python3.12")
    assert evidence.claim.level == "proven" and evidence.findings_before["print-statement"] == 1
    assert evidence.api_changes == (
        "+ shop.basket.Items.__next__",
        "~ shop.basket.Items.add(self, (name,price)) → (self, name_price)",
    )
    assert "print(" in git(bench.source, "show", "overhaul/python3.12:shop/basket.py")
    assert git(bench.source, "status", "--porcelain") == "" and git(bench.source, "branch", "--show-current") == "main"
    assert git(bench.source, "rev-list", "--count", "main..overhaul/python3.12") == str(len(evidence.commits))


def test_the_same_repository_gives_the_same_tree(tmp_path: Path) -> None:
    one, two = run(make(tmp_path / "one")), run(make(tmp_path / "two"))
    assert one.result_tree == two.result_tree and one.result_commit == two.result_commit


def test_checkpoints_stay_small(tmp_path: Path) -> None:
    bench = make(tmp_path)
    run(bench)
    connection = sqlite3.connect(bench.job_dir / "checkpoints.sqlite")
    sizes = [row[0] for row in connection.execute("select length(checkpoint) from checkpoints")]
    writes = [row[0] for row in connection.execute("select length(value) from writes")]
    connection.close()
    assert len(sizes) >= len(STEPS) and max(sizes) < 4096 and max(writes) < 4096


class Interrupter:
    """Presses Ctrl-C the moment a step says so: the handler raises in whatever runs then."""

    def __init__(self, kind: EventKind, step: str) -> None:
        self.kind, self.step = kind, step

    def emit(self, event: Event) -> None:
        if (event.kind, event.message) == (self.kind, self.step):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """The tree of a job that nobody interrupts."""
    return run(make(tmp_path_factory.mktemp("undisturbed"))).result_tree


@pytest.mark.parametrize("kind", [EventKind.STEP_STARTED, EventKind.STEP_ENDED])
@pytest.mark.parametrize("step", STEPS)
def test_interrupt_and_resume(tmp_path: Path, undisturbed: str | None, step: str, kind: EventKind) -> None:
    bench = make(tmp_path)
    with pytest.raises(JobCancelled) as caught:
        run(bench, parts=replace(bench.parts, sinks=(bench.kept, Interrupter(kind, step))))
    assert f"overhaul resume {bench.record.id}" in caught.value.hint
    assert bench.jobs.get(bench.record.id).state is JobState.CANCELLED
    asked = len(bench.gate.asked)
    bench.kept.events.clear()
    record = run(bench, parts=as_a_new_process(bench))
    assert record.state is JobState.DONE and record.result_tree == undisturbed
    assert started(bench)[0] == step, "steps behind the last checkpoint are not done again"
    assert bench.kept.kinds()[0] is (EventKind.JOB_STARTED if step == "intake" else EventKind.JOB_RESUMED)
    if step in ("repair", "review", "publish") or (step, kind) == ("integrate", EventKind.STEP_ENDED):
        assert len(bench.gate.asked) == asked, "what the gate has judged it does not judge again"


def test_a_request_to_cancel_stops_at_the_next_step(tmp_path: Path) -> None:
    bench = make(tmp_path)

    class Canceller:
        def emit(self, event: Event) -> None:
            if (event.kind, event.message) == (EventKind.STEP_STARTED, "survey"):
                bench.jobs.request_cancel(bench.record.id)

    with pytest.raises(JobCancelled):
        run(bench, parts=replace(bench.parts, sinks=(bench.kept, Canceller())))
    assert started(bench) == ["intake", "survey"]
    assert bench.kept.events[-1].data["state"] == "cancelled"
    assert run(bench, parts=as_a_new_process(bench)).state is JobState.DONE


def test_a_job_that_has_ended_ends_the_same_again(tmp_path: Path) -> None:
    bench = make(tmp_path)
    first = run(bench)
    asked = len(bench.gate.asked)
    again = run(bench, parts=as_a_new_process(bench))
    assert (again.state, again.summary, again.result_tree) == (first.state, first.summary, first.result_tree)
    assert len(bench.gate.asked) == asked and started(bench) == STEPS


def test_a_plan_runs_no_code_and_changes_nothing(tmp_path: Path) -> None:
    bench = make(tmp_path, plan_only=True)
    record = run(bench, parts=replace(bench.parts, running=None))
    assert record.state is JobState.PLANNED and started(bench) == ["intake", "survey", "plan"]
    assert not (tmp_path / "out").exists() and EXIT_CODES[record.state] == 0
    assert run(bench, parts=replace(as_a_new_process(bench), running=None)).state is JobState.PLANNED


def test_a_dry_run_leaves_no_branch_and_no_bundle_even_when_resumed(tmp_path: Path) -> None:
    bench = make(tmp_path, dry_run=True)
    with pytest.raises(JobCancelled):
        run(bench, parts=replace(bench.parts, sinks=(Interrupter(EventKind.STEP_STARTED, "publish"),)))
    assert run(bench, parts=as_a_new_process(bench)).state is JobState.DONE
    assert git(bench.source, "branch", "--list", "overhaul/*") == "" and not (tmp_path / "out").exists()


def test_a_refused_conversion_publishes_nothing_but_the_reasons(tmp_path: Path) -> None:
    def rule(request: GateRequest) -> object:
        return refusal(CheckId.TESTS, "2 tests that passed do not pass any more", "t.a", "t.b")

    bench = make(tmp_path, ScriptedGate(rule))  # type: ignore[arg-type]
    record = run(bench)
    assert record.state is JobState.REFUSED and EXIT_CODES[record.state] == 4
    assert record.summary.startswith("The gate refused the conversion (tests: 2 tests")
    assert git(bench.source, "branch", "--list", "overhaul/*") == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")) == [
        "evidence.json",
        "report.html",
        "report.md",
    ]
    evidence = Evidence.model_validate_json((tmp_path / "out/evidence.json").read_bytes())
    assert not evidence.complete and evidence.claim.level == "none" and evidence.refused[0].title


def test_a_file_that_stays_as_it_was_is_a_part_left(tmp_path: Path) -> None:
    def rule(request: GateRequest) -> object:
        at_fault = "shop/money.py" in request.contents
        return refusal(CheckId.COMPILE, "bad", "shop/money.py: line 1: bad") if at_fault else None

    record = run(bench := make(tmp_path, ScriptedGate(rule, converted)))  # type: ignore[arg-type]
    assert record.state is JobState.PARTS_LEFT
    evidence = Evidence.model_validate_json((tmp_path / "out/evidence.json").read_bytes())
    assert [(item.kind, item.subject) for item in evidence.left if item.kind == "file"] == [("file", "shop/money.py")]
    assert evidence.claim.level == "partial" and "1 file stays unconverted" in record.summary
    assert git(bench.source, "show", "overhaul/python3.12:shop/money.py").startswith("from StringIO")


def test_lost_tests_are_parts_left(tmp_path: Path) -> None:
    half = ScriptedGate(runs=lambda request: run_of(["t.a"], ["t.b"]))
    record = run(make(tmp_path, half))
    assert record.state is JobState.PARTS_LEFT and record.summary.startswith("1 of 2 tests")


def test_without_a_baseline_nothing_is_called_done(tmp_path: Path) -> None:
    baseline = Baseline(available=False, why_not="no tests")
    record = run(make(tmp_path, baseline=baseline))
    assert record.state is JobState.PARTS_LEFT and "unproven: no tests" in record.summary


def test_a_repository_with_nothing_to_change(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"a.py": b"x = 1\n"}, baseline=baseline_of(["t.a"]), on_target=run_of(["t.a"]))
    recipes = RegisteredRecipes()
    bench.parts = replace(
        bench.parts,
        toolchains=Found(),
        editor=lambda track, stages, project: RecipeEditor(recipes, track, stages, project),
    )
    record = run(bench)
    assert (record.state, record.summary) == (JobState.DONE, "Nothing was changed.")
    assert record.result_commit == record.base_commit and bench.gate.asked == []
    assert any("Nothing was changed" in note for note in bench.said(EventKind.NOTE))


def test_a_bundle_that_cannot_be_written_can_be_resumed(tmp_path: Path) -> None:
    """What gets in the way before the work is seen before it; what gets there meanwhile, at its end."""
    out = tmp_path / "out"

    def rule(request: GateRequest) -> CheckResult | None:
        out.write_text("in the way")
        return None

    bench = make(tmp_path, ScriptedGate(rule, runs=converted))
    out.write_text("in the way")
    with pytest.raises(BadInput, match="is not a folder"):
        run(bench)
    assert started(bench) == ["intake"]
    out.unlink()
    with pytest.raises(BadInput, match="cannot be written"):
        run(bench, parts=as_a_new_process(bench))
    failed = bench.jobs.get(bench.record.id)
    assert (failed.state, failed.error_code) == (JobState.FAILED, "bad-input")
    out.unlink()
    done = run(bench, parts=as_a_new_process(bench))
    assert done.state is JobState.DONE and done.error == "" and started(bench)[-1] == "publish"


def test_our_own_bug_is_recorded_with_its_traceback(tmp_path: Path) -> None:
    bench = make(tmp_path)

    def broken(*_: object) -> object:
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        run(bench, parts=replace(bench.parts, reviewer=broken))  # type: ignore[arg-type]
    record = bench.jobs.get(bench.record.id)
    assert (record.state, record.error_code) == (JobState.FAILED, "bug")
    assert "a bug" in (bench.job_dir / "error.log").read_text()
    assert run(bench, parts=as_a_new_process(bench)).state is JobState.DONE


def test_broken_checkpoints_are_a_store_failure(tmp_path: Path) -> None:
    bench = make(tmp_path)
    bench.job_dir.mkdir()
    (bench.job_dir / "checkpoints.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreFailure, match="checkpoints"):
        run(bench)
    assert bench.jobs.get(bench.record.id).error_code == "store-failure"


def test_a_reader_who_goes_away_cancels_the_job(tmp_path: Path) -> None:
    bench = make(tmp_path)

    class Gone:
        def emit(self, event: Event) -> None:
            if event.kind is EventKind.PLAN_READY:
                raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run(bench, parts=replace(bench.parts, sinks=(Gone(),)))
    assert bench.jobs.get(bench.record.id).state is JobState.CANCELLED
    assert run(bench, parts=as_a_new_process(bench)).state is JobState.DONE


def test_many_units_are_told_in_about_a_hundred_events(tmp_path: Path) -> None:
    paths = [f"m{number:04}.py" for number in range(350)]
    bench = Bench(tmp_path, dict.fromkeys(paths, b"print 1\n"))
    recipes = RegisteredRecipes()
    stages = recipes.track("python2-to-3").stages[:1]
    plan = Plan(stages=stages, units=tuple(Unit(id=path, paths=(path,)) for path in paths))
    state = bench.staged_state(plan, [{}])
    context = bench.context(editor=lambda track, stages, project: RecipeEditor(recipes, track, stages, project))
    survey = context.parts.surveyor.survey(
        context.base_tree(state), track="python2-to-3", commit="", options=RepositoryOptions()
    )
    staged = bench.load(Staged, transform.run(context, {**state, "survey": context.save(survey)})["staged"])
    assert len(staged.stages[0].files) == 350
    told = [event.data["done"] for event in bench.kept.events if event.kind is EventKind.UNIT_ENDED]
    assert 100 <= len(told) <= 120 and told[-1] == 350
