"""Values: frozen, strict, named by content; and the small methods they carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from overhaul.domain.base import canonical_json, digest_bytes, digest_of
from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult, Verdict
from overhaul.domain.jobs import JobSpec, RepositoryOptions
from overhaul.domain.sandbox import CommandResult, Ended, Limits
from overhaul.domain.survey import Survey, SurveyedFile

SPEC = JobSpec(source="app", target="python3.12", track="python2-to-3")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


def test_values_do_not_change() -> None:
    with pytest.raises(ValidationError):
        SPEC.target = "python3.13"  # type: ignore[misc]


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        RepositoryOptions.model_validate({"colour": "red"})


def test_equal_values_have_one_digest() -> None:
    assert SPEC.digest() == SPEC.model_copy().digest()
    assert SPEC.digest() != SPEC.model_copy(update={"jobs": 2}).digest()


def test_digests_do_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})


@given(JSON)
def test_canonical_json_is_what_its_digest_names(value: object) -> None:
    assert digest_of(value) == digest_bytes(canonical_json(value))


def test_a_spec_survives_json() -> None:
    assert JobSpec.model_validate_json(SPEC.model_dump_json()) == SPEC


def test_nobody_runs_no_jobs_in_parallel() -> None:
    with pytest.raises(ValidationError):
        JobSpec(source="app", target="python3.12", track="python2-to-3", jobs=0)
    with pytest.raises(ValidationError):
        Limits(wall_seconds=0)


@pytest.mark.parametrize(
    ("ended", "code", "ok"),
    [
        (Ended.EXITED, 0, True),
        (Ended.EXITED, 1, False),
        (Ended.TIMED_OUT, 0, False),
        (Ended.KILLED, 137, False),
    ],
)
def test_only_a_clean_exit_is_ok(ended: Ended, code: int, ok: bool) -> None:
    result = CommandResult(ended=ended, exit_code=code, output=b"", truncated=False, seconds=0.1)
    assert result.ok is ok


def test_a_verdict_names_its_refusals() -> None:
    passed = CheckResult(check=CheckId.PATHS, outcome=CheckOutcome.PASSED)
    skipped = CheckResult(check=CheckId.BEHAVIOUR, outcome=CheckOutcome.NOT_RUN)
    refused = CheckResult(check=CheckId.TESTS, outcome=CheckOutcome.REFUSED, items=("test_a",))
    verdict = Verdict(proposal="1", accepted=False, results=(passed, refused, skipped))
    assert verdict.refusals() == (refused,)


def file(path: str, language: str, lines: int) -> SurveyedFile:
    return SurveyedFile(
        path=path,
        language=language,
        dialect=Dialect.PYTHON2 if language == "python" else None,
        lines=lines,
        bytes=lines * 30,
        sha256="0" * 64,
        is_test=False,
        module=None,
        imports=(),
        external=(),
    )


def finding(rule: str, line: int) -> Finding:
    return Finding(rule=rule, path="a.py", line=line, column=1, message="", severity=Severity.ERROR, fixable=True)


def test_a_survey_counts_most_first() -> None:
    survey = Survey(
        track="python2-to-3",
        commit="0" * 40,
        files=(file("a.c", "c", 5), file("a.py", "python", 10), file("b.py", "python", 20)),
        findings=(finding("exec", 1), finding("print", 2), finding("print", 3)),
        hubs=(),
        components=(),
        dependencies=(),
        index_reached=None,
        effort_points=0,
    )
    assert list(survey.languages().items()) == [("python", (2, 30)), ("c", (1, 5))]
    assert list(survey.by_rule().items()) == [("print", 2), ("exec", 1)]
