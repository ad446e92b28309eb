"""Stand-ins among the modules that a setup script lists."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tests.support.recipes import TRACK, check_noop, check_rewrite
from tools.recipes.registry import load

RECIPE = "listed-companions"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "setup(py_modules=['soup', \"tests\"],\n      x=1)\n",
            "setup(py_modules=['soup', \"tests\", '_legacy_markupbase', '_legacy_sgmllib'],\n      x=1)\n",
            id="a parser in one module",
        ),
        pytest.param(
            "setup(\n    py_modules=[\n        'a',\n        'b',  # the other\n    ],\n)\n",
            "setup(\n    py_modules=[\n        'a',\n        'b',\n        '_legacy_markupbase',\n"
            "        '_legacy_sgmllib',  # the other\n    ],\n)\n",
            id="a line each",
        ),
        pytest.param(
            "setup(py_modules=['a', '_legacy_sgmllib'])\n",
            "setup(py_modules=['a', '_legacy_sgmllib', '_legacy_markupbase'])\n",
            id="one is there",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    here = ("_legacy_markupbase.py", "_legacy_sgmllib.py", "a.py", "soup.py")
    check_rewrite(RECIPE, before, after, path="setup.py", paths=here)
    there = tuple(f"lib/{path}" for path in here)
    check_rewrite(RECIPE, before, after, path="setup.py", paths=there, roots=("", "lib"))


@pytest.mark.parametrize(
    ("path", "paths"),
    [
        pytest.param("setup.py", (), id="no stand-ins"),
        pytest.param("setup.py", ("pkg/__init__.py", "pkg/_legacy_sgmllib.py"), id="within a package"),
        pytest.param("setup.py", ("demo/_legacy_sgmllib.py",), id="of a script"),
        pytest.param("one/setup.py", ("_legacy_sgmllib.py", "two/_legacy_sgmllib.py"), id="of other distributions"),
        pytest.param("setup.py", ("lib/a.py", "_legacy_sgmllib.py"), id="beside other modules"),
        pytest.param("build.py", ("_legacy_sgmllib.py",), id="no script"),
    ],
)
def test_left_alone(path: str, paths: tuple[str, ...]) -> None:
    check_noop(RECIPE, "setup(py_modules=['a'])\n", path=path, paths=paths, roots=("", "two", "lib"))


def test_what_is_computed_is_pointed_at() -> None:
    facts = ProjectFacts(frozenset({"setup.py", "_legacy_sgmllib.py"}), ("",), frozenset())
    (finding,) = load(TRACK).engine.find([RECIPE], {"setup.py": b"setup(py_modules=modules())\n"}, facts)
    assert "_legacy_sgmllib" in finding.message and not finding.fixable


def test_the_script_is_converted_knowing_of_them() -> None:
    track = load(TRACK)
    stages = [stage for stage in track.info.stages if stage.id in ("imports", "packaging")]
    files = {"soup.py": b"import sgmllib\n", "setup.py": b"from setuptools import setup\nsetup(py_modules=['soup'])\n"}
    imports, packaging = track.engine.apply(stages, files, ProjectFacts(frozenset(files), ("",), frozenset()))
    assert set(imports.contents) == {"soup.py", "_legacy_markupbase.py", "_legacy_sgmllib.py"}
    expected = b"py_modules=['soup', '_legacy_markupbase', '_legacy_sgmllib']"
    assert expected in packaging.contents["setup.py"]
