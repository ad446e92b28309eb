"""A survey as one self-contained page."""

from collections import Counter

from overhaul.domain.survey import Finding, Survey
from overhaul.report import charts
from overhaul.report.page import environment

_MOST_PLACES = 200
_MOST_HUBS = 20


def render(survey: Survey) -> str:
    """The page: languages, dialects, findings by kind with their places, hubs, dependencies, work."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in survey.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    groups = sorted(by_rule.items(), key=lambda row: (-len(row[1]), row[0]))
    return (
        environment()
        .get_template("survey.html.j2")
        .render(
            s=survey,
            lines=sum(file.lines for file in survey.files),
            languages=survey.languages(),
            dialects=Counter(file.dialect.value for file in survey.files if file.dialect is not None).most_common(),
            tests=sum(1 for file in survey.files if file.is_test),
            by_hand=sum(1 for finding in survey.findings if not finding.fixable),
            chart=charts.counts({rule: len(found) for rule, found in groups}) if groups else "",
            groups=[(rule, found[:_MOST_PLACES], len(found)) for rule, found in groups],
            hubs=survey.hubs[:_MOST_HUBS],
            problems=[file for file in survey.files if file.problem],
        )
    )
