"""A tree whose tests are functions of its files, for tests of whoever repairs it: no sandbox, no gate of proof."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from overhaul.domain.findings import Dialect, Finding
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ChangeSet, Probe, RepairRequest, Trial
from overhaul.domain.survey import Hub, Survey, SurveyedFile
from overhaul.domain.testing import Outcome, TestResult, TestRun

Check = Callable[[Mapping[str, bytes]], str]
"""From files to why a test fails; empty where it passes."""


@dataclass
class FunctionBench:
    """Implements ``RepairBench``: tests are ``checks`` by id; accepted is what loses none.

    Args:
        folder: an empty one; trees are written below it.
    """

    folder: Path
    files: dict[str, bytes]
    checks: Mapping[str, Check]
    refused: Callable[[ChangeSet], str] = lambda change: ""
    """The gate's reason beyond tests; empty: it has none."""
    finds: Callable[[str, bytes], Sequence[Finding]] = lambda path, data: ()
    accepted: list[ChangeSet] = field(default_factory=list)
    attempted: list[ChangeSet] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    chosen: Sequence[int] | None = None
    """What a person would approve."""
    tasks: list[tuple[str, ...]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _trees: int = 0

    def run(self, contents: Mapping[str, bytes | None] | None = None) -> TestRun:
        """What the tests do with ``contents`` over the newest files."""
        merged = {path: data for path, data in {**self.files, **(contents or {})}.items() if data is not None}
        results = []
        for id, check in sorted(self.checks.items()):
            why = check(merged)
            frames = (("lib.py", 2, "work"),) if "lib.py" in merged else ()
            results.append(
                TestResult(
                    id=id,
                    outcome=Outcome.FAILED if why else Outcome.PASSED,
                    exception="ValueError" if why else "",
                    message=why,
                    frames=((id.partition("::")[0], 1, "test"), *frames) if why else (),
                )
            )
        return TestRun(toolchain="python3.12", version="", results=tuple(results), seconds=0.1, suites=("t",))

    def tree(self) -> Path:
        """The newest files, exported."""
        with self._lock:
            self._trees += 1
            place = self.folder / f"tree{self._trees}"
        for path, data in self.files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(data)
        return place

    def request(self, must_pass: Sequence[str] | None = None, **fields: object) -> RepairRequest:
        """What a repairer starts from."""
        survey = survey_of(self.files)
        project = ProjectFacts(
            paths=frozenset(self.files),
            roots=("",),
            tests=frozenset(path for path in self.files if path.startswith("test")),
            target="python3.12",
        )
        wanted = frozenset(self.checks if must_pass is None else must_pass)
        request = RepairRequest(self.tree(), self.run(), wanted, project, self, survey=survey)
        return request._replace(**fields)

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        """Each probe's run."""
        return [self.run(probe.contents) for probe in probes]

    def attempt(self, change: ChangeSet, *, must_gain: bool = True) -> Trial:
        """Accept what loses no test, gains one where it must, and is not refused."""
        self.attempted.append(change)
        before, after = self.run(), self.run(change.contents)
        lost = sorted(before.passed() - after.passed())
        reason = self.refused(change) or (f"tests: {', '.join(lost)}" if lost else "")
        if reason or (must_gain and not after.passed() - before.passed()):
            return Trial(False, self.tree(), before, tuple(lost), reason)
        self.files.update({path: data for path, data in change.contents.items() if data is not None})
        self.accepted.append(change)
        return Trial(True, self.tree(), after)

    def findings(self, files: Mapping[str, bytes]) -> Sequence[Finding]:
        """What the script finds."""
        return [finding for path, data in files.items() for finding in self.finds(path, data)]

    def approve(self, tasks: Sequence[str]) -> Sequence[int]:
        """What the test chose; all, where it chose nothing."""
        self.tasks.append(tuple(tasks))
        return range(len(tasks)) if self.chosen is None else self.chosen

    def check(self) -> None:
        """Nobody cancels here."""

    def tell(self, message: str) -> None:
        """Keep it."""
        self.told.append(message)


def survey_of(files: Mapping[str, bytes]) -> Survey:
    """A survey in which every test file imports every other file."""
    sources = sorted(path for path in files if not path.startswith("test"))
    surveyed = tuple(
        SurveyedFile(
            path=path,
            language="Python",
            dialect=Dialect.PYTHON2,
            lines=data.count(b"\n"),
            bytes=len(data),
            sha256="",
            is_test=path.startswith("test"),
            module=path.removesuffix(".py"),
            imports=tuple(sources) if path.startswith("test") else (),
            external=(),
        )
        for path, data in sorted(files.items())
    )
    hubs = tuple(Hub(path=path, imported_by=1, rank=1 / len(sources)) for path in sources)
    return Survey(
        track="python2-to-3",
        commit="c",
        files=surveyed,
        findings=(),
        hubs=hubs,
        components=(),
        dependencies=(),
        index_reached=None,
        effort_points=0,
    )
