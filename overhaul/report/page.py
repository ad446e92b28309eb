"""``report.html``: one self-contained page that a reviewer likes to read. No script, nothing loaded."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from overhaul.domain.evidence import CommitEvidence, Evidence, LeftOver
from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.testing import Outcome
from overhaul.report import charts, diffs

_MOST_LINES = 6_000
"""Diff lines shown a commit: what a browser opens without a pause."""
_MOST_RISKS = 12
_NAMES = {
    "test": "Tests that do not pass",
    "finding": "Findings without a recipe",
    "recipe": "Files a recipe could not finish",
    "dependency": "Dependencies without a release for the target",
    "file": "Files left as they were",
    "toolchain": "Toolchains",
}


class CommitDiff(NamedTuple):
    """One commit for the page."""

    commit: str
    subject: str
    origins: str
    files: Sequence[diffs.FileDiff]
    cut: int


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a missing name is an error."""
    return Environment(
        loader=PackageLoader("overhaul.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def render(evidence: Evidence, commit_diffs: Sequence[tuple[str, str]]) -> str:
    """The page."""
    by_commit = dict(commit_diffs)
    risks = [risk for risk in evidence.risks if risk.level != "low"]
    return (
        environment()
        .get_template("evidence.html.j2")
        .render(
            e=evidence,
            refused=bool(evidence.refused) and not evidence.commits,
            added=sum(commit.lines_added for commit in evidence.commits),
            removed=sum(commit.lines_removed for commit in evidence.commits),
            found=sum(evidence.findings_before.values()),
            tests=_tests(evidence),
            findings=charts.before_after(evidence.findings_before, evidence.findings_after)
            if evidence.findings_before
            else "",
            left=_grouped(evidence.left),
            names=_NAMES,
            risks=risks[:_MOST_RISKS],
            more_risks=max(0, len(risks) - _MOST_RISKS),
            checks=[check.value for check in CheckId],
            results=[_results(evidence.commits, check) for check in CheckId],
            diffs=[_commit(commit, by_commit.get(commit.commit, "")) for commit in evidence.commits],
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


def _grouped(left: Sequence[LeftOver]) -> list[tuple[str, list[LeftOver]]]:
    groups: dict[str, list[LeftOver]] = {}
    for item in left:
        groups.setdefault(item.kind, []).append(item)
    return list(groups.items())


def _results(commits: Sequence[CommitEvidence], check: CheckId) -> dict[str, CheckResult | None]:
    return {
        commit.commit: next((result for result in commit.verdict.results if result.check is check), None)
        for commit in commits
    }


def _commit(commit: CommitEvidence, diff: str) -> CommitDiff:
    counts = Counter(f"{hunk.origin.kind.value} {hunk.origin.id}" for hunk in commit.hunks)
    origins = ", ".join(f"{name} ({count:,})" for name, count in counts.most_common())
    files, cut = diffs.parse(diff, most_lines=_MOST_LINES)
    return CommitDiff(commit.commit, commit.subject, origins, files, cut)
