"""A survey as SARIF 2.1.0, for the viewers and gates that read it."""

import urllib.parse
from collections import Counter
from collections.abc import Iterator
from typing import Any

from overhaul.domain.base import digest_of
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.survey import Survey
from overhaul.domain.tracks import TrackInfo

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SRCROOT"


def sarif(survey: Survey, track: TrackInfo, version: str = "") -> dict[str, Any]:
    """The findings of ``survey`` as one SARIF run: equal surveys give equal documents.

    Rules are the track's recipes that found something. Columns count bytes, as findings do:
    the same as characters in lines of ASCII.
    """
    used = sorted({finding.rule for finding in survey.findings})
    index = {rule: position for position, rule in enumerate(used)}
    known = {recipe.id: recipe for recipe in track.recipes}
    rules = []
    for rule in used:
        recipe = known.get(rule)
        title = recipe.title if recipe is not None else rule
        level = recipe.severity if recipe is not None else Severity.WARNING
        rules.append(
            {
                "id": rule,
                "name": "".join(part.capitalize() for part in rule.split("-")),
                "shortDescription": {"text": title},
                "defaultConfiguration": {"level": level.value},
                "properties": {"track": track.name, "stage": recipe.stage if recipe is not None else ""},
            }
        )
    driver: dict[str, Any] = {"name": "Overhaul", "rules": rules}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": list(_results(survey, index)),
        "properties": {"commit": survey.commit, "track": survey.track, "effortPoints": survey.effort_points},
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(survey: Survey, index: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The findings; each with a fingerprint that stays when lines above it come and go."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in survey.findings:
        key = (finding.rule, finding.path, finding.message)
        seen[key] += 1
        yield _result(finding, index[finding.rule], digest_of([*key, seen[key]]))


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": urllib.parse.quote(finding.path), "uriBaseId": _ROOT},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
        "partialFingerprints": {"overhaulFinding/v1": fingerprint},
        "properties": {"fixable": finding.fixable},
    }
