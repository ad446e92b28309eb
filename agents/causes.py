"""Why tests fail: failures grouped by exception, message and the deepest place in the sources."""

import re
from collections import Counter
from collections.abc import Set
from typing import NamedTuple

from overhaul.domain.testing import Outcome, TestResult, TestRun, file_part

_VARYING = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']*'|\"[^\"]*\"")
_TYPES = re.compile(r"'(str|bytes|int|float|list|dict|tuple|set|NoneType|dict_\w+|map|filter|zip|range|generator)'")


class Cause(NamedTuple):
    """What many failing tests have in common."""

    exception: str
    shape: str
    """The message without what varies."""
    path: str
    line: int
    message: str = ""
    """Of the first of them, its first line."""

    def same_kind(self, other: "Cause") -> bool:
        """Whether both are the same mistake, maybe in different places."""
        return (self.exception, self.shape) == (other.exception, other.shape)

    def sentence(self) -> str:
        """For people."""
        place = f" at {self.path}:{self.line}" if self.path else ""
        return f"{self.exception}: {self.message[:100]}{place}"


class Cluster(NamedTuple):
    """Failing tests that share a cause."""

    cause: Cause
    tests: tuple[str, ...]

    def key(self) -> tuple[Cause, tuple[str, ...]]:
        """What it is known by from round to round."""
        return self.cause._replace(message="", line=0), self.tests


def clusters(run: TestRun, must_pass: Set[str], tests: Set[str] = frozenset()) -> list[Cluster]:
    """The demanded tests that fail, grouped by cause, most tests first; a file that is not collected counts for
    the tests it hides.

    A cause is the exception, the shape of its message, and the deepest place inside the repository that is
    no test (``tests`` are the test files): a test file cannot be at fault. Where all of a failure lies in a
    test, the test's own place counts.
    """
    groups: dict[Cause, list[str]] = {}
    messages: dict[Cause, str] = {}
    for result in sorted(run.results, key=lambda result: result.id):
        if (result.id in must_pass and result.outcome is not Outcome.PASSED) or result.outcome is Outcome.NOT_COLLECTED:
            cause = cause_of(result, tests)
            groups.setdefault(cause._replace(message=""), []).append(result.id)
            messages.setdefault(cause._replace(message=""), cause.message)
    hidden = Counter(file_part(test) for test in must_pass)
    weights = {result.id: hidden[result.id] for result in run.results if result.outcome is Outcome.NOT_COLLECTED}

    def weight(ids: list[str]) -> int:
        return sum(max(1, weights.get(id, 1)) for id in ids)

    ordered = sorted(groups.items(), key=lambda row: (-weight(row[1]), row[0]))
    return [Cluster(cause._replace(message=messages[cause]), tuple(ids)) for cause, ids in ordered]


def cause_of(result: TestResult, tests: Set[str] = frozenset()) -> Cause:
    """The cause of one failure."""
    own = result.own_frames()
    sources = [frame for frame in own if frame[0] not in tests]
    path, line = (sources or own)[-1][:2] if own else ("", 0)
    kept = _TYPES.sub(r"<\1>", result.message)
    shape = _VARYING.sub("·", kept)[:120]
    first = result.message.strip().split("\n")[0] if result.message.strip() else ""
    return Cause(result.exception, shape, path, line, first)
