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
from overhaul.domain.ports import Probe, ProjectFacts
from overhaul.domain.sandbox import Environment, Limits
from overhaul.domain.testing import Suite, TestResult, TestRun
from tests.support.workflow import ENVIRONMENT, Bench, ScriptedTests, baseline_of, run_of
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


def test_agents_side_by_side_run_no_more_trials_at_a_time_than_the_job_may(tmp_path: Path) -> None:
    job = Bench(tmp_path, {"a.py": b""}, jobs=2, baseline=baseline_of(["t"]))
    tests = CountedTests(run_of(["t"]))
    assert job.parts.running is not None
    context = job.context(running=replace(job.parts.running, tests=tests))
    commit = job.parts.repository.intake(job.record.spec)
    builder = SeriesBuilder(
        context=context,
        base=commit,
        head=commit,
        baseline=job.baseline,
        environment=ENVIRONMENT,
        options=RepositoryOptions(),
        behaviour=Behaviour(),
        run=run_of(["t"]),
    )
    project = ProjectFacts(paths=frozenset({"a.py"}), roots=("",), tests=frozenset(), target="python3.12")
    bench = repair.Bench(context, builder, frozenset({"t"}), project)
    probes = [[Probe({"a.py": f"x = {number}\n".encode()}, ("t",))] for number in range(12)]
    with ThreadPoolExecutor(max_workers=6) as pool:
        runs = list(pool.map(bench.probe, probes))
    assert len(runs) == 12
    assert tests.counts == [0, 2]
