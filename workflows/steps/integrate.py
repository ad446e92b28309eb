"""Integrate: the stages, one proposal each, before the gate; what it accepts becomes commits.

A stage that the gate refuses is carried into the next one, because halves of a conversion may only
work together. Files the gate names as the reason are left as they were, and reported. Where tests that
an earlier stage made pass are lost by the last one, the two become one commit: no commit loses a test
that passed at the commit before.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from overhaul.domain.behaviour import Replay
from overhaul.domain.changes import change_set
from overhaul.domain.edits import Hunk
from overhaul.domain.events import EventKind
from overhaul.domain.evidence import CommitEvidence
from overhaul.domain.gate import CheckId
from overhaul.domain.jobs import Plan
from overhaul.domain.ports import ChangeSet
from overhaul.domain.testing import TestRun
from overhaul.domain.tracks import PlanStage
from workflows.context import JobContext
from workflows.records import Staged, StagedFiles
from workflows.state import JobGraphState
from workflows.steps.series import Judged, SeriesBuilder, close_series, open_series

_NARROWINGS = 3
"""How often a refused proposal may lose the files the gate named and try again."""
_BY_FILE = frozenset({CheckId.PATHS, CheckId.TESTS_INTACT, CheckId.GRAMMAR, CheckId.COMPILE})
"""The checks whose refusal is the fault of single files, which their items name."""


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Commit every stage the gate accepts."""
    plan, staged = context.load(Plan, state["plan"]), context.load(Staged, state["staged"])
    builder = open_series(context, state)
    tests = {file.path for file in context.survey(state).files if file.is_test} if "survey" in state else set()
    _Integration(context, builder, plan, staged, tests).run()
    return close_series(context, builder)


class _Made(NamedTuple):
    """A commit of a stage, and the series before it."""

    stage: PlanStage
    change: ChangeSet
    head: str
    run: TestRun | None
    replay: Replay | None
    commits: tuple[CommitEvidence, ...]
    refused: tuple[PlanStage, ...]


