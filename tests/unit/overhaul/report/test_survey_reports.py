"""A survey as a page and as text: what a person must do comes first, and hostile names do no harm."""

import pytest

from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.survey import Dependency, Hub, Survey, SurveyedFile
from overhaul.report import survey_html, survey_text

HOSTILE = "<script>x</script>\x1b[2J\u202e"


def finding(rule: str, path: str, line: int, *, fixable: bool = True) -> Finding:
    return Finding(
        rule=rule, path=path, line=line, column=1, message=f"about {rule}", severity=Severity.ERROR, fixable=fixable
    )


def survey(*findings: Finding, path: str = "a.py") -> Survey:
    file = SurveyedFile(
        path=path, language="Python", dialect=Dialect.PYTHON2, lines=1234, bytes=1, sha256="", is_test=False,
        module=None, imports=(), external=(), problem=f"bad: {path}",
    )  # fmt: skip
    return Survey(
        track="t",
        commit="c" * 40,
        files=(file,),
        findings=findings,
        hubs=(Hub(path=path, imported_by=3, rank=0.5),),
        components=((path,),),
        dependencies=(Dependency(name="x", requirement=path, source=path),),
        index_reached=None,
        effort_points=1.5,
    )


def test_places_are_grouped_by_file() -> None:
    found = [finding("print", "a.py", line) for line in range(1, 60)] + [finding("hand", "b.py", 7, fixable=False)]
    html = survey_html.render(survey(*found))
    assert html.index("b.py:7") < html.index("Findings by kind")
    assert "lines 1, 2, 3" in html and "and 19 more" in html
    assert html.count("about print") == 1


def test_nothing_found() -> None:
    assert "None: nothing here is known to stop the target." in survey_html.render(survey())
    assert "No findings" in survey_text.render(survey())


@pytest.mark.parametrize("render", [survey_html.render, survey_text.render])
def test_hostile_names(render: object) -> None:
    text = render(survey(finding(HOSTILE, HOSTILE, 1, fixable=False), path=HOSTILE))  # type: ignore[operator]
    assert "\x1b" not in text and "\u202e" not in text and "⟨U+202E⟩" in text
    if render is survey_html.render:
        assert "<script" not in text


def test_very_many_findings_stay_small() -> None:
    found = [finding(f"rule-{n % 50}", f"file{n % 700}.py", n, fixable=n % 2 == 0) for n in range(50_000)]
    assert len(survey_html.render(survey(*found))) < 2_000_000


def test_a_module_of_no_known_distribution_has_its_name() -> None:
    known = survey().model_copy(update={"dependencies": (Dependency(name="mklib", requirement="", source="import"),)})
    for text in (survey_text.render(known), survey_html.render(known)):
        assert "mklib" in text and "no known distribution" in text
