"""Building the series of commits: each proposal before the gate, each accepted one a commit."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from overhaul.domain.base import Frozen, digest_of
from overhaul.domain.behaviour import Behaviour, Replay
from overhaul.domain.events import EventKind
from overhaul.domain.evidence import CommitEvidence
from overhaul.domain.gate import CheckId, CheckOutcome, Verdict
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.gate import GateRequest, Judgement
from overhaul.domain.ports.repair import ChangeSet
from overhaul.domain.ports.repository import CommitRequest
from overhaul.domain.sandbox import Environment, Limits
from overhaul.domain.testing import Baseline, TestResult, TestRun
from overhaul.domain.text import counted
from workflows.context import JobContext
from workflows.records import Series
from workflows.state import JobGraphState
from workflows.steps.leaving_out import hopeless, put_off


class Judged(Frozen):
    """A judgement as it is remembered."""

    verdict: Verdict
    run: TestRun | None
    replay: Replay | None = None


class Standing(NamedTuple):
    """A series at some time, to return to."""

    head: str
    run: TestRun | None
    replay: Replay | None
    commits: tuple[CommitEvidence, ...]


_LEAST_MIDDLE, _TIMES, _MOST_MIDDLE = 60.0, 3.0, 120.0
"""Tests of half-converted code may take so many times what they took at baseline, between these seconds."""
_CUT_SHORT = 2
"""Runs of half-converted code that did not end in that time, after which none is made."""


@dataclass
class SeriesBuilder:
    """The branch as it grows. Everything it does is remembered, so a resumed job passes quickly."""

    context: JobContext
    base: str
    head: str
    baseline: Baseline
    environment: Environment
    options: RepositoryOptions
    behaviour: Behaviour
    run: TestRun | None
    """What ``head`` does on the target."""
    replay: Replay | None = None
    """What the recorded calls give at ``head``."""
    commits: list[CommitEvidence] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    """(path, why): files that stay as they were."""
    complete: bool = True
    """False once the gate has refused the conversion as a whole."""
    cut_short: int = 0
    """How often the tests of half-converted code did not end: from some number on they wait for the whole."""
    hopeless: tuple[TestResult, ...] = ()
    """Tests that are not run any more: nobody demands them, and they take long to fail."""
    cut: str = ""
    """What ended repair before everything was tried."""
    _runs: dict[tuple[str, str], TestRun] = field(default_factory=dict)
    """(tree, tests left out) → what the tests do there: the same tree may stand before the gate in several ways."""

    def series(self) -> Series:
        """What has been made so far."""
        return Series(
            commits=tuple(self.commits),
            refused=tuple(self.refused),
            kept=tuple(self.kept),
            complete=self.complete,
            cut=self.cut,
        )

    def tree(self) -> Path:
        """The files of the newest commit."""
        return self.context.parts.repository.export(self.head)

    def judge(
        self,
        change: ChangeSet,
        *,
        must_compile: bool,
        first: Collection[str] = (),
        without: Sequence[TestResult] = (),
    ) -> Judged:
        """Ask the gate about ``change`` on top of the newest commit.

        Args:
            first: tests that it lost in another form: where one of them still fails, the others do not run.
            without: tests that are not run, beside those that are never worth it, with what they did last.
        """
        repository = self.context.parts.repository
        middle = 0.0 if must_compile or self.cut_short >= _CUT_SHORT else _middle_seconds(self.baseline)
        left_out = (*self.hopeless, *without)
        tree = self._tree_key(change.contents)
        known_as = (tree, digest_of([result.id for result in without]))
        key = ["gate", self.head, change.proposal.digest(), self.environment.digest(), must_compile, middle]
        key += [sorted(first), known_as[1]]

        def work() -> Judged:
            title, files, edits = change.proposal.title, len(change.contents), len(change.proposal.hunks)
            self.context.emit(EventKind.PROPOSAL_OFFERED, title, files=files, edits=edits)
            judgement: Judgement = self.context.running.gate.judge(
                GateRequest(
                    proposal=change.proposal,
                    base=repository.export(self.base),
                    before=self.tree(),
                    contents=change.contents,
                    suites=self.baseline.suites,
                    legacy_passed=self.baseline.must_pass(),
                    before_run=self.run,
                    environment=self.environment,
                    options=self.options,
                    must_compile=must_compile,
                    behaviour=self.behaviour,
                    middle_seconds=middle,
                    without=left_out,
                    first=sorted(first),
                    known_run=self._runs.get(known_as),
                    before_key=self._tree_key({}),
                    after_key=tree,
                )
            )
            if judgement.run is not None:
                tell_tests(self.context, judgement.run, self.baseline)
            return Judged(verdict=judgement.verdict, run=judgement.run, replay=judgement.replay)

        self.context.check_cancelled()
        judged = self.context.remember(key, Judged, work)
        if judged.run is not None:
            self._runs[known_as] = judged.run
            self.learn(judged.run)
        if not must_compile and middle and judged.run is None and _tests_not_run(judged.verdict):
            self.cut_short += 1
        return judged

    def learn(self, run: TestRun) -> None:
        """Tests that nobody demands, and that failed late in ``run``, need not run again."""
        wanted = self.baseline.must_pass()
        if not self.baseline.available:
            return  # then repair takes up whatever fails
        known = {result.id for result in self.hopeless}
        late = (result for result in put_off(run, self.baseline) if result.id not in wanted | known)
        self.hopeless = (*self.hopeless, *late)

    def _tree_key(self, contents: Mapping[str, bytes | None]) -> str:
        """What the files of the newest commit with ``contents`` on top are known by."""
        files = dict(self.context.parts.repository.files(self.head))
        for path, data in contents.items():
            if data is None:
                files.pop(path, None)
            else:
                files[path] = _blob_id(data)
        return digest_of(files)

    def accept(self, stage: str, change: ChangeSet, judged: Judged) -> None:
        """Commit an accepted change; one that changes nothing only tells what the newest commit does."""
        self.replay = judged.replay or self.replay
        if not change.contents:
            self.run = judged.run or self.run
            return
        before = self.tree_tests()
        request = CommitRequest(
            parent=self.head,
            contents=change.contents,
            subject=change.proposal.title,
            body=_body(change, judged, before, self._passed(judged.run), len(self.baseline.must_pass())),
            sequence=len(self.commits) + 1,
            identity_name=self.options.commit.name,
            identity_email=self.options.commit.email,
        )
        repository = self.context.parts.repository
        commit, tree = repository.commit(request)
        added, removed = _lines(repository.diff(self.head, commit))
        self.commits.append(
            CommitEvidence(
                commit=commit,
                tree=tree,
                stage=stage,
                subject=change.proposal.title,
                reason=change.proposal.reason,
                verdict=judged.verdict,
                hunks=change.proposal.hunks,
                lines_added=added,
                lines_removed=removed,
            )
        )
        self.head, self.run = commit, judged.run or self.run
        self.context.emit(
            EventKind.PROPOSAL_ACCEPTED,
            f"{change.proposal.title}: {counted(len(change.contents), 'file')}, +{added:,} -{removed:,}",
            stage=stage,
            commit=commit,
            files=len(change.contents),
            restored=self.tree_tests(),
            must_pass=len(self.baseline.must_pass()),
        )

    def refuse(self, stage: str, change: ChangeSet, judged: Judged) -> None:
        """Keep a refusal for the evidence."""
        self.refused.append(judged.verdict.model_copy(update={"title": change.proposal.title, "stage": stage}))
        reasons = "; ".join(f"{r.check.value}: {r.detail}" for r in judged.verdict.refusals())
        self.context.emit(
            EventKind.PROPOSAL_REFUSED,
            f"{change.proposal.title}: refused ({reasons})",
            stage=stage,
            reasons=reasons,
        )

    def standing(self) -> Standing:
        """The series as it is."""
        return Standing(self.head, self.run, self.replay, tuple(self.commits))

    def return_to(self, standing: Standing) -> None:
        """Take back the commits since then."""
        self.head, self.run, self.replay = standing.head, standing.run, standing.replay
        self.commits = list(standing.commits)

    def loses(self, judged: Judged) -> frozenset[str]:
        """Tests that pass at the newest commit and did not in the run behind ``judged``, where there was one."""
        return (
            self.run.passed() - judged.run.passed() if self.run is not None and judged.run is not None else frozenset()
        )

    def tree_tests(self) -> int:
        """How many of the demanded tests pass at the newest commit."""
        return self._passed(self.run)

    def _passed(self, run: TestRun | None) -> int:
        return len(run.passed() & self.baseline.must_pass()) if run is not None else 0


def open_series(context: JobContext, state: JobGraphState) -> SeriesBuilder:
    """The series as the state holds it; before the first commit, the base's tests are run on the target."""
    baseline = context.load(Baseline, state["baseline"])
    environment = context.load(Environment, state["target"])
    if "target_run" in state:
        run = context.load(TestRun, state["target_run"]) if state["target_run"] else None
    else:
        run = _base_run(context, state, baseline, environment)
    series = context.load(Series, state["series"]) if "series" in state else Series()
    builder = SeriesBuilder(
        context=context,
        base=state["base_commit"],
        head=state.get("head", state["base_commit"]),
        baseline=baseline,
        environment=environment,
        options=context.options(state),
        behaviour=context.load(Behaviour, state["behaviour"]),
        run=run,
        replay=context.load(Replay, state["replay"]) if state.get("replay") else None,
        commits=list(series.commits),
        refused=list(series.refused),
        kept=list(series.kept),
        complete=series.complete,
        cut=series.cut,
        hopeless=hopeless(baseline),
    )
    if run is not None:
        builder.learn(run)
    return builder


