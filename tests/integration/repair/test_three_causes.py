"""A small repository whose tests fail for three causes, and one for which the nearest fix is wrong.

Real git, real sandboxes, the real gate; the code is what the recipes leave, so no Python 2 is needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from agents.repairer import ClusterRepairer
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.sandbox import Environment, Limits
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Suite, TestResult, TestRun
from tests.support.repair_job import RepairJob
from tests.support.repositories import git
from tools.recipes.repairing import TemplateProposer
from workflows.records import Series

pytestmark = pytest.mark.slow

FILES = {
    "shop/__init__.py": b"",
    "shop/digest.py": (
        b"import hashlib\n\n\ndef digest(text):\n    return hashlib.md5(text).hexdigest()\n\n\n"
        b"def other(text):\n    return hashlib.md5(text).hexdigest()[:8]\n"
    ),
    "shop/table.py": (
        b"def prune(table):\n    for key in table:\n        if not table[key]:\n            del table[key]\n"
        b"    return table\n\n\ndef half(rows):\n    return rows[:len(rows) / 2]\n"
    ),
    "shop/label.py": b"def label(name):\n    return 'name: ' + name\n",
    "tests/test_digest.py": (
        b"from shop.digest import digest, other\n\n\ndef test_digest():\n    assert len(digest('a')) == 32\n\n\n"
        b"def test_other():\n    assert len(other('a')) == 8\n"
    ),
    "tests/test_table.py": (
        b"from shop.table import half, prune\n\n\ndef test_prune():\n"
        b"    assert prune({'a': 0, 'b': 1}) == {'b': 1}\n\n\n"
        b"def test_half():\n    assert half([1, 2]) == [1]\n"
    ),
    "tests/test_bytes.py": (
        b"from shop.label import label\n\n\ndef test_label():\n    assert label(b'a') == 'name: a'\n"
    ),
    "tests/test_text.py": b"from shop.label import label\n\n\ndef test_label():\n    assert label('a') == 'name: a'\n",
}
TESTS = (
    "tests/test_digest.py::test_digest",
    "tests/test_digest.py::test_other",
    "tests/test_table.py::test_prune",
    "tests/test_table.py::test_half",
    "tests/test_bytes.py::test_label",
    "tests/test_text.py::test_label",
)


class Unplugged(BaseException):
    """The machine went down."""


@dataclass
class Counting:
    """A test runner that counts, and goes down after so many runs."""

    __test__: ClassVar[bool] = False
    runner: TestRunner
    most: int = 1000
    runs: list[int] = field(default_factory=list)

    def detect(self, tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
        """As the runner behind it."""
        return self.runner.detect(tree, survey, options)

    def run(
        self,
        tree: Path,
        suites: Sequence[Suite],
        environment: Environment,
        *,
        limits: Limits,
        overlay: Mapping[str, bytes | None] | None = None,
        only: Sequence[str] = (),
        alone: bool = False,
        without: Sequence[TestResult] = (),
    ) -> TestRun:
        """As the runner behind it, while the machine is up."""
        self.runs.append(1)
        if len(self.runs) > self.most:
            raise Unplugged
        more = {"overlay": overlay, "only": only, "alone": alone, "without": without}
        return self.runner.run(tree, suites, environment, limits=limits, **more)  # type: ignore[arg-type]


class Job(RepairJob):
    """The job, ready to be repaired as often as wanted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, FILES, TESTS)

    def repair(self, most: int = 1000) -> tuple[Series, str, int]:
        """(the series, the tree of its last commit, how often tests were run)."""
        runs: list[int] = []
        series = self.repaired(
            lambda runner: Counting(runner, most, runs),
            repairer=ClusterRepairer([TemplateProposer("python2-to-3")]),
        )
        return series, series.commits[-1].tree, len(runs)


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Series, str, int]:
    job = Job(tmp_path_factory.mktemp("undisturbed"))
    return job, *job.repair()


def source_of(job: Job, series: Series, path: str) -> str:
    commit = series.commits[-1].commit
    return job.bench.parts.repository.read(commit, [path])[path].decode()


def test_three_causes_are_repaired(repaired: tuple[Job, Series, str, int]) -> None:
    job, series, _, _ = repaired
    assert source_of(job, series, "shop/digest.py").count("hashlib.md5(text.encode('utf-8'))") == 2
    assert "for key in list(table):" in source_of(job, series, "shop/table.py")
    assert "rows[:len(rows) // 2]" in source_of(job, series, "shop/table.py")


def test_the_nearest_fix_was_wrong_and_is_refused(repaired: tuple[Job, Series, str, int]) -> None:
    job, series, _, _ = repaired
    refused = [
        verdict for verdict in series.refused if any("test_text.py" in i for r in verdict.results for i in r.items)
    ]
    assert refused
    assert "name if isinstance(name, str) else name.decode('utf-8')" in source_of(job, series, "shop/label.py")


def test_every_commit_says_what_it_restores_and_where_each_hunk_comes_from(
    repaired: tuple[Job, Series, str, int],
) -> None:
    job, series, _, _ = repaired
    restored = 1
    for commit in series.commits:
        assert commit.stage == "repair"
        assert len(commit.subject) < 70
        restored += int(commit.subject.split(": ")[1].split()[0])
        assert all(hunk.origin.kind.value == "template" for hunk in commit.hunks)
        assert all("Error: " in hunk.origin.detail for hunk in commit.hunks)
    assert restored == len(TESTS)
    assert any(said.startswith("repair: 2 tests fail for one cause") for said in job.bench.said(EventKind.NOTE))
    assert git(job.bench.source, "status", "--porcelain") == ""


def test_two_runs_give_the_same_tree(repaired: tuple[Job, Series, str, int], tmp_path: Path) -> None:
    again = Job(tmp_path / "again").repair()
    assert again[1] == repaired[2]
    assert again[2] == repaired[3]


def test_cut_short_and_taken_up_again(repaired: tuple[Job, Series, str, int], tmp_path: Path) -> None:
    job, most = Job(tmp_path / "cut"), repaired[3] * 6 // 10
    with pytest.raises(Unplugged):
        job.repair(most)
    series, tree, runs = job.repair()
    assert tree == repaired[2]
    assert len(series.commits) == len(repaired[1].commits)
    assert runs < repaired[3]
