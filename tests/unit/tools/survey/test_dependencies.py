"""Declared dependencies, file by file."""

from pathlib import Path

import pytest

from overhaul.domain.survey import Dependency
from tools.survey.dependencies import Declared, declared
from tools.survey.requirements import dependency
from tools.survey.walk import walk


def said(tmp_path: Path, **files: str) -> list[tuple[str, str]]:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_dot_", ".").replace("_dash_", "-")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    found = declared({entry.path: entry for entry in walk(tmp_path)})
    return [(item.requirement, item.source) for item in found.dependencies]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("simplejson", "simplejson"),
        ("simplejson>=2.0", "simplejson"),
        ("simplejson (>=2.0)", "simplejson"),
        ("simplejson >= 2.0, <3  # why", "simplejson"),
        ("zope.interface[test]~=4.0", "zope.interface"),
        ("foo==1.0dev-r123", "foo"),
        ("foo @ https://example.org/foo.zip", "foo"),
        ("argparse; python_version < '2.7'", None),
        ("mock; python_version < '3'", "mock"),
        ("mock; nonsense", "mock"),
        ("git+https://example.org/x.git#egg=thing", "thing"),
        ("https://example.org/x.zip", None),
        ("./local", None),
        ("-e .", None),
        ("-e git+https://example.org/x.git#egg=thing", None),
        ("--index-url https://example.org", None),
        ("# a comment", None),
        ("", None),
        ("two words", None),
    ],
)
def test_lines(line: str, name: str | None) -> None:
    found = dependency(line, "x")
    assert (found.name if found else None) == name


def test_setup_py(tmp_path: Path) -> None:
    text = "setup(name='me', install_requires=['a>=1', 'me'], tests_require=['nose'], extras_require={'x': ['b']})"
    assert said(tmp_path, setup_dot_py=text) == [("a>=1", "setup.py"), ("nose", "setup.py"), ("b", "setup.py[x]")]


def test_package_dir_gives_roots(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("setup(package_dir={'': 'lib', 'p.q': 'src/p/q', 'x': 'elsewhere'})")
    assert declared({entry.path: entry for entry in walk(tmp_path)}).roots == ("lib", "src")


def test_setup_cfg(tmp_path: Path) -> None:
    text = "[metadata]\nname = me\n[options]\ninstall_requires =\n  a\n  b>1\npackage_dir =\n  = src\n[options.extras_require]\nt = c\n"  # noqa: E501
    assert said(tmp_path, setup_dot_cfg=text) == [("a", "setup.cfg"), ("b>1", "setup.cfg"), ("c", "setup.cfg[t]")]


def test_requirements_with_includes(tmp_path: Path) -> None:
    files = {
        "requirements_dot_txt": "a\n-r requirements/base.txt\n-r ../../outside.txt\nb \\\n >=1\n",
        "requirements__base_dot_txt": "c\n-r base.txt\n",
    }
    assert said(tmp_path, **files) == [
        ("a", "requirements.txt"),
        ("c", "requirements/base.txt"),
        ("b   >=1", "requirements.txt"),
    ]


def test_pyproject(tmp_path: Path) -> None:
    text = (
        '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "me"\ndependencies = ["a>1"]\n'
        '[project.optional-dependencies]\ndocs = ["b"]\n[dependency-groups]\ndev = ["c", {include-group = "x"}]\n'
        '[tool.poetry.dependencies]\npython = "^2.7"\nd = "^1.0"\ne = ">=2"\n'
    )
    assert said(tmp_path, pyproject_dot_toml=text) == [
        ("a>1", "pyproject.toml"),
        ("setuptools", "pyproject.toml[build-system]"),
        ("b", "pyproject.toml[docs]"),
        ("c", "pyproject.toml[dev]"),
        ("d", "pyproject.toml"),
        ("e>=2", "pyproject.toml"),
    ]


def test_tox(tmp_path: Path) -> None:
    text = "[testenv]\ndeps =\n  nose\n  py27: mock\n  -r{toxinidir}/r.txt\n  {env:X}\n[testenv:docs]\ndeps = Sphinx\n"
    assert said(tmp_path, tox_dot_ini=text, r_dot_txt="a\n") == [
        ("nose", "tox.ini"),
        ("mock", "tox.ini"),
        ("a", "r.txt"),
        ("Sphinx", "tox.ini"),
    ]


def test_pipfile(tmp_path: Path) -> None:
    text = '[packages]\na = "*"\nb = {version = ">=1", extras = ["x"]}\n[dev-packages]\nc = "==2"\n'
    assert said(tmp_path, Pipfile=text) == [("a", "Pipfile"), ("b>=1", "Pipfile"), ("c==2", "Pipfile[dev]")]


@pytest.mark.parametrize("name", ["setup_dot_py", "setup_dot_cfg", "pyproject_dot_toml", "tox_dot_ini", "Pipfile"])
def test_what_does_not_parse_says_nothing(tmp_path: Path, name: str) -> None:
    assert said(tmp_path, **{name: "[[[ = (\0 ]\n  x"}) == []


def test_imports_that_nobody_declared() -> None:
    says = Declared((Dependency(name="PyYAML", requirement="PyYAML", source="setup.py"),), name="me")
    found = says.with_imports(["yaml", "me", "nose", "secretlib"])
    assert [(item.name, item.requirement, item.source) for item in found] == [
        ("PyYAML", "PyYAML", "setup.py"),
        ("nose", "nose", "import"),
        ("secretlib", "", "import"),
    ]
