"""``report.html``: one self-contained page that a reviewer likes to read. No script, nothing loaded."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from overhaul.domain.evidence import CommitEvidence, Evidence
from overhaul.domain.gate import CheckId, CheckOutcome, Verdict
from overhaul.domain.testing import Outcome
from overhaul.report import charts, diffs
from overhaul.report.answer import answer, by_cause
from overhaul.report.visible import visible

_MOST_LINES = 5_000
"""Diff lines shown a commit, and ..."""
_MOST_LINES_IN_ALL = 20_000
"""... in the page: what a browser opens without a pause."""
_MOST_RISKS = 12
_NAMES = {
    "test": "Tests that do not pass",
    "finding": "Findings that stay",
    "recipe": "Files a recipe could not finish",
    "dependency": "Dependencies without a release for the target",
    "file": "Files left as they were, or without their last edits",
}


class CommitDiff(NamedTuple):
    """One commit for the page."""

    commit: str
    subject: str
    origins: str
    files: Sequence[diffs.FileDiff]
    cut: int
    added: int
    removed: int


@cache
def environment() -> Environment:
    """The templates: everything is escaped, nothing stays hidden, and a missing name is an error."""
    return Environment(
        loader=PackageLoader("overhaul.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(evidence: Evidence, commit_diffs: Sequence[tuple[str, str]]) -> str:
    """The page."""
    risks = [risk for risk in evidence.risks if risk.level != "low"]
    return (
        environment()
        .get_template("evidence.html.j2")
        .render(
            e=evidence,
            source=evidence.spec.shown_source(),
            answer=answer(evidence),
            added=sum(commit.lines_added for commit in evidence.commits),
            removed=sum(commit.lines_removed for commit in evidence.commits),
            found=sum(evidence.findings_before.values()),
            tests=_tests(evidence),
            findings=charts.before_after(evidence.findings_before, evidence.findings_after)
            if evidence.findings_before
            else "",
            left=_grouped(evidence),
            names=_NAMES,
            risks=risks[:_MOST_RISKS],
            more_risks=max(0, len(risks) - _MOST_RISKS),
            checks=[check.value for check in CheckId],
            gates=[_gate(commit.verdict) for commit in evidence.commits],
            diffs=_diffs(evidence.commits, dict(commit_diffs)),
        )
    )


def _tests(evidence: Evidence) -> str:
    if not evidence.tests:
        return ""
    kinds = [*(outcome.value for outcome in Outcome), "absent"]
    before = Counter(change.before for change in evidence.tests)
    after = Counter(change.after for change in evidence.tests)
    bars = [
        charts.Bar(evidence.legacy_toolchain.split(" ")[0] or "before", [(kind, before[kind]) for kind in kinds]),
        charts.Bar(evidence.target_toolchain.split(" ")[0], [(kind, after[kind]) for kind in kinds]),
    ]
    return charts.stacked(bars if evidence.baseline.run is not None else bars[1:])


def _grouped(evidence: Evidence) -> list[tuple[str, list[object], int]]:
    """(kind, causes, left-overs in all)."""
    groups: dict[str, list[object]] = {}
    totals: Counter[str] = Counter()
    for cause in by_cause(evidence.left):
        groups.setdefault(cause.kind, []).append(cause)
        totals[cause.kind] += len(cause.items)
    return [(kind, causes, totals[kind]) for kind, causes in groups.items()]


class _Gate(NamedTuple):
    """A verdict on one line, and check by check."""

    passed: int
    of: int
    not_run: str
    marks: Sequence[tuple[str, str]]
    """(outcome, detail) a check, in the checks' order; outcome empty where there is none."""


def _gate(verdict: Verdict) -> _Gate:
    by_check = {result.check: result for result in verdict.results}
    marks = [(by_check[c].outcome.value, by_check[c].detail) if c in by_check else ("", "") for c in CheckId]
    passed = sum(1 for result in verdict.results if result.outcome is CheckOutcome.PASSED)
    not_run = ", ".join(r.check.value for r in verdict.results if r.outcome is CheckOutcome.NOT_RUN)
    return _Gate(passed, len(verdict.results), not_run, marks)


def _diffs(commits: Sequence[CommitEvidence], by_commit: dict[str, str]) -> list[CommitDiff]:
    room = _MOST_LINES_IN_ALL
    shown = []
    for commit in commits:
        counts = Counter(f"{hunk.origin.kind.value} {hunk.origin.id}" for hunk in commit.hunks)
        origins = ", ".join(f"{name} ({count:,})" for name, count in counts.most_common())
        files, cut = diffs.parse(by_commit.get(commit.commit, ""), most_lines=max(0, min(room, _MOST_LINES)))
        room -= sum(file.shown() for file in files)
        added, removed = commit.lines_added, commit.lines_removed
        shown.append(CommitDiff(commit.commit, commit.subject, origins, files, cut, added, removed))
    return shown
