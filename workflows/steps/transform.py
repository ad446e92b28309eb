"""Transform: every unit's editor at work, in parallel; what they make is kept a stage."""

from collections.abc import Sequence

from overhaul.domain.edits import Hunk
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import Plan
from overhaul.domain.ports import StageOutcome, UnitSources, UnitStages
from workflows.context import JobContext, project_facts
from workflows.records import Staged, StagedFiles
from workflows.state import JobGraphState

_EVENTS = 100
"""About as many events at most say how far the units are, however many units there are."""


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Edit all units and gather, per stage, the files that changed."""
    plan = context.load(Plan, state["plan"])
    key = ["transform", state["base_commit"], state["plan"], context.parts.version]
    staged = context.remember(key, Staged, lambda: _edit(context, state, plan))
    return {"staged": context.save(staged)}


def _edit(context: JobContext, state: JobGraphState, plan: Plan) -> Staged:
    facts = project_facts(context.survey(state), context.spec.target)
    editor = context.parts.editor(context.spec.track, plan.stages, facts)
    sources = context.parts.repository.read(state["base_commit"], [p for unit in plan.units for p in unit.paths])
    units = [UnitSources(unit.id, {path: sources[path] for path in unit.paths}) for unit in plan.units]
    told = max(1, len(units) // _EVENTS)
    done = 0

    def ended(index: int, result: UnitStages) -> None:
        nonlocal done
        done += 1
        if done % told and done < len(units):
            return
        context.check_cancelled()
        context.emit(
            EventKind.UNIT_ENDED,
            f"unit {result.unit}: {_changed(result.outcomes)} of {len(units[index].files)} files changed",
            unit=result.unit,
            done=done,
            total=len(units),
        )

    results = context.parts.executor.map(editor, units, on_done=ended)
    context.check_cancelled()
    return _gather(context, plan, results)


def _changed(outcomes: Sequence[StageOutcome]) -> int:
    return len({path for outcome in outcomes for path in outcome.contents})


def _gather(context: JobContext, plan: Plan, results: Sequence[UnitStages]) -> Staged:
    """Join the units stage by stage, in path order, so that the order they ended in leaves no trace."""
    stages = []
    problems: set[tuple[str, str]] = set()
    for index, stage in enumerate(plan.stages):
        files: dict[str, str] = {}
        hunks: list[Hunk] = []
        for result in results:
            outcome = result.outcomes[index]
            files.update({path: context.parts.artifacts.put(data) for path, data in outcome.contents.items()})
            hunks += outcome.hunks
            problems.update(outcome.problems)
        hunks.sort(key=lambda hunk: hunk.path)
        stages.append(StagedFiles(stage=stage.id, files=tuple(sorted(files.items())), hunks=tuple(hunks)))
    return Staged(stages=tuple(stages), problems=tuple(sorted(problems)))
