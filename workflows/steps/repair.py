"""Repair: what the recipes left failing is clustered by cause, and fixes are tried before the gate."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from overhaul.domain.base import digest_bytes
from overhaul.domain.events import EventKind
from overhaul.domain.ports import ChangeSet, Probe, RepairRequest, Trial
from overhaul.domain.sandbox import Limits
from overhaul.domain.testing import Outcome, TestRun
from workflows.context import JobContext, project_facts
from workflows.state import JobGraphState
from workflows.steps.series import SeriesBuilder, close_series, open_series

_PROBE_SECONDS = 180.0
"""The most a cheap trial may take: a fix that makes tests hang is none."""
_SUBJECT = 70


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Let the repairer offer fixes until nothing gains; each accepted one is a commit."""
    builder = open_series(context, state)
    if not builder.complete or builder.run is None:
        return close_series(context, builder)
    wanted = _wanted(builder, builder.run)
    if wanted <= builder.run.passed():
        return close_series(context, builder)
    options = context.options(state)
    request = RepairRequest(
        tree=builder.tree(),
        run=builder.run,
        must_pass=wanted,
        project=project_facts(context.survey(state), context.spec.target, options),
        bench=Bench(context, builder, wanted, start=builder.head),
        most_probes=options.repair_probes,
        most_attempts=options.repair_attempts,
        most_seconds=options.repair_seconds,
    )
    if options.repair_seconds:
        builder.cut = context.parts.repairer(request).ended
        if builder.cut:
            context.emit(EventKind.NOTE, f"repair ended before everything was tried: {builder.cut}")
    return close_series(context, builder)


def _wanted(builder: SeriesBuilder, run: TestRun) -> frozenset[str]:
    """The tests to repair: those that passed at baseline. Without one, every test that is no skip: what
    passes in the end proves less, and the claim says so."""
    if builder.baseline.available:
        return builder.baseline.must_pass()
    unaimed = (Outcome.SKIPPED, Outcome.XFAILED)
    return frozenset(result.id for result in run.results if result.outcome not in unaimed)


@dataclass
class Bench:
    """Port ``RepairBench`` over the job's series: trials are remembered by what they tried."""

    context: JobContext
    builder: SeriesBuilder
    wanted: frozenset[str]
    start: str = ""
    """The commit that repair began at."""
    accepted: dict[str, bytes | None] = field(default_factory=dict)
    """Everything committed since: with it, equal trees are known by equal contents."""

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        """Run the tests of each probe in a workspace of its own, as many at a time as the job may."""
        self.context.check_cancelled()
        # The sandbox is a process of its own for each: threads only wait.
        with ThreadPoolExecutor(max_workers=max(1, self.context.spec.jobs)) as pool:
            return list(pool.map(self._one, probes))

    def attempt(self, change: ChangeSet) -> Trial:
        """Let the gate decide; what it accepts and what gains is committed."""
        builder = self.builder
        passing = builder.run.passed() if builder.run is not None else frozenset[str]()
        before = len(passing & self.wanted)
        judged = builder.judge(change, must_compile=True)
        gained = len(judged.run.passed() & self.wanted) - before if judged.run is not None else 0
        if judged.verdict.accepted and gained > 0:
            builder.accept("repair", _named(change, gained), judged)
        elif not judged.verdict.accepted:
            builder.refuse("repair", change, judged)
        accepted = judged.verdict.accepted and gained > 0
        if accepted:
            self.accepted |= change.contents
        lost = sorted(passing - judged.run.passed()) if judged.run is not None and not accepted else ()
        return Trial(accepted, builder.tree(), builder.run, tuple(lost))

    def tell(self, message: str) -> None:
        """A note of the job."""
        self.context.emit(EventKind.NOTE, message)

    def _one(self, probe: Probe) -> TestRun:
        builder = self.builder
        whole = self.accepted | dict(probe.contents)
        contents = {path: None if data is None else digest_bytes(data) for path, data in whole.items()}
        key = ["trial", self.start, contents, probe.tests, builder.environment.digest()]
        limits = Limits(wall_seconds=min(_PROBE_SECONDS, builder.options.test_timeout_seconds))
        return self.context.remember(
            key,
            TestRun,
            lambda: self.context.running.tests.run(
                builder.tree(),
                builder.baseline.suites,
                builder.environment,
                limits=limits,
                overlay=probe.contents,
                only=probe.tests,
                alone=True,
            ),
        )


def _named(change: ChangeSet, gained: int) -> ChangeSet:
    """The change with what it restores in its title."""
    told = f": {gained:,} {'test passes' if gained == 1 else 'tests pass'} again"
    title = change.proposal.title[: _SUBJECT - len(told)] + told
    return change._replace(proposal=change.proposal.model_copy(update={"title": title}))
