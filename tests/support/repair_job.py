"""A job at its repair step: real git, a real sandbox, the real gate. The code is what recipes leave, so no Python 2
is needed; what the tests did there is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from overhaul.domain.behaviour import Behaviour
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.sandbox import PackageIndex
from overhaul.domain.testing import Baseline, Outcome, Runner, Suite, TestResult, TestRun
from tests.support.checks import own_environment
from tests.support.sandboxes import sandbox
from tests.support.workflow import Bench
from tools.checks.gate.proof import ProofGate
from tools.checks.runner import SandboxTestRunner
from workflows.records import Series, Staged
from workflows.state import JobGraphState
from workflows.steps import repair

SUITE = Suite(name="pytest", runner=Runner.PYTEST, args=("tests",))


class RepairJob:
    """The job, ready to be repaired as often as wanted.

    Args:
        tests: ids of those that passed at baseline.
    """

    def __init__(self, folder: Path, files: Mapping[str, bytes], tests: tuple[str, ...]) -> None:
        passed = tuple(TestResult(id=id, outcome=Outcome.PASSED) for id in sorted(tests))
        run = TestRun(toolchain="python2.7", version="", results=passed, seconds=1, suites=("pytest",))
        self.bench = Bench(folder, files, jobs=2, baseline=Baseline(available=True, suites=(SUITE,), run=run))
        self.scratch = folder / "scratch"
        self.scratch.mkdir()

    def repaired(self, watched: Callable[[TestRunner], TestRunner] = lambda runner: runner, **parts: object) -> Series:
        """One repair step with ``parts``; ``watched`` may stand between it and the test runner."""
        bench = self.bench
        with sandbox("bubblewrap", self.scratch, PackageIndex(offline=True)) as box:
            tests = watched(SandboxTestRunner(box, bench.artifacts))
            assert bench.parts.running is not None
            running = replace(bench.parts.running, tests=tests, gate=ProofGate(tests, box))
            context = bench.context(running=running, **parts)
            commit = bench.parts.repository.intake(bench.record.spec)
            tree = bench.parts.repository.export(commit)
            options = RepositoryOptions()
            survey = bench.parts.surveyor.survey(tree, track="python2-to-3", commit=commit, options=options)
            state: JobGraphState = {
                "base_commit": commit,
                "options": context.save(options),
                "survey": context.save(survey),
                "baseline": context.save(bench.baseline),
                "behaviour": context.save(Behaviour()),
                "staged": context.save(Staged(stages=(), problems=())),
                "target": context.save(own_environment()),
            }
            return context.load(Series, repair.run(context, state)["series"])
