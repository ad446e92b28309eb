"""A survey as text for a terminal: the inventory on one screen."""

from collections import Counter

from overhaul.domain.findings import Severity
from overhaul.domain.survey import Survey
from overhaul.report.columns import columns
from overhaul.report.visible import one_line

_MOST_RULES = 25
_MOST_HUBS = 8


def render(survey: Survey) -> str:
    """The survey, most telling numbers first."""
    sections = [
        _languages(survey),
        _dialects(survey),
        _findings(survey),
        _hubs(survey),
        _dependencies(survey),
        _work(survey),
    ]
    return "\n\n".join(section for section in sections if section)


def _languages(survey: Survey) -> str:
    rows = [(name, f"{files:,}", f"{lines:,}") for name, (files, lines) in survey.languages().items()]
    return columns(("LANGUAGE", "FILES", "LINES"), rows)


def _dialects(survey: Survey) -> str:
    counts = Counter(file.dialect.value for file in survey.files if file.dialect is not None)
    tests = sum(1 for file in survey.files if file.is_test)
    said = ", ".join(f"{count:,} {name}" for name, count in counts.most_common())
    problems = [file for file in survey.files if file.problem]
    lines = [f"Python dialects: {said or 'no Python'}. Test files: {tests:,}. Units: {len(survey.components):,}."]
    lines += [f"  not analysed: {one_line(file.path)}: {one_line(file.problem)}" for file in problems[:5]]
    if len(problems) > 5:
        lines.append(f"  and {len(problems) - 5:,} more that were not analysed")
    return "\n".join(lines)


def _findings(survey: Survey) -> str:
    if not survey.findings:
        if not any(file.dialect is not None for file in survey.files):
            return "No findings: there is no Python in it."
        return "No findings: nothing in it is known to stop the target."
    severity = {finding.rule: finding.severity for finding in survey.findings}
    fixable = Counter(finding.rule for finding in survey.findings if finding.fixable)
    files: dict[str, set[str]] = {}
    for finding in survey.findings:
        files.setdefault(finding.rule, set()).add(finding.path)
    rows = [
        (rule, severity[rule].value, f"{count:,}", f"{len(files[rule]):,}", f"{fixable[rule]:,}")
        for rule, count in list(survey.by_rule().items())[:_MOST_RULES]
    ]
    table = columns(("FINDING", "SEVERITY", "PLACES", "FILES", "BY RECIPE"), rows)
    beyond = len(severity) - len(rows)
    return table + (f"\nand {beyond} more kinds" if beyond > 0 else "")


def _hubs(survey: Survey) -> str:
    rows = [(hub.path, f"{hub.imported_by:,}", f"{hub.rank:.3f}") for hub in survey.hubs[:_MOST_HUBS]]
    return columns(("HUB", "IMPORTED BY", "RANK"), rows) if rows else ""


def _dependencies(survey: Survey) -> str:
    if not survey.dependencies:
        return ""
    rows = []
    for dependency in survey.dependencies:
        if not dependency.requirement:
            release = "no known distribution brings this module"
        elif not dependency.checked:
            release = "not asked" if survey.index_reached is None else "index did not answer"
        else:
            release = dependency.python3_release or "NONE"
        rows.append((dependency.requirement or dependency.name, dependency.source, release))
    return columns(("DEPENDENCY", "SAID IN", "RELEASE FOR THE TARGET"), rows)


def _work(survey: Survey) -> str:
    by_hand = sum(1 for finding in survey.findings if not finding.fixable)
    errors = sum(1 for finding in survey.findings if finding.severity is Severity.ERROR)
    return (
        f"{len(survey.findings):,} findings, {errors:,} of them errors; {by_hand:,} have no recipe. "
        f"Estimated work beyond recipes: {survey.effort_points:,.1f} points."
    )
