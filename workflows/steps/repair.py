"""Repair: what the recipes left failing is clustered by cause, and fixes are tried before the gate."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from overhaul.domain.base import digest_of, digest_or_none
from overhaul.domain.errors import JobWaiting
from overhaul.domain.events import EventKind
from overhaul.domain.findings import Finding
from overhaul.domain.gate import CheckId
from overhaul.domain.jobs import Approval
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ChangeSet, Probe, RepairRequest, Trial
from overhaul.domain.sandbox import Limits
from overhaul.domain.testing import Outcome, TestRun
from overhaul.domain.text import counted
from workflows.context import JobContext, project_facts
from workflows.parts import Assistance
from workflows.records import Staged
from workflows.state import JobGraphState
from workflows.steps.leaving_out import put_off
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
    assistance = context.assistance
    if wanted <= builder.run.passed() and assistance is None:
        return close_series(context, builder)
    options = context.options(state)
    survey = context.survey(state)
    project = project_facts(survey, context.spec.target, options)
    bench = Bench(context, builder, wanted, project, start=builder.head)
    request = RepairRequest(
        tree=builder.tree(),
        run=builder.run,
        must_pass=wanted,
        project=project,
        bench=bench,
        most_probes=options.repair_probes,
        most_attempts=options.repair_attempts,
        most_seconds=options.repair_seconds,
        survey=survey,
    )
    if options.repair_seconds and not wanted <= builder.run.passed():
        builder.cut = context.parts.repairer(request).ended
        bench.catch_up()
        if builder.cut:
            context.emit(EventKind.NOTE, f"repair ended before everything was tried: {builder.cut}")
    if assistance is not None:
        _assist(assistance, builder, request, context.load(Staged, state["staged"]).problems)
    return close_series(context, builder)


def _assist(
    assistance: Assistance, builder: SeriesBuilder, request: RepairRequest, problems: Sequence[tuple[str, str]]
) -> None:
    """Let models work on what is left: first failing tests, then what recipes could not convert."""
    for work in (assistance.repairer, assistance.editor):
        assert builder.run is not None, "repair began with a test run"
        if work is assistance.repairer and request.must_pass <= builder.run.passed():
            continue
        work(
            request._replace(
                tree=builder.tree(),
                run=builder.run,
                done=tuple(commit.subject for commit in builder.commits),
                unready=(*_uncompiled(builder), *problems),
            )
        )


def _uncompiled(builder: SeriesBuilder) -> list[tuple[str, str]]:
    """(path, why) of what the target does not compile, as the gate said last."""
    results = builder.commits[-1].verdict.results if builder.commits else ()
    items = [item for result in results if result.check is CheckId.COMPILE for item in result.items]
    return [(path, why) for path, _, why in (item.partition(": ") for item in items)]


def _wanted(builder: SeriesBuilder, run: TestRun) -> frozenset[str]:
    """The tests to repair: those that passed at baseline. Without one, every test that is no skip: what
    passes in the end proves less, and the claim says so."""
    if builder.baseline.available:
        return builder.baseline.must_pass()
    unaimed = (Outcome.SKIPPED, Outcome.XFAILED)
    return frozenset(result.id for result in run.results if result.outcome not in unaimed)


@dataclass
class Bench:
    """Port ``RepairBench`` over the job's series: trials are remembered by what they tried.

    Trials may be asked for in many threads; no more of them run at a time than the job may have.
    """

    context: JobContext
    builder: SeriesBuilder
    wanted: frozenset[str]
    project: ProjectFacts
    start: str = ""
    """The commit that repair began at."""
    accepted: dict[str, bytes | None] = field(default_factory=dict)
    """Everything committed since: with it, equal trees are known by equal contents."""

    def __post_init__(self) -> None:
        self._slots = threading.BoundedSemaphore(max(1, self.context.spec.jobs))
        run = self.builder.run
        late = put_off(run, self.builder.baseline) if run is not None else ()
        self._late = {result.id: result for result in late}
        """Tests that take long to fail: the gate does not run them until a trial has made them pass."""

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        """Run the tests of each probe in a workspace of its own, as many at a time as the job may."""
        self.context.check_cancelled()
        # The sandbox is a process of its own for each: threads only wait.
        with ThreadPoolExecutor(max_workers=max(1, self.context.spec.jobs)) as pool:
            return list(pool.map(self._one, probes))

    def attempt(self, change: ChangeSet, *, must_gain: bool = True) -> Trial:
        """Let the gate decide; what it accepts, and what gains where it must, is committed."""
        builder = self.builder
        passing = builder.run.passed() if builder.run is not None else frozenset[str]()
        before = len(passing & self.wanted)
        judged = builder.judge(change, must_compile=True, without=tuple(self._late.values()))
        gained = len(judged.run.passed() & self.wanted) - before if judged.run is not None else 0
        accepted = judged.verdict.accepted and (gained > 0 or not must_gain)
        if accepted:
            builder.accept("repair", _named(change, gained) if gained > 0 else change, judged)
        elif not judged.verdict.accepted:
            builder.refuse("repair", change, judged)
        if accepted:
            self.accepted |= change.contents
        lost = sorted(passing - judged.run.passed()) if judged.run is not None and not accepted else ()
        reason = "; ".join(f"{result.check.value}: {result.detail}" for result in judged.verdict.refusals())
        return Trial(accepted, builder.tree(), builder.run, tuple(lost), reason)

    def catch_up(self) -> None:
        """Run what was put off once on what came out: a fix for others may have mended it."""
        builder, late = self.builder, sorted(self._late)
        if not late or not self.accepted or builder.run is None:
            return
        limits, tests = Limits(wall_seconds=builder.options.test_timeout_seconds), self.context.running.tests
        now = self.context.remember(
            ["put off", builder.head, late, builder.environment.digest()],
            TestRun,
            lambda: tests.run(
                builder.tree(), builder.baseline.suites, builder.environment, limits=limits, only=late, alone=True
            ),
        ).by_id()
        results = [now.get(r.id, r) if r.id in self._late else r for r in builder.run.results]
        builder.run = builder.run.model_copy(update={"results": tuple(results)})
        self._late.clear()

    def findings(self, files: Mapping[str, bytes]) -> Sequence[Finding]:
        """What recipes find in ``files`` and cannot mend."""
        found = self.context.parts.recipes.find(self.context.spec.track, files, self.project)
        return [finding for finding in found if not finding.fixable]

    def approve(self, tasks: Sequence[str]) -> Sequence[int]:
        """All of ``tasks``, unless the job wants a person's approval: then those the person chose."""
        context, options = self.context, self.context.spec.model
        key = approval_key(self.builder.head, tasks)
        digest = context.parts.memo.get(key)
        if digest is not None:
            return [number for number in context.load(Approval, digest).chosen if number < len(tasks)]
        counted_tasks = counted(len(tasks), "task")
        context.emit(EventKind.TASKS_READY, f"{counted_tasks} for models", tasks=list(tasks), approval=key)
        if options is None or not options.approve:
            return range(len(tasks))
        raise JobWaiting(
            f"job {context.job} waits for approval of {counted_tasks} for models",
            hint=f"see them with overhaul show {context.job}, go on with overhaul approve {context.job}",
        )

    def check(self) -> None:
        """Stop here if somebody asked for it."""
        self.context.check_cancelled()

    def tell(self, message: str) -> None:
        """A note of the job."""
        self.context.emit(EventKind.NOTE, message)

    def _one(self, probe: Probe) -> TestRun:
        builder = self.builder
        whole = self.accepted | dict(probe.contents)
        contents = {path: digest_or_none(data) for path, data in whole.items()}
        key = ["trial", self.start, contents, probe.tests, builder.environment.digest()]
        limits = Limits(wall_seconds=min(_PROBE_SECONDS, builder.options.test_timeout_seconds))

        def work() -> TestRun:
            with self._slots:
                self.context.check_cancelled()
                return self.context.running.tests.run(
                    builder.tree(),
                    builder.baseline.suites,
                    builder.environment,
                    limits=limits,
                    overlay=probe.contents,
                    only=probe.tests,
                    alone=True,
                )

        run = self.context.remember(key, TestRun, work)
        for test in run.passed():
            self._late.pop(test, None)
        return run


def approval_key(head: str, tasks: Sequence[str]) -> str:
    """What a person's answer to a list of tasks is remembered by."""
    return "approval " + digest_of([head, *tasks])


def _named(change: ChangeSet, gained: int) -> ChangeSet:
    """The change with what it restores in its title."""
    told = f": {gained:,} {'test passes' if gained == 1 else 'tests pass'} again"
    title = change.proposal.title[: _SUBJECT - len(told)] + told
    return change._replace(proposal=change.proposal.model_copy(update={"title": title}))