@dataclass
class _Integration:
    context: JobContext
    builder: SeriesBuilder
    plan: Plan
    staged: Staged
    tests: set[str]
    """The test files."""
    made: list[_Made] = field(default_factory=list)
    """The commits of required stages, oldest first."""
    carried: dict[str, bytes] = field(default_factory=dict)
    """Files that an earlier stage changed and the gate did not accept yet."""
    carried_hunks: list[Hunk] = field(default_factory=list)
    refused: list[PlanStage] = field(default_factory=list)
    """Stages refused as a whole since the last commit: the next one comes with them."""
    unsettled: set[str] = field(default_factory=set)
    """Files whose tree has left the way they were staged on: later stages do not fit them any more."""

    def run(self) -> None:
        """The required stages, of which the last must make a whole; then the optional ones, each for itself."""
        pairs = zip(self.plan.stages, self.staged.stages, strict=True)
        changing = [(stage, files) for stage, files in pairs if files.files]
        required = [(stage, files) for stage, files in changing if not stage.optional]
        for number, (stage, files) in enumerate(required, start=1):
            self._required(stage, files, final=number == len(required))
        if self.refused:
            self.builder.complete = False
            self.context.emit(EventKind.NOTE, "the gate refused the conversion as a whole: nothing will be published")
            return
        for stage, files in changing:
            if stage.optional:
                self._optional(stage, files)

    def _required(self, stage: PlanStage, files: StagedFiles, *, final: bool) -> None:
        contents = self.carried | self._contents(files)
        hunks = [*self.carried_hunks, *files.hunks]
        change, judged, held = self._judge(stage, contents, hunks, final=final)
        if final and _loses_tests(judged):
            change, judged, held = self._joined(stage, contents, hunks) or (change, judged, held)
        if judged.verdict.accepted:
            self._accept(stage, change, judged)
            if final:
                self._keep(stage, held)
                held = {}
            waiting = set(held)
        else:
            self.refused.append(stage)
            waiting = set(contents)
        self.carried = {path: data for path, data in contents.items() if path in waiting}
        self.carried_hunks = [hunk for hunk in hunks if hunk.path in waiting]

    def _accept(self, stage: PlanStage, change: ChangeSet, judged: Judged) -> None:
        before = self.builder
        commits, refused = tuple(before.commits), tuple(self.refused)
        self.made.append(_Made(stage, change, before.head, before.run, before.replay, commits, refused))
        self.builder.accept(stage.id, change, judged)
        self.refused = []

    def _joined(
        self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk]
    ) -> tuple[ChangeSet, Judged, dict[str, str]] | None:
        """The last stage judged together with as few of the commits before it as make the gate accept it.

        Those commits are taken back. None: the gate accepts it with none of them, and they stay.
        """
        builder, refused = self.builder, self.refused
        kept = (builder.head, builder.run, builder.replay, builder.commits)
        together: dict[str, bytes] = dict(contents)
        for number, last in reversed(list(enumerate(self.made))):
            builder.head, builder.run, builder.replay = last.head, last.run, last.replay
            builder.commits = list(last.commits)
            together = {path: data for path, data in last.change.contents.items() if data is not None} | together
            hunks = [*last.change.proposal.hunks, *hunks]
            self.refused = [*last.refused, last.stage, *self.refused]
            answer = self._judge(stage, together, hunks, final=True)
            if answer[1].verdict.accepted:
                del self.made[number:]
                return answer
            if not _loses_tests(answer[1]):
                break
        builder.head, builder.run, builder.replay, builder.commits = kept
        self.refused = refused
        return None

    def _optional(self, stage: PlanStage, files: StagedFiles) -> None:
        """Commit what the gate accepts of it and drop the rest, which is no loss to the conversion."""
        contents = self._contents(files)
        change, judged, held = self._judge(stage, contents, list(files.hunks), final=True)
        if judged.verdict.accepted:
            self.builder.accept(stage.id, change, judged)
            self.unsettled |= set(held)
        else:
            self.unsettled |= set(contents)

    def _keep(self, stage: PlanStage, held: Mapping[str, str]) -> None:
        """The final word on ``held``: they stay as they were, and the report says why."""
        if not held:
            return
        self.unsettled |= set(held)
        self.builder.kept += sorted(held.items())
        names = ", ".join(sorted(held)[:5]) + (f" and {len(held) - 5} more" if len(held) > 5 else "")
        self.context.emit(
            EventKind.NOTE, f"{stage.title}: the gate refused these files, they stay as they were: {names}"
        )

    def _contents(self, files: StagedFiles) -> dict[str, bytes]:
        get = self.context.parts.artifacts.get
        return {path: get(digest) for path, digest in files.files if path not in self.unsettled}

    def _judge(
        self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk], *, final: bool
    ) -> tuple[ChangeSet, Judged, dict[str, str]]:
        """Judge a stage; where single files are the reason of a refusal, without them.

        Every refusal is kept as evidence. Returns what was judged last, the judgement, and the files
        held back with the reason.
        """
        held: dict[str, str] = {}
        whole: tuple[ChangeSet, Judged] | None = None
        """What was refused for tests that it loses, with no file held back."""
        for attempt in range(1, _NARROWINGS + 1):
            kept = {path: data for path, data in contents.items() if path not in held}
            change = self._change(stage, kept, hunks)
            judged = self.builder.judge(change, must_compile=final)
            if judged.verdict.accepted:
                break
            self.builder.refuse(stage.id, change, judged)
            whole = whole or ((change, judged) if _loses_tests(judged) else None)
            culprits = _culprits(judged, kept, self.tests)
            # To let go of every file is an answer only where earlier commits are a conversion already.
            hopeless = len(culprits) == len(kept) and not (final and self.builder.commits)
            if not culprits or hopeless or attempt == _NARROWINGS:
                break
            held |= culprits
        if whole is not None and judged.verdict.accepted and self._restores(judged) < self._restores(whole[1]):
            return *whole, {}  # what was held back is worth more than what it lost: it must come another way
        return change, judged, held

    def _restores(self, judged: Judged) -> int:
        return len(judged.run.passed() & self.builder.baseline.must_pass()) if judged.run is not None else 0

    def _change(self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk]) -> ChangeSet:
        repository, head = self.context.parts.repository, self.builder.head
        before = repository.read(head, contents.keys() & repository.files(head).keys())
        real = {path: data for path, data in contents.items() if before.get(path) != data}
        own = tuple(hunk for hunk in hunks if hunk.path in real)
        title = stage.title
        if self.refused:
            title = f"Convert to {self.context.spec.target}: {self.refused[0].id} to {stage.id}"
        origins = sorted(dict.fromkeys(hunk.origin for hunk in own), key=lambda origin: (origin.kind, origin.id))
        return change_set(title, _reason(own), before, real, own, origins)


def _loses_tests(judged: Judged) -> bool:
    """Whether that is why the gate refuses."""
    return any(result.check is CheckId.TESTS for result in judged.verdict.refusals())


def _culprits(judged: Judged, contents: Mapping[str, bytes], tests: Set[str]) -> dict[str, str]:
    """The proposal's files that a refusing check names, where it is the files that are at fault; with why.

    A test that is lost is the fault of its own file where the proposal changes that one.
    """
    found: dict[str, str] = {}
    for result in judged.verdict.refusals():
        if result.check not in _BY_FILE and result.check is not CheckId.TESTS:
            continue
        among = contents if result.check in _BY_FILE else {path: contents[path] for path in contents.keys() & tests}
        for item in result.items:
            path, said = _named_in(item, among)
            if path is not None:
                found.setdefault(path, f"{result.check.value}: {said or result.detail}")
    return found


def _named_in(item: str, contents: Mapping[str, bytes]) -> tuple[str | None, str]:
    """The path that ``item`` begins with, as it is or, where it is an odd one, quoted; and what follows."""
    for path in contents:
        for shown in (path, repr(path)):
            if item == shown or item.startswith(f"{shown}:"):
                return path, item[len(shown) :].lstrip(": ")
    return None, ""


def _reason(hunks: tuple[Hunk, ...]) -> str:
    files = len({hunk.path for hunk in hunks})
    kinds = len({hunk.origin.id for hunk in hunks})
    return f"{_count(len(hunks), 'edit')} by {_count(kinds, 'recipe')} in {_count(files, 'file')}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
