"""The repair step's bench: what trials may take of the machine."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from overhaul.domain.behaviour import Behaviour
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import Probe
from overhaul.domain.sandbox import Environment, Limits
from overhaul.domain.testing import Outcome, Suite, TestResult, TestRun
from tests.support.workflow import (
    ENVIRONMENT,
    Bench,
    ScriptedGate,
    ScriptedTests,
    baseline_of,
    change_of,
    run_of,
)
from workflows.context import JobContext
from workflows.steps import repair
from workflows.steps.series import SeriesBuilder


@dataclass(frozen=True)
class CountedTests(ScriptedTests):
    """Counts how many runs there are at a time."""

    __test__ = False
    counts: list[int] = field(default_factory=lambda: [0, 0])
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """One more while it lasts."""
        with self.lock:
            self.counts[0] += 1
            self.counts[1] = max(self.counts)
        time.sleep(0.01)
        yield
        with self.lock:
            self.counts[0] -= 1

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
        """The script's run, counted."""
        with self.counted():
            return self.result


def bench_of(job: Bench, context: JobContext, run: TestRun, wanted: frozenset[str]) -> repair.Bench:
    """The repair bench of a job whose tests do ``run`` on the newest commit."""
    commit = job.parts.repository.intake(job.record.spec)
    builder = SeriesBuilder(
        context=context,
        base=commit,
        head=commit,
        baseline=job.baseline,
        environment=ENVIRONMENT,
        options=RepositoryOptions(),
        behaviour=Behaviour(),
        run=run,
    )
    project = ProjectFacts(paths=frozenset({"a.py"}), roots=("",), tests=frozenset(), target="python3.12")
    return repair.Bench(context, builder, wanted, project, start=commit)


def test_agents_side_by_side_run_no_more_trials_at_a_time_than_the_job_may(tmp_path: Path) -> None:
    job = Bench(tmp_path, {"a.py": b""}, jobs=2, baseline=baseline_of(["t"]))
    tests = CountedTests(run_of(["t"]))
    assert job.parts.running is not None
    context = job.context(running=replace(job.parts.running, tests=tests))
    bench = bench_of(job, context, run_of(["t"]), frozenset({"t"}))
    probes = [[Probe({"a.py": f"x = {number}\n".encode()}, ("t",))] for number in range(12)]
    with ThreadPoolExecutor(max_workers=6) as pool:
        runs = list(pool.map(bench.probe, probes))
    assert len(runs) == 12
    assert tests.counts == [0, 2]


LATE = TestResult(id="late", outcome=Outcome.FAILED, seconds=7.0, exception="E", message="no")
WANTED = frozenset({"t", "u", "late"})


def late_run(*passed: str, failed: Sequence[str] = ()) -> TestRun:
    run = run_of(passed, failed)
    return run.model_copy(update={"results": tuple(sorted((*run.results, LATE), key=lambda result: result.id))})


def a_late_job(folder: Path, tests: ScriptedTests) -> tuple[Bench, repair.Bench]:
    gate = ScriptedGate(runs=lambda request: late_run("t", "u"))
    job = Bench(folder, {"a.py": b""}, baseline=baseline_of(sorted(WANTED)), gate=gate)
    assert job.parts.running is not None
    context = job.context(running=replace(job.parts.running, tests=tests))
    return job, bench_of(job, context, late_run("t", failed=["u"]), WANTED)


def test_what_fails_late_is_put_off_and_run_once_in_the_end(tmp_path: Path) -> None:
    job, bench = a_late_job(tmp_path, ScriptedTests(run_of(["late"])))
    bench.catch_up()
    assert bench.builder.run is not None and not {"u", "late"} & bench.builder.run.passed(), "nothing was mended yet"
    assert bench.attempt(change_of("Mend u", {"a.py": b"1"})).accepted
    assert [result.id for result in job.gate.asked[0].without] == ["late"]
    bench.catch_up()
    assert bench.builder.run.passed() == WANTED


def test_what_a_trial_made_pass_is_put_off_no_more(tmp_path: Path) -> None:
    job, bench = a_late_job(tmp_path, ScriptedTests(run_of(["late"])))
    bench.probe([Probe({"a.py": b"1"}, ("late",))])
    bench.attempt(change_of("Mend late", {"a.py": b"1"}))
    assert not job.gate.asked[0].without
