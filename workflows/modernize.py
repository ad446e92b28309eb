"""The graph of a job: what happens, in order.

    intake → survey → baseline → plan → transform → integrate → repair → review → publish

Each step is a module of ``workflows.steps``. A job that only plans goes from ``survey`` to ``plan``
and ends: it runs no repository code.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph

from overhaul.domain.events import EventKind
from overhaul.domain.jobs import StepId
from workflows.context import JobContext
from workflows.state import JobGraphState
from workflows.steps import baseline, intake, integrate, plan, publish, repair, review, survey, transform

STEPS: dict[StepId, ModuleType] = {
    StepId.INTAKE: intake,
    StepId.SURVEY: survey,
    StepId.BASELINE: baseline,
    StepId.PLAN: plan,
    StepId.TRANSFORM: transform,
    StepId.INTEGRATE: integrate,
    StepId.REPAIR: repair,
    StepId.REVIEW: review,
    StepId.PUBLISH: publish,
}


def build(context: JobContext, connection: sqlite3.Connection) -> Any:
    """The compiled graph of one job, checkpointed through ``connection``."""
    graph = StateGraph(JobGraphState)
    for id, module in STEPS.items():
        graph.add_node(id.value, partial(_step, context, id, module.run))
    graph.add_edge(START, "intake")
    graph.add_edge("intake", "survey")
    if context.spec.plan_only:
        graph.add_edge("survey", "plan")
        graph.add_edge("plan", END)
    else:
        graph.add_edge("survey", "baseline")
        graph.add_edge("baseline", "plan")
        graph.add_edge("plan", "transform")
        graph.add_edge("transform", "integrate")
        graph.add_edge("integrate", "repair")
        graph.add_edge("repair", "review")
        graph.add_edge("review", "publish")
        graph.add_edge("publish", END)
    return graph.compile(checkpointer=SqliteSaver(connection))


def _step(
    context: JobContext,
    id: StepId,
    work: Callable[[JobContext, JobGraphState], JobGraphState],
    state: JobGraphState,
) -> JobGraphState:
    """Run one step between its two events."""
    context.check_cancelled()
    context.parts.jobs.update(context.job, step=id)
    context.emit(EventKind.STEP_STARTED, id.value, step=id.value)
    changed = work(context, state)
    context.emit(EventKind.STEP_ENDED, id.value, step=id.value)
    return changed
