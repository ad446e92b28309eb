"""Publish: leave the branch and the bundle."""

from pathlib import Path

from overhaul.domain.errors import BadInput
from overhaul.domain.events import EventKind
from overhaul.domain.evidence import Evidence
from overhaul.domain.jobs import JobState
from workflows.bundle import open_bundle_folder
from workflows.context import JobContext
from workflows.state import JobGraphState


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Write the reports, the patch series and the branch; a dry run only keeps the evidence."""
    evidence = context.load(Evidence, state["evidence"])
    context.parts.jobs.update(context.job, result_commit=evidence.result_commit, result_tree=evidence.result_tree)
    if context.spec.dry_run:
        context.emit(EventKind.NOTE, "dry run: no branch and no bundle were left")
        return {}
    out = Path(context.spec.out)
    try:
        open_bundle_folder(out)
        for name, content in context.parts.reporter.render(evidence, _diffs(context, evidence)).items():
            (out / name).write_bytes(content)
    except OSError as exc:
        hint = f"mend that, then: overhaul resume {context.job}"
        raise BadInput(f"the bundle cannot be written to {out}: {exc}", hint=hint) from exc
    if JobState(state["outcome"]) is JobState.REFUSED:
        context.emit(EventKind.NOTE, f"refused by the gate: no branch was left, {out / 'report.html'} says why")
        return {}
    for note in context.parts.repository.publish(context.spec, evidence.base_commit, evidence.result_commit, out):
        context.emit(EventKind.NOTE, note)
    return {}


def _diffs(context: JobContext, evidence: Evidence) -> list[tuple[str, str]]:
    diffs, parent = [], evidence.base_commit
    for commit in evidence.commits:
        diffs.append((commit.commit, context.parts.repository.diff(parent, commit.commit)))
        parent = commit.commit
    return diffs
