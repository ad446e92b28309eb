"""How much work a survey promises, in points; docs/survey.md defines them."""

import math
from collections.abc import Iterable, Mapping

from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.survey import Dependency, SurveyedFile

LEFT = {Severity.ERROR: 1.0, Severity.WARNING: 0.5, Severity.NOTE: 0.1}
"""Points of a finding that a person or a model must change."""
FIXED = {Severity.ERROR: 0.01, Severity.WARNING: 0.02, Severity.NOTE: 0.0}
"""Points of a finding that a recipe changes: somebody reads the change."""
UNREADABLE = 3.0
"""Points of a source file that could not be parsed."""
NO_RELEASE = 8.0
"""Points of a dependency that has no release for the target."""


def effort_points(
    files: Iterable[SurveyedFile],
    findings: Iterable[Finding],
    dependencies: Iterable[Dependency],
    imported_by: Mapping[str, int],
) -> float:
    """The sum of the parts, to two decimals.

    A finding in a file that ``n`` others import counts ``1 + log2(1 + n) / 4`` times: more depends
    on getting it right.
    """
    points = 0.0
    for finding in findings:
        base = FIXED[finding.severity] if finding.fixable else LEFT[finding.severity]
        points += base * (1 + math.log2(1 + imported_by.get(finding.path, 0)) / 4)
    for file in files:
        if (file.dialect is not None and file.problem) or file.dialect is Dialect.UNKNOWN:
            points += UNREADABLE
    points += NO_RELEASE * sum(d.checked and d.python3_release is None for d in dependencies)
    return round(points, 2)
