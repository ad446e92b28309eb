"""From probe reports to results: normalized ids, relative frames, and a word for every test left over."""

from collections.abc import Iterable
from typing import Any

from overhaul.domain.testing import Outcome, TestResult
from tools.checks.identity import Numberer, normalize, relative
from tools.checks.report import ProbeReport

MESSAGE_LIMIT = 2000


class SuiteResults:
    """Collects the reports of the processes that together ran one suite."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._order: dict[str, None] = {}
        self._rows: dict[str, dict[str, Any]] = {}
        self.root = ""
        self.stamps: dict[str, Any] = {}
        self.tampered: set[str] = set()
        self.version = ""

    def done(self) -> frozenset[str]:
        """Keys that need not run again."""
        return frozenset(self._rows)

    def add(self, report: ProbeReport) -> None:
        """Take what ``report`` says about tests not known yet."""
        self.root, self.version = report.root or self.root, report.version or self.version
        self.stamps = self.stamps or report.stamps
        self.tampered |= {normalize(sentence, self.root) for sentence in report.tampered}
        for key in (*report.planned, *report.results):
            self._order.setdefault(key)
        for key, row in report.results.items():
            self._rows.setdefault(key, row)

    def fail(self, key: str, message: str, seconds: float = 0.0) -> None:
        """Record that ``key`` began and took its process down, after so many seconds where that is known."""
        self._order.setdefault(key)
        self._rows.setdefault(key, {"outcome": Outcome.FAILED.value, "message": message, "seconds": seconds})

    def give_up(self, why: str) -> None:
        """Record that the suite did not end, and every planned test that was never reported."""
        self._problem(why)
        for key in self._order:
            self._rows.setdefault(
                key, {"outcome": Outcome.NOT_COLLECTED.value, "message": f"not run: {why}"[:MESSAGE_LIMIT]}
            )

    def _problem(self, why: str) -> None:
        key = f"{self._name} (suite)"
        self._order.setdefault(key)
        self._rows.setdefault(key, {"outcome": Outcome.NOT_COLLECTED.value, "message": why[:MESSAGE_LIMIT]})

    def explain(self, output: str) -> None:
        """Add the end of the output where the test tool itself could not start and said why there only."""
        row = self._rows.get(f"{self._name} (suite)")
        if row is not None and row.get("exception") == "pytest":
            row["message"] = f"{row['message']}\n{output.strip()}"

    def results(self, number: Numberer) -> Iterable[TestResult]:
        """Every result under its final id. ``number`` is shared by the suites of a run."""
        for key in self._order:
            row = self._rows.get(key)
            if row is not None:
                yield self._result(number(normalize(key, self.root)), row)

    def _result(self, identity: str, row: dict[str, Any]) -> TestResult:
        message = str(row.get("message", "")).replace(self.root + "/", "") if self.root else row.get("message", "")
        return TestResult(
            id=identity,
            outcome=Outcome(row["outcome"]),
            seconds=float(row.get("seconds", 0.0)),
            exception=str(row.get("exception", "")),
            message=message[:MESSAGE_LIMIT],
            **self._frames(row.get("frames", ()), row.get("spans", ())),
        )

    def _frames(self, rows: Iterable[Any], spans: Iterable[Any]) -> dict[str, Any]:
        """Relative frames and their spans, from the first one inside the repository on: before it is the test tool."""
        frames = [(relative(str(path), self.root), int(line), str(name)) for path, line, name in rows]
        known = [(int(line), int(last), int(start), int(end)) for line, last, start, end in spans]
        known = known if len(known) == len(frames) and any(map(any, known)) else []
        first = next((n for n, (path, _, _) in enumerate(frames) if not path.startswith(("/", "<"))), 0)
        return {"frames": tuple(frames[first:]), "spans": tuple(known[first:])}
