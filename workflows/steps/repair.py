"""Repair: what the recipes left failing is clustered by cause, and fixes are tried before the gate."""

from overhaul.domain.ports import ChangeSet, Trial
from workflows.context import JobContext, project_facts
from workflows.state import JobGraphState
from workflows.steps.series import close_series, open_series


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Let the repairer offer fixes until nothing gains; each accepted one is a commit."""
    builder = open_series(context, state)
    wanted = builder.baseline.must_pass()
    if not builder.complete or builder.run is None or wanted <= builder.run.passed():
        return close_series(context, builder)

    def attempt(change: ChangeSet) -> Trial:
        before = builder.tree_tests()
        judged = builder.judge(change, must_compile=True)
        gains = judged.run is not None and len(judged.run.passed() & wanted) > before
        if judged.verdict.accepted and gains:
            builder.accept("repair", change, judged)
        elif not judged.verdict.accepted:
            builder.refuse("repair", change, judged)
        return Trial(judged.verdict.accepted and gains, builder.tree(), builder.run)

    facts = project_facts(context.survey(state), context.spec.target, context.options(state))
    context.parts.repairer(builder.tree(), builder.run, wanted, facts, attempt)
    return close_series(context, builder)
