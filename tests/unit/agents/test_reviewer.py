"""What the reviewer claims at every level, what lowers it, and how it lists what is left."""

import pytest

from agents.reviewer import review
from overhaul.domain.evidence import CommitEvidence
from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult, Verdict
from overhaul.domain.ports.review import ReviewRequest
from overhaul.domain.sandbox import Environment, Toolchain
from overhaul.domain.survey import Hub, Survey, SurveyedFile
from overhaul.domain.testing import Baseline, Outcome, TestResult, TestRun, compare
from tests.support.workflow import baseline_of, hunk, run_of

TOOLCHAIN = Toolchain(name="python3.12", version="3.12.1", executable="x")
STAND_IN = Toolchain(name="python3.11", version="3.11.9", executable="x", stand_in_for="python3.12")
COMPILED = CheckResult(check=CheckId.COMPILE, outcome=CheckOutcome.PASSED)


def surveyed(path: str, *, dialect: Dialect = Dialect.PYTHON2, is_test: bool = False) -> SurveyedFile:
    return SurveyedFile(
        path=path, language="Python", dialect=dialect, lines=1, bytes=1, sha256="", is_test=is_test, module=None,
        imports=(), external=(),
    )  # fmt: skip


SURVEY = Survey(
    track="t", commit="", files=(surveyed("a.py"), surveyed("hub.py"), surveyed("t.py", is_test=True)),
    findings=(), hubs=(Hub(path="hub.py", imported_by=7, rank=0.5),), components=(), dependencies=(),
    index_reached=None, effort_points=0,
)  # fmt: skip


def commit(*checks: CheckResult, hunks: tuple[str, ...] = ()) -> CommitEvidence:
    verdict = Verdict(proposal="p", accepted=True, results=checks or (COMPILED,))
    made = tuple(hunk(path, "r") for path in hunks)
    return CommitEvidence(commit="c", tree="t", stage="s", subject="S", verdict=verdict, hunks=made)


def request(**changes: object) -> ReviewRequest:
    whole = ReviewRequest(
        survey=SURVEY,
        baseline=baseline_of(["t.a", "t.b"]),
        comparison=compare({"t.a", "t.b"}, run_of(["t.a", "t.b"])),
        remaining=(),
        commits=(commit(),),
        problems=(),
        legacy=None,
        target=Environment(toolchain=TOOLCHAIN, path=""),
    )
    return whole._replace(**changes)  # type: ignore[arg-type]


NO_BASELINE = {"baseline": Baseline(available=False, why_not="no legacy toolchain"), "comparison": None}
HALF = compare({"t.a", "t.b"}, run_of(["t.a"], ["t.b"]))
CUT_SHORT = baseline_of(["t.a", "t.b"])
CUT_SHORT = CUT_SHORT.model_copy(update={"run": CUT_SHORT.run and CUT_SHORT.run.model_copy(update={"timed_out": True})})
MOSTLY_FAILING = CUT_SHORT.model_copy(update={"run": run_of(["t.a", "t.b"], ["t.c", "t.d", "t.e"])})
NOT_COMPILED = CheckResult(check=CheckId.COMPILE, outcome=CheckOutcome.NOT_RUN)
OTHERS_BROKEN = COMPILED.model_copy(update={"items": ("a.py: line 3: bad", "data/bad.py: line 1: bad")})
BEGUN = {"kept": (("a.py", "tests: t.a fails"),), "commits": (commit(hunks=("a.py",)),)}


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({}, "proven", "2 of 2 tests that passed before pass now."),
        ({"comparison": HALF}, "partial", "1 of 2 tests"),
        ({"target": Environment(toolchain=STAND_IN, path="")}, "partial", "python3.11, which stands in for python3.12"),
        ({"kept": (("a.py", "why"),)}, "partial", "1 file stays unconverted"),
        ({"commits": (commit(OTHERS_BROKEN),)}, "partial", "1 file stays unconverted"),
        (BEGUN, "partial", "2 of 2 tests that passed before pass now. 1 file stays without the last edits."),
        ({**BEGUN, "commits": (commit(OTHERS_BROKEN, hunks=("a.py",)),)}, "partial", "1 file stays unconverted."),
        ({**BEGUN, **NO_BASELINE}, "compiles", "It compiles; behaviour is unproven"),
        ({"baseline": MOSTLY_FAILING}, "partial", "2 of 2 tests that passed before pass now. Most tests, 3, failed"),
        ({"baseline": CUT_SHORT}, "partial", "before every test had its turn"),
        (NO_BASELINE, "compiles", "It compiles; behaviour is unproven: no legacy toolchain."),
        ({**NO_BASELINE, "commits": (commit(NOT_COMPILED),)}, "none", "Whether it compiles is not known"),
        ({**NO_BASELINE, "kept": (("a.py", "why"),)}, "none", "Not all of it compiles"),
        ({"comparison": compare((), run_of(["x"]))}, "compiles", "no test passed before"),
        ({"baseline": Baseline(available=False), "comparison": compare((), run_of(["x", "y"]))}, "compiles", "2 tests"),
        ({"commits": ()}, "none", "Nothing was changed."),
        ({"refusal": "tests: 3 tests are lost"}, "none", "refused the conversion (tests: 3 tests are lost)"),
    ],
)  # fmt: skip
def test_claims(changes: dict[str, object], level: str, words: str) -> None:
    claim = review(request(**changes)).claim
    assert claim.level == level and words in claim.sentence


