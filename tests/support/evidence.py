"""Evidence to render: small, complete, and hostile where a test wants it."""

from collections.abc import Sequence

from overhaul.domain.evidence import Claim, CommitEvidence, Evidence, LeftOver, Risk, TestChange
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult, Verdict
from overhaul.domain.jobs import JobSpec
from overhaul.domain.testing import compare
from tests.support.workflow import baseline_of, hunk, run_of

REFUSED = CheckResult(check=CheckId.TESTS, outcome=CheckOutcome.REFUSED, detail="2 are lost", items=("t.x", "t.y"))


def commit(id: str = "c" * 40, subject: str = "Do it", paths: Sequence[str] = ("a.py",)) -> CommitEvidence:
    """A commit of the series."""
    results = (
        CheckResult(check=CheckId.PATHS, outcome=CheckOutcome.PASSED),
        CheckResult(check=CheckId.COMPILE, outcome=CheckOutcome.PASSED, detail="3 files"),
        CheckResult(check=CheckId.TESTS, outcome=CheckOutcome.NOT_RUN, detail="nothing passes yet"),
    )
    return CommitEvidence(
        commit=id,
        tree="d" * 40,
        stage="one",
        subject=subject,
        verdict=Verdict(proposal="p", accepted=True, results=results),
        hunks=tuple(hunk(path, "r") for path in paths),
        lines_added=3,
        lines_removed=2,
    )


def evidence(**changes: object) -> Evidence:
    """Evidence of a job that restored one of two tests, with ``changes``."""
    run = run_of(["t.a"], ["t.b"])
    whole = Evidence(
        overhaul="0",
        job="20260101-abcdef",
        spec=JobSpec(source="/src/shop", target="python3.12", track="python2-to-3"),
        base_commit="a" * 40,
        result_commit="c" * 40,
        result_tree="d" * 40,
        claim=Claim(level="partial", sentence="1 of 2 tests that passed before pass now."),
        legacy_toolchain="python2.7 (2.7.18)",
        target_toolchain="python3.12 (3.12.1)",
        sandbox="bubblewrap",
        baseline=baseline_of(["t.a", "t.b"]),
        target_run=run,
        comparison=compare({"t.a", "t.b"}, run),
        tests=(
            TestChange(id="t.a", before="passed", after="passed"),
            TestChange(id="t.b", before="passed", after="failed", note="E: no"),
        ),
        commits=(commit(),),
        refused=(Verdict(proposal="q", accepted=False, results=(REFUSED,), title="Mend the cache", stage="repair"),),
        final_checks=(),
        findings_before={"print-statement": 5, "division": 2},
        findings_after={"division": 1},
        remaining=(),
        left=(left("t.b"),),
        risks=(Risk(path="a.py", line=3, message="7 files import it", level="high"),),
    )
    return Evidence.model_validate({**{name: getattr(whole, name) for name in Evidence.model_fields}, **changes})


def left(subject: str, why: str = "E: no", next: str = "look at a.py:3", kind: str = "test") -> LeftOver:
    """Something that was not done."""
    return LeftOver(kind=kind, subject=subject, why=why, next=next)
