"""The survey of a large real Python 2 tree with the real recipes: CPython 2.7's own library."""

import shutil
from pathlib import Path

import pytest

from overhaul.domain.findings import Dialect
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.survey import Survey
from tests.support.python27 import library27
from tools.recipes.registry import RegisteredRecipes
from tools.survey.surveyor import TreeSurveyor

pytestmark = [pytest.mark.py27, pytest.mark.slow]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("library") / "lib"
    left_out = shutil.ignore_patterns("site-packages", "*.pyc", "*.pyo", "*.a", "*.so")
    shutil.copytree(library27(), copy, ignore=left_out, symlinks=True)
    return copy


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def survey(tree: Path, cache: Path) -> Survey:
    return take(tree, cache)


def take(tree: Path, cache: Path) -> Survey:
    surveyor = TreeSurveyor(RegisteredRecipes(), cache)
    return surveyor.survey(tree, track="python2-to-3", commit="", options=RepositoryOptions())


def test_every_source_is_read(survey: Survey) -> None:
    python = [file for file in survey.files if file.language == "Python"]
    assert len(python) > 1_300
    assert sum(file.lines for file in python) > 400_000
    assert [(file.path, file.problem) for file in survey.files if file.problem] == []


def test_dialects(survey: Survey) -> None:
    dialects = {file.path: file.dialect for file in survey.files}
    assert dialects["cgi.py"] is Dialect.PYTHON2
    assert dialects["abc.py"] is Dialect.PYTHON2, "a bare print is all it has"
    assert dialects["this.py"] is Dialect.PYTHON2
    assert dialects["lib2to3/tests/data/py3_test_grammar.py"] is Dialect.PYTHON3
    assert dialects["__future__.py"] is Dialect.BOTH


def test_findings_imports_and_hubs(survey: Survey) -> None:
    assert survey.by_rule()["print-statement"] > 1_000
    files = {file.path: file for file in survey.files}
    assert "sre_compile.py" in files["re.py"].imports
    assert files["json/decoder.py"].module == "json.decoder"
    assert "test/test_re.py" in {file.path for file in survey.files if file.is_test}
    assert {"os.py", "re.py", "types.py"} <= {hub.path for hub in survey.hubs}
    assert sum(hub.rank for hub in survey.hubs) < 1


def test_units(survey: Survey) -> None:
    lines = {file.path: file.lines for file in survey.files}
    sizes = [sum(lines[path] for path in unit) for unit in survey.components]
    alone = [unit for unit in survey.components if len(unit) == 1]
    assert len(sizes) > 100
    assert all(size <= 2_000 for unit, size in zip(survey.components, sizes, strict=True) if unit not in alone)


def test_a_second_survey_is_equal_and_analyses_nothing(
    survey: Survey, tree: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def none_left(analyst: object, tasks: list[object], *rest: object) -> list[bytes]:
        asked.append(len(tasks))
        return []

    monkeypatch.setattr("tools.survey.surveyor.analyse_all", none_left)
    assert take(tree, cache) == survey
    assert asked == [0]
