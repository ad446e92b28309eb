"""Survey: the inventory of the base commit."""

from overhaul.domain.events import EventKind
from overhaul.domain.text import counted
from workflows.context import JobContext
from workflows.state import JobGraphState


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Survey every file of the base commit."""
    survey = context.parts.surveyor.survey(
        context.base_tree(state),
        track=context.spec.track,
        commit=state["base_commit"],
        options=context.options(state),
    )
    lines = sum(file.lines for file in survey.files)
    context.emit(
        EventKind.NOTE,
        f"{counted(len(survey.files), 'file')}, {counted(lines, 'line')}, {counted(len(survey.findings), 'finding')}",
        files=len(survey.files),
        lines=lines,
        findings=len(survey.findings),
    )
    if survey.index_reached is False:
        context.emit(EventKind.NOTE, "the package index did not answer: Python 3 releases were not checked")
    return {"survey": context.save(survey)}
