"""A survey as one self-contained page."""

from collections import Counter
from typing import NamedTuple

from overhaul.domain.findings import Finding
from overhaul.domain.survey import Survey
from overhaul.report import charts
from overhaul.report.page import environment

_MOST_PLACES = 200
_MOST_FILES = 100
_MOST_HUBS = 20


class RulePlaces(NamedTuple):
    """Where one rule found something."""

    rule: str
    first: Finding
    total: int
    files: list[tuple[str, list[int]]]
    """(path, lines), most lines first."""
    cut: int
    """Files that are not among ``files``."""


def render(survey: Survey) -> str:
    """The page: languages, dialects, findings by kind with their places, hubs, dependencies, work."""
    by_rule = survey.by_rule()
    by_hand = [finding for finding in survey.findings if not finding.fixable]
    return (
        environment()
        .get_template("survey.html.j2")
        .render(
            s=survey,
            lines=sum(file.lines for file in survey.files),
            languages=survey.languages(),
            dialects=Counter(file.dialect.value for file in survey.files if file.dialect is not None).most_common(),
            tests=sum(1 for file in survey.files if file.is_test),
            by_hand=by_hand[:_MOST_PLACES],
            by_hand_total=len(by_hand),
            chart=charts.counts(by_rule) if by_rule else "",
            rules=[_rule(survey, rule) for rule in by_rule],
            hubs=survey.hubs[:_MOST_HUBS],
            problems=[file for file in survey.files if file.problem],
        )
    )


def _rule(survey: Survey, rule: str) -> RulePlaces:
    found = [finding for finding in survey.findings if finding.rule == rule]
    lines: dict[str, list[int]] = {}
    for finding in found:
        lines.setdefault(finding.path, []).append(finding.line)
    files = sorted(lines.items(), key=lambda row: (-len(row[1]), row[0]))
    return RulePlaces(rule, found[0], len(found), files[:_MOST_FILES], max(0, len(files) - _MOST_FILES))
