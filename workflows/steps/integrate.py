"""Integrate: the stages, one proposal each, before the gate; what it accepts becomes commits.

A stage that the gate refuses is carried into the next one, because halves of a conversion may only
work together. Files the gate names as the reason are left as they were, and reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from overhaul.domain.edits import Hunk
from overhaul.domain.events import EventKind
from overhaul.domain.gate import CheckId
from overhaul.domain.jobs import Plan, PlanStage
from overhaul.domain.ports import ChangeSet
from overhaul.domain.sandbox import Environment, Limits
from overhaul.domain.testing import Baseline, TestRun
from workflows.context import JobContext
from workflows.records import Series, Staged, StagedFiles
from workflows.state import JobGraphState
from workflows.steps.series import Judged, SeriesBuilder, change_set

_NARROWINGS = 3
"""How often a refused proposal may lose the files the gate named and try again."""


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Commit every stage the gate accepts."""
    plan, staged = context.load(Plan, state["plan"]), context.load(Staged, state["staged"])
    builder = open_series(context, state)
    _Integration(context, builder, plan, staged).run()
    return close_series(context, builder)


def open_series(context: JobContext, state: JobGraphState) -> SeriesBuilder:
    """The series as the state holds it; before the first commit, the base's tests are run on the target."""
    baseline = context.load(Baseline, state["baseline"])
    environment = context.load(Environment, state["target"])
    options = context.options(state)
    head = state.get("head", state["base_commit"])
    if "target_run" in state:
        target_run = context.load(TestRun, state["target_run"]) if state["target_run"] else None
    else:
        target_run = _base_run(context, state, baseline, environment)
    series = context.load(Series, state["series"]) if "series" in state else Series()
    return SeriesBuilder(
        context=context,
        base=state["base_commit"],
        head=head,
        baseline=baseline,
        environment=environment,
        options=options,
        run=target_run,
        commits=list(series.commits),
        refused=list(series.refused),
        complete=series.complete,
    )


def close_series(context: JobContext, builder: SeriesBuilder) -> JobGraphState:
    """The state after a step that added to the series."""
    return {
        "series": context.save(builder.series()),
        "head": builder.head,
        "target_run": context.save(builder.run) if builder.run is not None else "",
    }


def _base_run(
    context: JobContext, state: JobGraphState, baseline: Baseline, environment: Environment
) -> TestRun | None:
    """What the unchanged code does on the target: what passes there already must not be lost."""
    if not baseline.suites:
        return None
    limits = Limits(wall_seconds=context.options(state).test_timeout_seconds)
    key = ["base on target", state["base_commit"], environment.digest()]
    return context.remember(
        key,
        TestRun,
        lambda: context.running.tests.run(context.base_tree(state), baseline.suites, environment, limits=limits),
    )


@dataclass
class _Integration:
    context: JobContext
    builder: SeriesBuilder
    plan: Plan
    staged: Staged
    carried: dict[str, bytes] = field(default_factory=dict)
    """Files that an earlier stage changed and the gate did not accept yet."""
    carried_hunks: list[Hunk] = field(default_factory=list)
    refused: list[PlanStage] = field(default_factory=list)
    """Stages refused as a whole since the last commit: the next one comes with them."""
    dropped: set[str] = field(default_factory=set)
    """Files the gate would not have even at the end: they stay as they were."""

    def run(self) -> None:
        required = [stage.id for stage in self.plan.stages if not stage.optional]
        changed = {files.stage for files in self.staged.stages if files.files}
        last = next((id for id in reversed(required) if id in changed), None)
        for stage, files in zip(self.plan.stages, self.staged.stages, strict=True):
            if files.files:
                self._stage(stage, files, final=stage.optional or stage.id == last)
        if self.refused:
            self.builder.complete = False
            self.context.emit(EventKind.NOTE, "the gate refused the conversion as a whole: nothing will be published")

    def _stage(self, stage: PlanStage, files: StagedFiles, *, final: bool) -> None:
        contents = self.carried | self._contents(files)
        hunks = [*self.carried_hunks, *files.hunks]
        change, judged, held = self._judge(stage, contents, hunks, final=final)
        if judged.verdict.accepted:
            if change.contents:
                self.builder.accept(stage.id, change, judged)
            self.refused = []
        else:
            self.builder.refuse(stage.id, change, judged)
            held = set() if stage.optional else set(contents)
            self.refused += [] if stage.optional else [stage]
        if final and judged.verdict.accepted and held:
            self._drop(stage, held)
            held = set()
        self.carried = {path: data for path, data in contents.items() if path in held}
        self.carried_hunks = [hunk for hunk in hunks if hunk.path in held]

    def _drop(self, stage: PlanStage, paths: set[str]) -> None:
        self.dropped |= paths
        names = ", ".join(sorted(paths)[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
        self.context.emit(
            EventKind.NOTE, f"{stage.title}: the gate refused these files, they stay as they were: {names}"
        )

    def _contents(self, files: StagedFiles) -> dict[str, bytes]:
        get = self.context.parts.artifacts.get
        return {path: get(digest) for path, digest in files.files if path not in self.dropped}

    def _judge(
        self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk], *, final: bool
    ) -> tuple[ChangeSet, Judged, set[str]]:
        """Judge a stage; where single files are the reason of a refusal, without them.

        Returns what was judged last, the judgement, and the files held back.
        """
        held: set[str] = set()
        for _ in range(_NARROWINGS):
            kept = {path: data for path, data in contents.items() if path not in held}
            change = self._change(stage, kept, hunks)
            judged = self.builder.judge(change, must_compile=final)
            culprits = _culprits(judged, kept)
            if judged.verdict.accepted or not culprits or culprits == set(kept):
                break
            held |= culprits
        return change, judged, held

    def _change(self, stage: PlanStage, contents: Mapping[str, bytes], hunks: list[Hunk]) -> ChangeSet:
        before = self.context.parts.repository.read(self.builder.head, contents)
        real = {path: data for path, data in contents.items() if before.get(path) != data}
        own = tuple(hunk for hunk in hunks if hunk.path in real)
        title = stage.title
        if self.refused:
            title = f"Convert to {self.context.spec.target}: {self.refused[0].id} to {stage.id}"
        return change_set(title, _reason(own), before, real, own)


def _culprits(judged: Judged, contents: Mapping[str, bytes]) -> set[str]:
    """The proposal's files that a refusing check names, where it is the files that are at fault."""
    by_file = {CheckId.PATHS, CheckId.TESTS_INTACT, CheckId.GRAMMAR, CheckId.COMPILE}
    named = {item for result in judged.verdict.refusals() if result.check in by_file for item in result.items}
    return {path for path in contents if any(item == path or item.startswith(f"{path}:") for item in named)}


def _reason(hunks: tuple[Hunk, ...]) -> str:
    files = len({hunk.path for hunk in hunks})
    kinds = len({hunk.origin.id for hunk in hunks})
    return f"{len(hunks):,} edits by {kinds} recipe{'s' if kinds != 1 else ''} in {files:,} files."
