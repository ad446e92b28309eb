"""One row a package and tool, and the file each is kept in, so that a run can be resumed."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.python2_to_3.corpus import Package, Suite, line_count, python_files, source_of
from benchmarks.python2_to_3.laboratory import RUNNERS, Era, Laboratory, SuiteRun
from benchmarks.python2_to_3.outcomes import Outcome
from benchmarks.python2_to_3.peers import PEERS
from benchmarks.python2_to_3.tools import convert, key_of, needs_of
from overhaul.domain.base import Frozen, digest_of

RECORDED: Final = Path(__file__).resolve().parent / "results.json"
"""The rows of the last published run. Peers do not change: theirs are taken from here."""

_RUNS, _MORE = 2, 4
"""How often a suite runs on 2.7, and how often more where two runs differ: what hangs on timing passes twice by
chance, and would then be asked of tools by chance."""


class Row(Frozen):
    """What one tool made of one package."""

    package: str
    version: str
    tool: str
    key: str
    """Digest of the package, the tool and the runners: another key is another measurement."""
    measured: str
    """The day, ISO 8601."""
    lines: int
    """Lines of Python before the conversion."""
    files: int
    compiling: int
    demanded: int | None
    """Tests that passed on 2.7, in every run; None: the package has no suite."""
    restored: int
    """How many of them pass on 3.12."""
    seconds: float
    """Wall seconds of the conversion alone."""
    suite_seconds: float
    ended: str
    """The tool's exit status."""
    suite_ended: str
    notes: dict[str, Any]
    not_compiling: dict[str, str]
    lost: dict[str, str]
    """Demanded tests that do not pass, each with what happened instead."""

    @property
    def share(self) -> float:
        """Of the demanded tests, how many are restored."""
        return self.restored / self.demanded if self.demanded else 0.0


class Bench:
    """Measures packages, and remembers what it measured below ``out``."""

    def __init__(self, out: Path, laboratory: Laboratory, again: bool) -> None:
        self._out = out
        self._laboratory = laboratory
        self._again = again
        self._recorded = {(row.package, row.tool): row for row in read_rows(RECORDED) if row.tool in PEERS}

    def row(self, package: Package, tool: str) -> tuple[Row, bool]:
        """The row, and whether it was measured just now and not remembered."""
        key = row_key(package, tool)
        folder = self.folder(package, tool)
        file = folder / "row.json"
        if not self._again:
            known = Row.model_validate_json(file.read_text()) if file.exists() else None
            demanded = len(self.steady(package)) if package.suite is not None else None
            for row in (known, self._recorded.get((package.name, tool))):
                if row is not None and (row.key, row.demanded) == (key, demanded):
                    return row, False
        row = self._measure(package, tool, key, folder)
        file.write_text(row.model_dump_json(indent=1))
        return row, True

    def folder(self, package: Package, tool: str) -> Path:
        """Where what ``tool`` made of ``package`` lies."""
        return self._out / package.name / tool

    def steady(self, package: Package) -> list[str]:
        """The tests that pass on 2.7 every time, measured once: what tools are asked for is known before they run."""
        if package.suite is None:
            return []
        file = self._out / package.name / "baseline.json"
        key = digest_of([package.digest(), RUNNERS[Era.LEGACY], _RUNS, _MORE])
        if file.exists() and (stored := json.loads(file.read_text()))["key"] == key:
            return list(stored["steady"])
        source = self._source(package)
        passed = [self._passed(package, package.suite, source) for _ in range(_RUNS)]
        if passed[0] != passed[1]:
            passed += [self._passed(package, package.suite, source) for _ in range(_MORE)]
        steady = sorted(set[str]().union(passed[0]).intersection(*passed))
        file.write_text(json.dumps({"key": key, "steady": steady}, indent=1))
        return steady

    def _passed(self, package: Package, suite: Suite, source: Path) -> set[str]:
        return self._laboratory.run(package, suite, source, Era.LEGACY).passed

    def _source(self, package: Package) -> Path:
        return source_of(package, self._out / package.name / "source")

    def _measure(self, package: Package, tool: str, key: str, folder: Path) -> Row:
        source, demanded = self._source(package), self.steady(package)
        made = convert(tool, source, folder, self._laboratory)
        bad = self._laboratory.not_compiling(made.tree)
        files = len(python_files(made.tree))
        row = Row(
            package=package.name,
            version=package.version,
            tool=tool,
            key=key,
            measured=date.today().isoformat(),
            lines=line_count(source),
            files=files,
            compiling=files - len(bad),
            demanded=None,
            restored=0,
            seconds=made.seconds,
            suite_seconds=0,
            ended=made.ended,
            suite_ended="",
            notes=made.notes,
            not_compiling=bad,
            lost={},
        )
        if package.suite is None:
            return row
        run = self._laboratory.run(package, package.suite, made.tree, Era.TARGET, needs_of(tool))
        (folder / "suite.txt").write_bytes(run.output)
        return _with_tests(row, demanded, run)


def _with_tests(row: Row, demanded: Sequence[str], run: SuiteRun) -> Row:
    passed = run.passed
    lost = {name: _fate(run.outcomes.get(name)) for name in demanded if name not in passed}
    restored = len(demanded) - len(lost)
    return row.model_copy(
        update={
            "demanded": len(demanded),
            "restored": restored,
            "suite_seconds": run.seconds,
            "suite_ended": run.ended,
            "lost": lost,
        }
    )


def _fate(outcome: Outcome | None) -> str:
    return f"{outcome.outcome} {outcome.why}".strip() if outcome is not None else "did not run"


def row_key(package: Package, tool: str) -> str:
    """See ``Row.key``."""
    return digest_of([package.digest(), key_of(tool), RUNNERS[Era.LEGACY], RUNNERS[Era.TARGET]])


def read_rows(file: Path) -> list[Row]:
    """The rows in a results file; none where there is no file."""
    return [Row.model_validate(row) for row in json.loads(file.read_text())["rows"]] if file.exists() else []


def write_rows(file: Path, rows: Iterable[Row], command: str, totals: Any) -> None:
    """Write a results file: the command, the totals and every row on a line of its own."""
    lines = ",\n  ".join(json.dumps(row.model_dump(), sort_keys=True) for row in rows)
    head = f'{{\n "command": {json.dumps(command)},\n "totals": {json.dumps(totals)},'
    file.write_text(f'{head}\n "rows": [\n  {lines}\n ]\n}}\n')


def record(rows: Sequence[Row], command: str, totals: Any) -> None:
    """Write the recorded results: the figures alone, since the names of lost tests are megabytes.

    What was recorded of other packages and tools stays.
    """
    bare = [row.model_copy(update={"lost": {}, "not_compiling": {}}) for row in rows]
    merged = {(row.package, row.tool): row for row in [*read_rows(RECORDED), *bare]}
    write_rows(RECORDED, merged.values(), command, totals)
