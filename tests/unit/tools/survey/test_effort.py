"""Effort points, as docs/survey.md defines them."""

import pytest

from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.survey import Dependency, SurveyedFile
from tools.survey.effort import effort_points


def finding(severity: Severity, fixable: bool, path: str = "a.py") -> Finding:
    return Finding(rule="r", path=path, line=1, column=1, message="m", severity=severity, fixable=fixable)


def file(dialect: Dialect | None, problem: str = "") -> SurveyedFile:
    return SurveyedFile(
        path="a.py",
        language="Python",
        dialect=dialect,
        lines=1,
        bytes=1,
        sha256="",
        is_test=False,
        module=None,
        imports=(),
        external=(),
        problem=problem,
    )


@pytest.mark.parametrize(
    ("severity", "fixable", "points"),
    [
        (Severity.ERROR, False, 1.0),
        (Severity.WARNING, False, 0.5),
        (Severity.NOTE, False, 0.1),
        (Severity.ERROR, True, 0.01),
        (Severity.WARNING, True, 0.02),
        (Severity.NOTE, True, 0.0),
    ],
)
def test_findings(severity: Severity, fixable: bool, points: float) -> None:
    assert effort_points([], [finding(severity, fixable)], [], {}) == points


def test_a_finding_in_a_hub_weighs_more() -> None:
    assert effort_points([], [finding(Severity.ERROR, False)], [], {"a.py": 15}) == 2.0


def test_files_nobody_can_parse() -> None:
    files = [file(Dialect.UNKNOWN), file(Dialect.BOTH, "it has 9 bytes"), file(Dialect.PYTHON2), file(None, "odd name")]
    assert effort_points(files, [], [], {}) == 6.0


def test_dependencies_without_a_release() -> None:
    asked = Dependency(name="a", requirement="a", source="setup.py", checked=True)
    found = asked.model_copy(update={"python3_release": "1.0"})
    unasked = asked.model_copy(update={"checked": False})
    assert effort_points([], [], [asked, found, unasked], {}) == 8.0
