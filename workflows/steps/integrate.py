"""Integrate: the stages, one proposal each, before the gate; what it accepts becomes commits.

A stage that the gate refuses is carried into the next one, because halves of a conversion may only
work together; so is one whose tests could not be run. Files the gate names as the reason are left as they
were, and reported. Where tests that an earlier stage made pass are lost in the end, the stages in question become
one commit: no commit loses a test that passed at the commit before.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from overhaul.domain.changes import change_set
from overhaul.domain.edits import Hunk
from overhaul.domain.events import EventKind
from overhaul.domain.gate import CheckId
from overhaul.domain.jobs import Plan
from overhaul.domain.ports.repair import ChangeSet
from overhaul.domain.tracks import PlanStage
from workflows.context import JobContext
from workflows.records import Staged, StagedFiles
from workflows.state import JobGraphState
from workflows.steps.relay import Point, fits, relay
from workflows.steps.series import Judged, SeriesBuilder, Standing, close_series, open_series

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
    """A commit of a required stage, and the series before it."""

    before: Standing
    change: ChangeSet


class _Answer(NamedTuple):
    """What became of a stage before the gate."""

    change: ChangeSet
    """As it was judged last."""
    judged: Judged
    held: dict[str, str]
    """Files held back, with the reason."""
    whole: tuple[ChangeSet, Judged] | None
    """The stage with no file held back for the tests that it loses, where it was refused for them."""


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
    points: list[Point] = field(default_factory=list)
    """The required stages so far."""
    carried: dict[str, bytes] = field(default_factory=dict)
    """Files that an earlier stage changed and the gate did not accept yet."""
    carried_hunks: list[Hunk] = field(default_factory=list)
    refused: list[PlanStage] = field(default_factory=list)
    """Stages since the last commit that could not be one: the next one comes with them."""
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
        answer = self._judge(stage, contents, hunks, final=final)
        if final and _loses_tests(answer.judged):
            answer = self._cut_anew(stage, contents, hunks, answer) or answer
        accepted = answer.judged.verdict.accepted and (final or self._proven(answer.judged))
        measured = (answer.change, answer.judged) if accepted else answer.whole or (answer.change, answer.judged)
        self.points.append(Point(stage, len(self.made), measured[0], measured[1].run))
        waiting = set(contents)
        if accepted:
            self._accept(stage, answer.change, answer.judged)
            waiting = set() if final else set(answer.held)
        else:
            self.refused.append(stage)
        if accepted and final:
            self._keep(stage, answer.held)
        self.carried = {path: data for path, data in contents.items() if path in waiting}
        self.carried_hunks = [hunk for hunk in hunks if hunk.path in waiting]

    def _proven(self, judged: Judged) -> bool:
        """Whether its tests ran, where there are any: what nobody ran makes no commit of its own."""
        return judged.run is not None or not self.builder.baseline.suites

    def _accept(self, stage: PlanStage, change: ChangeSet, judged: Judged) -> None:
        self.made.append(_Made(self.builder.standing(), change))
        self.builder.accept(stage.id, change, judged)
        self.refused = []

    def _cut_anew(
        self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk], answer: _Answer
    ) -> _Answer | None:
        """The series made anew with its end in mind, since the end loses tests that pass at a commit.

        As few of the newest commits as possible are taken back, and what can stand of their stages is committed
        again. Returns the end as it is judged then; None: the gate accepts it nowhere, and the series is as it was.
        """
        end = answer.whole[1].run if answer.whole is not None else None
        standing, made, refused = self.builder.standing(), self.made, self.refused
        for number in reversed(range(len(made))):
            if not fits(made[number].before.run, end):
                continue  # the end loses tests there, too
            self.builder.return_to(made[number].before)
            self.made, self.refused = made[:number], []
            since = [point for point in self.points if point.parent >= number]
            chosen = relay(made[number].before.run, since, end)
            for point in since:
                together, own = self._together(
                    made[number : point.parent], point.change.contents, point.change.proposal.hunks
                )
                if point not in chosen or not self._again(point.stage, together, own):
                    self.refused.append(point.stage)
            together, own = self._together(made[number:], contents, hunks)
            anew = self._judge(stage, together, own, final=True)
            if anew.judged.verdict.accepted:
                return anew
            if not _loses_tests(anew.judged):
                break
        self.builder.return_to(standing)
        self.made, self.refused = made, refused
        return None

    def _again(self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk]) -> bool:
        """Commit a stage that was judged before on another commit; whether the gate accepts it on this one."""
        change = self._change(stage, contents, hunks)
        judged = self.builder.judge(change, must_compile=False)
        if not judged.verdict.accepted or not self._proven(judged):
            return False
        self._accept(stage, change, judged)
        return True

    def _together(
        self, made: Sequence[_Made], contents: Mapping[str, bytes | None], hunks: Sequence[Hunk]
    ) -> tuple[dict[str, bytes], list[Hunk]]:
        """What earlier commits and ``contents`` make of the files, and those of their hunks that no commit has yet."""
        together: dict[str, bytes] = {}
        for files in (*(one.change.contents for one in made), contents):
            together |= {path: data for path, data in files.items() if data is not None}
        known = {hunk for commit in self.builder.commits for hunk in commit.hunks}
        own = [*(hunk for one in made for hunk in one.change.proposal.hunks), *hunks]
        return together, [hunk for hunk in dict.fromkeys(own) if hunk not in known]

    def _optional(self, stage: PlanStage, files: StagedFiles) -> None:
        """Commit what the gate accepts of it and drop the rest, which is no loss to the conversion."""
        contents = self._contents(files)
        answer = self._judge(stage, contents, list(files.hunks), final=True)
        if answer.judged.verdict.accepted:
            self.builder.accept(stage.id, answer.change, answer.judged)
            self.unsettled |= set(answer.held)
        else:
            self.unsettled |= set(contents)

    def _keep(self, stage: PlanStage, held: Mapping[str, str]) -> None:
        """The final word on ``held``: they stay as the commits before left them, and the report says why."""
        self.unsettled |= set(held)
        self.builder.kept += sorted(held.items())
        begun = {hunk.path for commit in self.builder.commits for hunk in commit.hunks}
        for names, said in (
            (held.keys() - begun, "refused these files, they stay as they were"),
            (held.keys() & begun, "refused the last edits of these files, their earlier ones stay"),
        ):
            if names:
                shown = ", ".join(sorted(names)[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
                self.context.emit(EventKind.NOTE, f"{stage.title}: the gate {said}: {shown}")

    def _contents(self, files: StagedFiles) -> dict[str, bytes]:
        get = self.context.parts.artifacts.get
        return {path: get(digest) for path, digest in files.files if path not in self.unsettled}

    def _judge(self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk], *, final: bool) -> _Answer:
        """Judge a stage; where single files are the reason of a refusal, without them. Refusals become evidence."""
        held: dict[str, str] = {}
        whole: tuple[ChangeSet, Judged] | None = None
        first: frozenset[str] = frozenset()
        for attempt in range(1, _NARROWINGS + 1):
            kept = {path: data for path, data in contents.items() if path not in held}
            change = self._change(stage, kept, hunks)
            judged = self.builder.judge(change, must_compile=final, first=first)
            if judged.verdict.accepted:
                break
            self.builder.refuse(stage.id, change, judged)
            if whole is None and _loses_tests(judged):
                whole = (change, judged)
            first = self.builder.loses(judged)
            culprits = _culprits(judged, kept, self.tests)
            # To let go of every file is an answer only where earlier commits are a conversion already.
            hopeless = len(culprits) == len(kept) and not (final and self.builder.commits)
            if not culprits or hopeless or attempt == _NARROWINGS:
                break
            held |= culprits
        if whole is not None and judged.verdict.accepted and self._restores(judged) < self._restores(whole[1]):
            # what was held back is worth more than what it lost: it must come otherwise
            return _Answer(*whole, {}, whole)
        return _Answer(change, judged, held, whole)

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
