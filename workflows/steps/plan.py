"""Plan: the ordered stages, and the units that go in parallel."""

from overhaul.domain.events import EventKind
from overhaul.domain.text import counted
from workflows.context import JobContext
from workflows.state import JobGraphState


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Make the plan from the survey."""
    track = context.parts.recipes.track(context.spec.track)
    plan = context.parts.planner(context.survey(state), track, context.options(state))
    files = sum(len(unit.paths) for unit in plan.units)
    recipes = sum(len(stage.recipes) for stage in plan.stages)
    context.emit(
        EventKind.PLAN_READY,
        f"{counted(len(plan.stages), 'stage')}, {counted(recipes, 'recipe')}, "
        f"{counted(files, 'file')} in {counted(len(plan.units), 'unit')}",
        stages=[stage.id for stage in plan.stages],
        titles=[stage.title for stage in plan.stages],
        recipes=recipes,
        files=files,
        units=len(plan.units),
    )
    for note in plan.notes:
        context.emit(EventKind.NOTE, note)
    return {"plan": context.save(plan)}
