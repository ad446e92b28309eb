"""Worker processes that die or hang take one file with them, not the survey."""

import subprocess
import sys
from pathlib import Path

import pytest

from overhaul.domain.jobs import RepositoryOptions
from tests.support.recipes_for_survey import WordRecipes
from tools.survey.surveyor import TreeSurveyor


def problems(tree: Path) -> dict[str, str]:
    survey = TreeSurveyor(WordRecipes(), None, jobs=2).survey(
        tree, track="words", commit="", options=RepositoryOptions()
    )
    assert len(survey.findings) == 6, "every other file was surveyed"
    return {file.path: file.problem for file in survey.files if file.problem}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tools.survey.pool._SMALL_TREE", 0)
    monkeypatch.setattr("tools.survey.pool._CHUNK_FILES", 3)
    for index in range(6):
        (tmp_path / f"m{index}.py").write_bytes(b"print\n")
    return tmp_path


def test_a_file_that_takes_the_process_down(tree: Path) -> None:
    (tree / "m3dies.py").write_bytes(b"print\n")
    found = problems(tree)
    assert list(found) == ["m3dies.py"] and "died" in found["m3dies.py"]


def test_a_file_that_never_ends(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.survey.pool._SECONDS_A_FILE", 3)
    (tree / "m3hangs.py").write_bytes(b"print\n")
    found = problems(tree)
    assert list(found) == ["m3hangs.py"] and "longer than 3 seconds" in found["m3hangs.py"]


def test_no_file_is_blamed_where_workers_cannot_start(tree: Path) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(Path.cwd())!r})
from pathlib import Path
from overhaul.domain.jobs import RepositoryOptions
from tests.support.recipes_for_survey import WordRecipes
from tools.survey import pool
from tools.survey.surveyor import TreeSurveyor
pool._SMALL_TREE = 0
survey = TreeSurveyor(WordRecipes(), None, jobs=2).survey(
    Path({str(tree)!r}), track="words", commit="", options=RepositoryOptions()
)
print(len(survey.findings), [file.problem for file in survey.files if file.problem])
"""
    # A program read from stdin cannot be imported again, which every spawned worker must do.
    done = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, cwd=tree, check=True)
    assert done.stdout.strip() == "6 []"