def close_series(context: JobContext, builder: SeriesBuilder) -> JobGraphState:
    """The state after a step that added to the series."""
    return {
        "series": context.save(builder.series()),
        "head": builder.head,
        "target_run": context.save(builder.run) if builder.run is not None else "",
        "replay": context.save(builder.replay) if builder.replay is not None else "",
    }


def _base_run(
    context: JobContext, state: JobGraphState, baseline: Baseline, environment: Environment
) -> TestRun | None:
    """What the unchanged code does on the target: what passes there already must not be lost."""
    if not baseline.suites:
        return None
    limits, left_out = Limits(wall_seconds=context.options(state).test_timeout_seconds), hopeless(baseline)
    tests, tree = context.running.tests, context.base_tree(state)
    return context.remember(
        ["base on target", state["base_commit"], environment.digest()],
        TestRun,
        lambda: tests.run(tree, baseline.suites, environment, limits=limits, without=left_out),
    )


def tell_tests(context: JobContext, run: TestRun, baseline: Baseline) -> None:
    """Say what a test run on the target came to."""
    wanted = baseline.must_pass()
    passed = len(run.passed() & wanted)
    context.emit(
        EventKind.TESTS_COMPLETED,
        f"{passed:,} of {len(wanted):,} demanded tests pass",
        passed=passed,
        must_pass=len(wanted),
        tests=len(run.results),
        seconds=round(run.seconds, 1),
    )


