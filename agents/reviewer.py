"""The reviewer: reads the result with fresh eyes, says what is claimed, what is risky and what is left."""

from collections.abc import Iterable, Sequence

from agents.beyond import beyond_repair
from overhaul.domain.evidence import Claim, CommitEvidence, LeftOver, Risk
from overhaul.domain.findings import Dialect, Finding, Severity
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult
from overhaul.domain.ports.review import Review, ReviewRequest
from overhaul.domain.sandbox import Environment
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Baseline, Comparison, Outcome, TestResult
from overhaul.domain.text import counted

_MOST = 400
"""More left-overs of one kind than this are counted, not listed."""


def review(request: ReviewRequest) -> Review:
    """Judge what the evidence carries. Deterministic: no model takes part."""
    left = [
        *_tests_left(request.comparison),
        *_files_left(request),
        *_findings_left(request.remaining),
        *(LeftOver(kind="recipe", subject=path, why=problem) for path, problem in request.problems),
        *_dependencies_left(request.survey, request.target),
    ]
    return Review(_claim(request), tuple(_risks(request)), tuple(left))


def _claim(request: ReviewRequest) -> Claim:
    baseline, comparison, target = request.baseline, request.comparison, request.target
    lowered = ""
    if target is not None and target.toolchain.stand_in_for:
        lowered = f" Checked on {target.toolchain.name}, which stands in for {target.toolchain.stand_in_for}."
    if request.refusal:
        return Claim(level="none", sentence=f"The gate refused the conversion ({request.refusal}).{lowered}")
    if not request.commits:
        return Claim(level="none", sentence="Nothing was changed." + lowered)
    if baseline.available and baseline.run is not None and baseline.run.timed_out:
        lowered = f" The time limit ended the run that says so before every test had its turn.{lowered}"
    left, begun = {item.subject for item in _files_left(request)}, _begun(request)
    files = len(left - begun)
    for number, state in ((len(left & begun), "without the last edits"), (files, "unconverted")):
        if number:
            lowered = f" {counted(number, 'file')} stay{'' if number > 1 else 's'} {state}.{lowered}"
    if not baseline.available or comparison is None:
        why = baseline.why_not or "no tests ran on the target"
        passing = f" {comparison.extra_passed} tests pass on the target." if comparison is not None else ""
        level, compiles = _compiles(request, files)
        return Claim(level=level, sentence=f"{compiles}; behaviour is unproven: {why}.{passing}{lowered}")
    if comparison.must_pass == 0:
        level, compiles = _compiles(request, files)
        return Claim(level=level, sentence=f"{compiles}; no test passed before, so none proves more.{lowered}")
    lowered = _mostly_failing(baseline) + lowered
    sentence = f"{comparison.restored:,} of {comparison.must_pass:,} tests that passed before pass now.{lowered}"
    whole = comparison.restored == comparison.must_pass
    return Claim(level="proven" if whole and not lowered else "partial", sentence=sentence)


def _mostly_failing(baseline: Baseline) -> str:
    """Said where most tests failed before: those that passed are then a small part of what the code does."""
    results = baseline.run.results if baseline.run is not None else ()
    failed = sum(1 for result in results if result.outcome in (Outcome.FAILED, Outcome.NOT_COLLECTED))
    return f" Most tests, {failed:,}, failed before." if failed > len(baseline.must_pass()) else ""


def _compiles(request: ReviewRequest, files: int) -> tuple[str, str]:
    """What the newest commit's compile check allows to be said, as (level, words)."""
    check = _check(request, CheckId.COMPILE)
    if check is None or check.outcome is not CheckOutcome.PASSED:
        return "none", "Whether it compiles is not known"
    return ("none", "Not all of it compiles") if files else ("compiles", "It compiles")


def _check(request: ReviewRequest, id: CheckId) -> CheckResult | None:
    results = request.commits[-1].verdict.results if request.commits else ()
    return next((result for result in results if result.check is id), None)


def _begun(request: ReviewRequest) -> set[str]:
    """Files that the gate kept from their last edits only: earlier commits changed them, and they compile."""
    check = _check(request, CheckId.COMPILE)
    broken = {item.partition(": ")[0] for item in check.items} if check is not None else set()
    changed = {hunk.path for commit in request.commits for hunk in commit.hunks}
    return ({path for path, _ in request.kept} & changed) - broken


