"""Transform: every unit's editor at work, in parallel; what they make is kept a stage."""

from collections.abc import Sequence, Set
from pathlib import PurePosixPath

from overhaul.domain.edits import Hunk
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import Plan
from overhaul.domain.ports.recipes import ProjectFacts, StageOutcome
from overhaul.domain.ports.work import UnitSources, UnitStages
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
    facts = project_facts(context.survey(state), context.spec.target, context.options(state))
    sources = context.parts.repository.read(state["base_commit"], [p for unit in plan.units for p in unit.paths])
    facts = facts._replace(learned=context.parts.recipes.learn(context.spec.track, sources))
    units = [UnitSources(unit.id, {path: sources[path] for path in unit.paths}) for unit in plan.units]
    results = _edit_units(context, plan, facts, units)
    created = {path for result in results for outcome in result.outcomes for path in outcome.contents} - facts.paths
    again = _beside(units, created)
    if again:
        # Files beside new ones may have to name them: a setup script that lists its modules does.
        known = facts._replace(paths=facts.paths | created)
        redone = {result.unit: result for result in _edit_units(context, plan, known, again)}
        results = [_with_created(result, redone.get(result.unit), created) for result in results]
    return _gather(context, plan, results)


def _beside(units: Sequence[UnitSources], created: Set[str]) -> list[UnitSources]:
    """The units with files in a folder around one that was created."""
    folders = {folder for path in created for folder in PurePosixPath(path).parents}
    return [unit for unit in units if folders and any(PurePosixPath(path).parent in folders for path in unit.files)]


def _with_created(first: UnitStages, again: UnitStages | None, created: Set[str]) -> UnitStages:
    """What a unit's second run made, and the new files of its first: the second found them there."""
    if again is None:
        return first
    outcomes = []
    for before, after in zip(first.outcomes, again.outcomes, strict=True):
        new = {path: data for path, data in before.contents.items() if path in created}
        hunks = tuple(hunk for hunk in before.hunks if hunk.path in new)
        outcomes.append(StageOutcome({**after.contents, **new}, after.hunks + hunks, after.problems))
    return UnitStages(first.unit, tuple(outcomes))


def _edit_units(context: JobContext, plan: Plan, facts: ProjectFacts, units: Sequence[UnitSources]) -> list[UnitStages]:
    editor = context.parts.editor(context.spec.track, plan.stages, facts)
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
    return results


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
            # Several units may ask for one new file, in the same words.
            hunks += [hunk for hunk in outcome.hunks if hunk.path not in files]
            for path, data in outcome.contents.items():
                digest = context.parts.artifacts.put(data)
                if files.setdefault(path, digest) != digest:
                    problems.add((path, "units ask for different contents of this new file; the first was made"))
            problems.update(outcome.problems)
        hunks.sort(key=lambda hunk: hunk.path)
        stages.append(StagedFiles(stage=stage.id, files=tuple(sorted(files.items())), hunks=tuple(hunks)))
    return Staged(stages=tuple(stages), problems=tuple(sorted(problems)))