def _blob_id(data: bytes) -> str:
    """The name git gives a file of this content, in the format the job's clone has unless its source had another."""
    return hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()


def _lines(diff: str) -> tuple[int, int]:
    """Lines added and removed. A file's header ends at its first hunk, in which every line has a sign."""
    added = removed = 0
    inside = False
    # A source may hold form feeds and other separators that splitlines() would cut at.
    for line in diff.split("\n"):
        if line.startswith("@@"):
            inside = True
        elif line.startswith("diff --git "):
            inside = False
        elif inside and line.startswith("+"):
            added += 1
        elif inside and line.startswith("-"):
            removed += 1
    return added, removed


def _body(change: ChangeSet, judged: Judged, before: int, after: int, wanted: int) -> str:
    """The commit message's body: why, the proof, and where the hunks came from."""
    lines = [change.proposal.reason, ""] if change.proposal.reason else []
    if wanted:
        lines += [
            f"Tests that passed before: {wanted}. Restored before this commit: {before}, with it: {after}.",
            "",
        ]
    counts: dict[str, int] = {}
    for hunk in change.proposal.hunks:
        name = f"{hunk.origin.kind.value} {hunk.origin.id} {hunk.origin.version}"
        counts[name] = counts.get(name, 0) + 1
    shown = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    lines += [f"- {name}: {count} edit{'s' if count > 1 else ''}" for name, count in shown[:25]]
    if len(shown) > 25:
        lines.append(f"- and {len(shown) - 25} more kinds, named in evidence.json")
    return "\n".join(lines)


def _middle_seconds(baseline: Baseline) -> float:
    """How long tests may take in the middle of a conversion, where code may hang that does not yet know how to end."""
    took = baseline.run.seconds if baseline.run is not None else 0.0
    return min(_MOST_MIDDLE, max(_LEAST_MIDDLE, _TIMES * took))


def _tests_not_run(verdict: Verdict) -> bool:
    return any(result.check is CheckId.TESTS and result.outcome is CheckOutcome.NOT_RUN for result in verdict.results)