def test_a_file_that_only_lacks_its_last_edits_is_not_called_unconverted() -> None:
    (item,) = review(request(**BEGUN)).left
    assert (item.kind, item.subject) == ("file", "a.py")
    assert item.why == "converted but for its last edits: tests: t.a fails" and "leave them out" in item.next


def test_files_that_no_python_could_read_are_no_left_overs() -> None:
    data = SURVEY.model_copy(update={"files": (*SURVEY.files, surveyed("data/bad.py", dialect=Dialect.UNKNOWN))})
    left = review(request(survey=data, commits=(commit(OTHERS_BROKEN),))).left
    assert [(item.kind, item.subject) for item in left] == [("file", "a.py")]


def test_a_source_nobody_could_look_at_is_left() -> None:
    unread = surveyed("big.py", dialect=Dialect.UNKNOWN).model_copy(update={"problem": "it has 9,999,999 bytes"})
    found = review(request(survey=SURVEY.model_copy(update={"files": (*SURVEY.files, unread)})))
    assert [(item.kind, item.subject, item.why) for item in found.left] == [
        ("file", "big.py", "it has 9,999,999 bytes")
    ]
    assert found.claim.level == "partial" and "1 file stays unconverted" in found.claim.sentence


def test_left_tests_say_why_and_where() -> None:
    frames = (("t.py", 3, "t"), ("a.py", 8, "f"), ("/usr/lib/x.py", 9, "g"))
    results = (
        TestResult(id="t.a", outcome=Outcome.FAILED, exception="KeyError", message="KeyError: 'x'", frames=frames),
        TestResult(id="t.b", outcome=Outcome.SKIPPED, message="needs x"),
        TestResult(id="t.c", outcome=Outcome.NOT_COLLECTED, exception="ImportError", message="no y"),
    )
    run = TestRun(toolchain="", version="", results=results, seconds=0, suites=())
    left = review(request(comparison=compare({"t.a", "t.b", "t.c", "t.d"}, run))).left
    assert [(item.subject, item.why, item.next) for item in left] == [
        ("t.a", "KeyError: 'x'", "look at a.py:8"),
        ("t.b", "is now skipped: needs x", ""),
        ("t.c", "its module cannot be loaded: ImportError no y", ""),
        ("t.d", "was not reported on the target at all", ""),
    ]


def test_very_many_left_overs_are_counted() -> None:
    names = [f"t.{number:04}" for number in range(1000)]
    left = review(request(comparison=compare(names, run_of([], names)))).left
    assert len(left) == 401 and left[-1].subject == "600 more tests"


def finding(path: str, severity: Severity, line: int = 1) -> Finding:
    return Finding(rule="r", path=path, line=line, column=1, message="m", severity=severity, fixable=False)


def test_risks_are_ordered_and_notes_are_none() -> None:
    remaining = (
        finding("a.py", Severity.WARNING),
        finding("a.py", Severity.ERROR, 4),
        finding("hub.py", Severity.WARNING),
        finding("a.py", Severity.NOTE, 9),
    )
    risks = review(request(remaining=remaining, commits=(commit(COMPILED, hunks=("t.py", "t.py")),))).risks
    assert [(risk.level, risk.path, risk.line) for risk in risks] == [
        ("high", "hub.py", 1),
        ("medium", "a.py", 4),
        ("low", "a.py", 1),
        ("low", "t.py", 1),
    ]
    assert "7 files import it" in risks[0].message and "2 edits by recipes" in risks[3].message


def test_dependencies_that_cannot_be_had_are_named_once() -> None:
    target = Environment(toolchain=TOOLCHAIN, path="", failed=(("old>=1", "no release"),))
    left = review(request(target=target)).left
    assert [(item.kind, item.subject, item.why) for item in left] == [("dependency", "old>=1", "no release")]