def _files_left(request: ReviewRequest) -> Iterable[LeftOver]:
    """Files the gate kept as they were, sources nobody could look at, and what the target does not compile.

    A file that no Python could read before is not counted: tests often carry such data.
    """
    seen, begun = set(), _begun(request)
    for path, why in request.kept:
        seen.add(path)
        last = f"converted but for its last edits: {why}"
        by_hand = "make these edits by hand, or leave them out" if path in begun else "convert it by hand"
        yield LeftOver(kind="file", subject=path, why=last if path in begun else why, next=by_hand)
    for file in request.survey.files:
        if file.problem and file.dialect is not None and file.path not in seen:
            seen.add(file.path)
            yield LeftOver(kind="file", subject=file.path, why=file.problem, next="convert it by hand")
    readable = {file.path for file in request.survey.files if file.dialect is not Dialect.UNKNOWN}
    check = _check(request, CheckId.COMPILE)
    for item in check.items if check is not None and not request.refusal else ():
        path, _, why = item.partition(": ")
        if path in readable and path not in seen:
            yield LeftOver(kind="file", subject=path, why=f"does not compile: {why}", next="convert it by hand")


def _tests_left(comparison: Comparison | None) -> Iterable[LeftOver]:
    if comparison is None:
        return
    for result in comparison.lost[:_MOST]:
        beyond = beyond_repair(result)
        why = f"{beyond} ({_why(result)})" if beyond else _why(result)
        yield LeftOver(kind="test", subject=result.id, why=why, next="change the test" if beyond else _place(result))
    for id in comparison.missing[:_MOST]:
        yield LeftOver(kind="test", subject=id, why="was not reported on the target at all")
    more = max(0, len(comparison.lost) - _MOST) + max(0, len(comparison.missing) - _MOST)
    if more:
        yield LeftOver(kind="test", subject=f"{more} more tests", why="named in evidence.json")


def _why(result: TestResult) -> str:
    if result.outcome is Outcome.NOT_COLLECTED:
        return f"its module cannot be loaded: {result.exception} {result.message}".strip()[:300]
    if result.outcome in (Outcome.SKIPPED, Outcome.XFAILED):
        return f"is now {result.outcome.value}: {result.message}".strip()[:300]
    message = result.message.removeprefix(f"{result.exception}:").strip()
    return f"{result.exception}: {message}".strip(": ")[:300]


def _place(result: TestResult) -> str:
    own = [frame for frame in result.frames if not frame[0].startswith("/")]
    return f"look at {own[-1][0]}:{own[-1][1]}" if own else ""


def _findings_left(remaining: Sequence[Finding]) -> Iterable[LeftOver]:
    for finding in remaining[:_MOST]:
        yield LeftOver(
            kind="finding",
            subject=f"{finding.path}:{finding.line}",
            why=f"{finding.rule}: {finding.message}",
            next="a person or a model must decide" if not finding.fixable else "the gate or a conflict kept it",
        )
    if len(remaining) > _MOST:
        yield LeftOver(kind="finding", subject=f"{len(remaining) - _MOST} more findings", why="named in evidence.json")


def _dependencies_left(survey: Survey, target: Environment | None) -> Iterable[LeftOver]:
    failed = dict(target.failed) if target is not None else {}
    for requirement, why in sorted(failed.items()):
        unreached = "cannot be reached" in why
        step = "make the package index reachable and run again" if unreached else "find a release for the target"
        yield LeftOver(kind="dependency", subject=requirement, why=why, next=step)
    for dependency in survey.dependencies:
        if dependency.checked and dependency.python3_release is None and dependency.requirement not in failed:
            yield LeftOver(
                kind="dependency",
                subject=dependency.requirement,
                why=f"no release for the target is on the package index (said in {dependency.source})",
                next="replace it, or vendor a converted copy",
            )


def _risks(request: ReviewRequest) -> list[Risk]:
    """What a reviewer should look at first: warnings left in hubs, tests that are gone, edits nothing covers."""
    risks = []
    hubs = {hub.path: hub.imported_by for hub in request.survey.hubs}
    for finding in request.remaining:
        if finding.severity is Severity.NOTE:
            continue
        users = hubs.get(finding.path, 0)
        level = "high" if users >= 5 else "medium" if finding.severity is Severity.ERROR else "low"
        where = f" ({users} files import it)" if users else ""
        risks.append(Risk(path=finding.path, line=finding.line, message=f"{finding.message}{where}", level=level))
    risks += _changed_tests(request.commits, request.survey)
    return sorted(risks, key=lambda risk: (risk.rank, risk.path, risk.line))[:_MOST]


def _changed_tests(commits: Sequence[CommitEvidence], survey: Survey) -> list[Risk]:
    tests = {file.path for file in survey.files if file.is_test}
    counts: dict[str, int] = {}
    for commit in commits:
        for hunk in commit.hunks:
            if hunk.path in tests:
                counts[hunk.path] = counts.get(hunk.path, 0) + 1
    return [
        Risk(path=path, line=1, message=f"{count} edits by recipes in a test file", level="low")
        for path, count in sorted(counts.items())
    ]
