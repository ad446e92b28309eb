"""The Surveyor port: one suite for every implementation."""

import os
from pathlib import Path

import pytest

from overhaul.domain.errors import UnknownTrack
from overhaul.domain.findings import Dialect
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.survey import Surveyor
from overhaul.domain.survey import Survey
from tests.support.recipes_for_survey import WordRecipes
from tools.survey.surveyor import TreeSurveyor

FILES = {
    "setup.py": b"from setuptools import setup\nsetup(name='me', install_requires=['simplejson>=2'])\n",
    "setup.cfg": b"[x]\nprint = 1\n",
    "README": b"print\n",
    "pkg/__init__.py": b"",
    "pkg/base.py": b"import os, yaml\nprint 'x'\n",
    "pkg/model.py": b"import base\nfrom pkg import view\n",
    "pkg/view.py": b"def f() -> int: pass\nfrom . import model\n",
    "tests/test_base.py": b"import unittest\nfrom pkg import base\n",
    "bin/tool": b"#!/usr/bin/env python\nprint\n",
    "logo.png": b"\x89PNG\0\0",
}


@pytest.fixture(params=["in-process", "processes", "cached"])
def surveyor(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surveyor:
    if request.param == "processes":
        monkeypatch.setattr("tools.survey.pool._SMALL_TREE", 0)
        return TreeSurveyor(WordRecipes(), None, jobs=2)
    cache = tmp_path / "cache" if request.param == "cached" else None
    return TreeSurveyor(WordRecipes(), cache, jobs=1)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "tree"


def take(surveyor: Surveyor, tree: Path, **options: object) -> Survey:
    return surveyor.survey(
        tree, track="words", commit="c", options=RepositoryOptions.model_validate(options), progress=None
    )


def test_every_file_is_there_in_order(surveyor: Surveyor, tree: Path) -> None:
    survey = take(surveyor, tree)
    assert [file.path for file in survey.files] == sorted(FILES)
    assert (survey.track, survey.commit) == ("words", "c")
    assert survey.languages()["Python"] == (7, 12)


def test_what_a_file_is(surveyor: Surveyor, tree: Path) -> None:
    files = {file.path: file for file in take(surveyor, tree).files}
    assert files["pkg/base.py"].dialect is Dialect.PYTHON2
    assert files["pkg/view.py"].dialect is Dialect.PYTHON3
    assert files["pkg/model.py"].dialect is Dialect.BOTH
    assert files["README"].dialect is None
    assert files["bin/tool"].language == "Python"
    assert files["logo.png"].language == "Binary" and files["logo.png"].lines == 0
    assert files["pkg/base.py"].module == "pkg.base"
    assert files["pkg/base.py"].external == ("yaml",)
    assert files["pkg/model.py"].imports == ("pkg/base.py", "pkg/view.py")
    assert [path for path, file in files.items() if file.is_test] == ["tests/test_base.py"]
    assert not any(file.problem for file in files.values())


def test_findings_by_place(surveyor: Surveyor, tree: Path) -> None:
    places = [(finding.path, finding.line) for finding in take(surveyor, tree).findings]
    assert places == [("bin/tool", 2), ("pkg/base.py", 2), ("setup.cfg", 2)], "README is no script"


def test_units_hold_every_file_of_the_work_once(surveyor: Surveyor, tree: Path) -> None:
    units = take(surveyor, tree).components
    paths = [path for unit in units for path in unit]
    assert sorted(paths) == sorted(path for path in FILES if path not in ("README", "logo.png"))


def test_excluded_files_are_in_no_unit(surveyor: Surveyor, tree: Path) -> None:
    survey = take(surveyor, tree, exclude=("pkg/base.py", "bin"))
    paths = {path for unit in survey.components for path in unit}
    assert "pkg/base.py" not in paths and "bin/tool" not in paths and "pkg/model.py" in paths
    assert "pkg/base.py" in {file.path for file in survey.files}


def test_recipes_that_must_not_run_fix_nothing(surveyor: Surveyor, tree: Path) -> None:
    survey = take(surveyor, tree, skip_recipes=("print-word",))
    assert survey.findings and not any(finding.fixable for finding in survey.findings)


def test_hubs_dependencies_and_effort(surveyor: Surveyor, tree: Path) -> None:
    survey = take(surveyor, tree)
    assert {hub.path: hub.imported_by for hub in survey.hubs}["pkg/base.py"] == 2
    needs = [(item.name, item.source) for item in survey.dependencies]
    assert needs == [("simplejson", "setup.py"), ("PyYAML", "import"), ("setuptools", "import")]
    assert survey.index_reached is None
    assert survey.roots == ("",)
    assert survey.effort_points > 0


def test_a_second_survey_is_equal(surveyor: Surveyor, tree: Path) -> None:
    assert take(surveyor, tree) == take(surveyor, tree)


def test_a_change_is_seen(surveyor: Surveyor, tree: Path) -> None:
    before = take(surveyor, tree)
    (tree / "pkg/base.py").write_bytes(b"x = 1\n")
    after = take(surveyor, tree)
    assert len(after.findings) == len(before.findings) - 1


def test_progress_counts_every_file(surveyor: Surveyor, tree: Path) -> None:
    seen: list[tuple[int, int]] = []
    surveyor.survey(
        tree,
        track="words",
        commit="",
        options=RepositoryOptions(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (len(FILES), len(FILES))
    assert seen == sorted(seen)


def test_an_empty_tree(surveyor: Surveyor, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    survey = take(surveyor, tmp_path / "empty")
    assert (survey.files, survey.components, survey.effort_points) == ((), (), 0.0)


def test_an_unknown_track(surveyor: Surveyor, tree: Path) -> None:
    with pytest.raises(UnknownTrack):
        surveyor.survey(tree, track="nope", commit="", options=RepositoryOptions())


def test_a_recipe_that_raises_is_the_files_problem(surveyor: Surveyor, tree: Path) -> None:
    (tree / "raises.py").write_bytes(b"print\n")
    survey = take(surveyor, tree)
    problems = {file.path: file.problem for file in survey.files if file.problem}
    assert list(problems) == ["raises.py"] and "ZeroDivisionError" in problems["raises.py"]
    assert len(survey.findings) == 3


def test_hostile_trees(surveyor: Surveyor, tree: Path) -> None:
    (tree / "loop").symlink_to(tree)
    os.mkfifo(tree / "pipe.py")
    (tree / "new\nline.py").write_bytes(b"print\n")
    (tree / os.fsdecode(b"caf\xe9.py")).write_bytes(b"print\n")
    (tree / "nul.py").write_bytes(b"x = 1\0\nprint\n")
    (tree / "deep.py").write_bytes(b"x = " + b"(\n" * 40_000 + b")" * 40_000 + b"\n")
    (tree / "long.py").write_bytes(b"x = '" + b"a" * 1_300_000 + b"'\n")
    with (tree / "huge.py").open("wb") as file:
        file.write(b"x = 1\n" * 5_000_000)
    survey = take(surveyor, tree)
    files = {file.path: file for file in survey.files}
    assert "pipe.py" not in files and not any(path.startswith("loop/") for path in files)
    assert ("new\nline.py", 1) in {(finding.path, finding.line) for finding in survey.findings}
    assert files["caf\\xe9.py"].problem
    assert files["nul.py"].language == "Binary"
    assert "not parsed" in files["huge.py"].problem and files["huge.py"].lines == 5_000_000
    assert "not parsed" in files["long.py"].problem
    assert not files["deep.py"].problem
    assert survey.model_validate_json(survey.model_dump_json()) == survey
