"""Review: everything measured, put together as evidence, and read with fresh eyes."""

import re

from overhaul.domain.behaviour import Behaviour, Replay
from overhaul.domain.edits import ProposerKind
from overhaul.domain.events import EventKind
from overhaul.domain.evidence import Evidence, Risk, TestChange
from overhaul.domain.findings import Finding
from overhaul.domain.gate import CheckResult
from overhaul.domain.jobs import JobState
from overhaul.domain.ports.review import Review, ReviewRequest
from overhaul.domain.sandbox import Environment
from overhaul.domain.testing import Baseline, Comparison, Outcome, TestRun, compare
from workflows.context import JobContext, project_facts
from workflows.parts import Assistance
from workflows.public_names import public_changes
from workflows.records import Series, Staged
from workflows.state import JobGraphState


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Compare before with after, ask the reviewer, and keep the evidence."""
    baseline = context.load(Baseline, state["baseline"])
    target_run = context.load(TestRun, state["target_run"]) if state["target_run"] else None
    comparison = compare(baseline.must_pass(), target_run) if target_run is not None else None
    series = context.load(Series, state["series"])
    remaining = _remaining(context, state, series)
    review = context.parts.reviewer(
        ReviewRequest(
            survey=context.survey(state),
            baseline=baseline,
            comparison=comparison,
            remaining=remaining,
            commits=series.commits,
            problems=context.load(Staged, state["staged"]).problems,
            legacy=context.environment(state["legacy"]),
            target=context.environment(state["target"]),
            kept=series.kept,
            refusal="" if series.complete else _refusal(series),
        )
    )
    assistance = context.assistance
    if assistance is not None and series.complete and series.commits:
        review = _read_by_model(context, state, assistance, series, review)
    evidence = _evidence(context, state, baseline, target_run, comparison, remaining, series, review)
    return {"evidence": context.save(evidence), "outcome": _outcome(series, baseline, comparison, review).value}


def _read_by_model(
    context: JobContext, state: JobGraphState, assistance: Assistance, series: Series, review: Review
) -> Review:
    """The review with what a model says of the diff, and with every place a model changed."""
    diffs = by_file(context.parts.repository.diff(state["base_commit"], state["head"]))

    def tell(message: str) -> None:
        context.emit(EventKind.NOTE, message)

    notes = assistance.reviewer(diffs, context.spec.target, context.check_cancelled, tell)
    if notes.unread:
        tell(f"review: a model read the changes of {len(diffs) - notes.unread:,} of {len(diffs):,} files")
    changed = {
        (hunk.path, hunk.line): hunk.origin.id
        for commit in series.commits
        for hunk in commit.hunks
        if hunk.origin.kind is ProposerKind.MODEL
    }
    own = [
        Risk(path=path, line=line, message=f"changed by the model {model}: read it", level="medium")
        for (path, line), model in sorted(changed.items())
    ]
    risks = sorted((*own, *notes.risks, *review.risks), key=lambda risk: risk.rank)
    return review._replace(risks=tuple(risks))


def by_file(diff: str) -> dict[str, str]:
    """A unified diff of git, by the path after the change; files that went are left out."""
    found: dict[str, str] = {}
    for part in re.split(r"(?m)^(?=diff --git )", diff):
        match = re.search(r"(?m)^\+\+\+ b/(.+?)\t?$", part)
        if match is not None:
            found[match[1]] = part
    return found


def _refusal(series: Series) -> str:
    """The reason that decided: what the gate said last."""
    said = series.refused[-1].refusals() if series.refused else ()
    return "; ".join(f"{result.check.value}: {result.detail}" for result in said) or "no reason was given"


def _remaining(context: JobContext, state: JobGraphState, series: Series) -> tuple[Finding, ...]:
    """The findings in the result, in the files that were surveyed for them.

    Recipes ran to rest in the files they changed. What they would still change there they only would
    because the file no longer says what it was: ``import html`` beside a module ``html`` is the standard
    library's by now. Such findings are none.
    """
    survey = context.survey(state)
    track = context.parts.recipes.track(context.spec.track)
    names = {file.path for file in survey.files if file.language == track.language and not file.problem}
    present = names & set(context.parts.repository.files(state["head"]))
    contents = context.parts.repository.read(state["head"], sorted(present))
    facts = project_facts(survey, context.spec.target, context.options(state))
    converted = {hunk.path for commit in series.commits for hunk in commit.hunks} - {path for path, _ in series.kept}
    found = context.parts.recipes.find(context.spec.track, contents, facts)
    return tuple(finding for finding in found if not (finding.fixable and finding.path in converted))


def _outcome(series: Series, baseline: Baseline, comparison: Comparison | None, review: Review) -> JobState:
    if not series.complete:
        return JobState.REFUSED
    if not baseline.available or comparison is None:
        return JobState.PARTS_LEFT
    if comparison.restored < comparison.must_pass or any(item.kind == "file" for item in review.left):
        return JobState.PARTS_LEFT
    return JobState.DONE


def _evidence(
    context: JobContext,
    state: JobGraphState,
    baseline: Baseline,
    target_run: TestRun | None,
    comparison: Comparison | None,
    remaining: tuple[Finding, ...],
    series: Series,
    review: Review,
) -> Evidence:
    models = context.parts.assistance  # what was asked counts, also where the rest was declined
    after: dict[str, int] = {}
    for finding in remaining:
        after[finding.rule] = after.get(finding.rule, 0) + 1
    return Evidence(
        overhaul=context.parts.version,
        job=context.job,
        spec=context.spec.model_copy(update={"options": context.options(state), "source": context.spec.shown_source()}),
        base_commit=state["base_commit"],
        result_commit=state["head"],
        result_tree=series.commits[-1].tree if series.commits else "",
        claim=review.claim,
        legacy_toolchain=_toolchain(context.environment(state["legacy"])),
        target_toolchain=_toolchain(context.environment(state["target"])),
        sandbox=context.running.sandbox,
        baseline=baseline,
        target_run=target_run,
        comparison=comparison,
        tests=_changes(baseline, target_run),
        commits=series.commits,
        refused=series.refused,
        complete=series.complete,
        repair_cut=series.cut,
        final_checks=_final(series),
        findings_before=context.survey(state).by_rule(),
        findings_after=dict(sorted(after.items(), key=lambda row: (-row[1], row[0]))),
        remaining=remaining,
        left=review.left,
        risks=review.risks,
        api_changes=public_changes(context, state, series),
        recorded=len(context.load(Behaviour, state["behaviour"]).calls),
        replay=context.load(Replay, state["replay"]) if state.get("replay") else None,
        models=models.model.uses() if models is not None else (),
        prompts=models.prompts if models is not None else "",
        ledger=models.ledger() if models is not None else "",
    )


def _final(series: Series) -> tuple[CheckResult, ...]:
    return series.commits[-1].verdict.results if series.commits else ()


def _toolchain(environment: Environment | None) -> str:
    if environment is None:
        return ""
    toolchain = environment.toolchain
    stands = f", standing in for {toolchain.stand_in_for}" if toolchain.stand_in_for else ""
    return f"{toolchain.name} ({toolchain.version}{stands})"


def _changes(baseline: Baseline, run: TestRun | None) -> tuple[TestChange, ...]:
    """Every test known before or after, by id."""
    before = baseline.run.by_id() if baseline.run is not None else {}
    after = run.by_id() if run is not None else {}
    changes = []
    for id in sorted(before.keys() | after.keys()):
        now = after.get(id)
        note = ""
        if now is not None and now.outcome is not Outcome.PASSED:
            note = f"{now.exception}: {now.message}".strip(": ")[:300]
        changes.append(
            TestChange(
                id=id,
                before=before[id].outcome.value if id in before else "absent",
                after=now.outcome.value if now is not None else "absent",
                note=note,
            )
        )
    return tuple(changes)
