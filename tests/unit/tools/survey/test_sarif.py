"""Surveys as SARIF 2.1.0."""

import dataclasses
import json
from typing import Any

from overhaul.domain.findings import Finding, Severity
from overhaul.domain.survey import Survey
from overhaul.domain.tracks import PlanStage, RecipeInfo, TrackInfo
from tools.survey.sarif import sarif

TRACK = TrackInfo(
    name="python2-to-3",
    language="Python",
    legacy_toolchains=(),
    targets=("python3.12",),
    suffixes=(".py",),
    stages=(PlanStage(id="syntax", title="Syntax", recipes=("print-statement",)),),
    recipes=(
        RecipeInfo(
            id="print-statement",
            version="1",
            title="print statements become calls",
            stage="syntax",
            severity=Severity.ERROR,
        ),
    ),
)


def survey(*findings: Finding) -> Survey:
    return Survey(
        track=TRACK.name,
        commit="c0ffee",
        files=(),
        findings=findings,
        hubs=(),
        components=(),
        dependencies=(),
        index_reached=None,
        effort_points=1.5,
    )


def finding(path: str = "a b/é.py", line: int = 3) -> Finding:
    return Finding(
        rule="print-statement",
        path=path,
        line=line,
        column=5,
        message="print statements become calls",
        severity=Severity.ERROR,
        fixable=True,
    )


def run_of(document: dict[str, Any]) -> dict[str, Any]:
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_what_the_schema_requires() -> None:
    document = sarif(survey(finding()), TRACK, "0.1.0")
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    run = run_of(document)
    assert run["tool"]["driver"]["name"] == "Overhaul"
    assert run["tool"]["driver"]["version"] == "0.1.0"
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "print-statement"
    assert rule["shortDescription"]["text"] == "print statements become calls"
    assert rule["defaultConfiguration"]["level"] == "error"
    (result,) = run["results"]
    assert result["message"]["text"]
    assert result["level"] in ("none", "note", "warning", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/%C3%A9.py", "uriBaseId": "SRCROOT"}
    assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    json.dumps(document)


def test_nothing_found() -> None:
    run = run_of(sarif(survey(), TRACK))
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []


def test_equal_surveys_give_equal_documents() -> None:
    one, other = (sarif(survey(finding(), finding(line=9)), TRACK) for _ in range(2))
    assert json.dumps(one) == json.dumps(other)


def test_fingerprints_tell_findings_apart_and_outlive_their_lines() -> None:
    def fingerprints(*findings: Finding) -> list[str]:
        return [
            r["partialFingerprints"]["overhaulFinding/v1"] for r in run_of(sarif(survey(*findings), TRACK))["results"]
        ]

    first, second = fingerprints(finding(line=1), finding(line=2))
    assert first != second
    assert fingerprints(finding(line=11), finding(line=12)) == [first, second]


def test_a_rule_of_no_recipe_is_named_too() -> None:
    odd = dataclasses.replace(finding(), rule="check-x")
    (rule,) = run_of(sarif(survey(odd), TRACK))["tool"]["driver"]["rules"]
    assert rule["id"] == "check-x" and rule["shortDescription"]["text"]
