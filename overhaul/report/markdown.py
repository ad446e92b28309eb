"""The evidence as Markdown: what stands in a pull request, under a screenful where that is possible."""

from collections import Counter

from overhaul.domain.evidence import Evidence
from overhaul.domain.testing import Outcome

_MOST = 30


def render(evidence: Evidence) -> str:
    """``report.md``."""
    parts = [
        f"# {evidence.spec.target}: {evidence.claim.sentence}",
        _facts(evidence),
        _tests(evidence),
        _commits(evidence),
        _left(evidence),
        _risks(evidence),
        _reproduce(evidence),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def cell(text: str) -> str:
    """Text of a repository in a table cell: it cannot break out of it."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "'")[:200]


def _facts(evidence: Evidence) -> str:
    legacy = evidence.legacy_toolchain or "none found"
    rows = [
        ("claim", evidence.claim.level),
        ("base", evidence.base_commit[:12]),
        ("result", evidence.result_commit[:12]),
        ("legacy toolchain", legacy),
        ("target toolchain", evidence.target_toolchain),
        ("sandbox", evidence.sandbox),
        ("overhaul", evidence.overhaul),
    ]
    return "| | |\n|---|---|\n" + "\n".join(f"| {name} | {cell(value)} |" for name, value in rows)


def _tests(evidence: Evidence) -> str:
    before = Counter(change.before for change in evidence.tests)
    after = Counter(change.after for change in evidence.tests)
    outcomes = [outcome for outcome in (*(o.value for o in Outcome), "absent") if before[outcome] or after[outcome]]
    if not outcomes:
        return "## Tests\n\nNo tests were found: nothing here proves that behaviour is kept."
    table = "\n".join(f"| {outcome} | {before[outcome]:,} | {after[outcome]:,} |" for outcome in outcomes)
    text = f"## Tests\n\n| outcome | before | after |\n|---|---:|---:|\n{table}"
    if evidence.baseline.flaky:
        text += f"\n\n{len(evidence.baseline.flaky)} tests are flaky at baseline and prove nothing."
    return text


def _commits(evidence: Evidence) -> str:
    if not evidence.commits:
        return ""
    rows = "\n".join(
        f"| `{commit.commit[:10]}` | {cell(commit.subject)} | {len(commit.hunks):,} | +{commit.lines_added:,} "
        f"-{commit.lines_removed:,} | {_checks(evidence, index)} |"
        for index, commit in enumerate(evidence.commits)
    )
    return f"## Commits\n\n| commit | what | edits | lines | gate |\n|---|---|---:|---|---|\n{rows}"


def _checks(evidence: Evidence, index: int) -> str:
    results = evidence.commits[index].verdict.results
    passed = sum(1 for result in results if result.outcome.value == "passed")
    skipped = [result.check.value for result in results if result.outcome.value == "not-run"]
    return f"{passed} passed" + (f", not run: {', '.join(skipped)}" if skipped else "")


def _left(evidence: Evidence) -> str:
    if not evidence.left:
        return "## Left\n\nNothing."
    kinds = Counter(item.kind for item in evidence.left)
    head = ", ".join(f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.most_common())
    rows = "\n".join(f"| {item.kind} | {cell(item.subject)} | {cell(item.why)} |" for item in evidence.left[:_MOST])
    more = f"\n\nand {len(evidence.left) - _MOST:,} more in report.html" if len(evidence.left) > _MOST else ""
    return f"## Left: {head}\n\n| kind | what | why |\n|---|---|---|\n{rows}{more}"


def _risks(evidence: Evidence) -> str:
    risks = [risk for risk in evidence.risks if risk.level != "low"][:10]
    if not risks:
        return ""
    rows = "\n".join(f"| {risk.level} | {cell(risk.path)}:{risk.line} | {cell(risk.message)} |" for risk in risks)
    return f"## Look at these first\n\n| risk | where | why |\n|---|---|---|\n{rows}"


def _reproduce(evidence: Evidence) -> str:
    return (
        "## How to check\n\n"
        f"```\noverhaul run SOURCE --ref {evidence.base_commit} --to {evidence.spec.target}\n```\n\n"
        f"gives the same tree, `{evidence.result_tree or 'unchanged'}`. `evidence.json` names every hunk's origin."
    )
