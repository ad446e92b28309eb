"""The wheel, as a user gets it: one public name in site-packages, everything else inside it (ADR 1)."""

import email
import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("agents", "serving", "tools", "workflows")
BUILD = [sys.executable, "-m", "hatchling", "build", "-d"]
# Isolated from this process's environment: only what was installed counts.
ISOLATED = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([*BUILD, str(folder), "-t", "wheel"], cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("overhaul-*.whl")
    return path


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; dependencies are lent by this one, by path, so that
    no index is needed. A path lent like that does not bring this checkout's editable install along."""
    home = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, capture_output=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(home / "bin/python")]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return packages


def python(site: Path, code: str, cwd: Path) -> str:
    """What ``code`` prints in the fresh environment."""
    command = [str(site.parents[2] / "bin/python"), "-c", code]
    return subprocess.run(command, cwd=cwd, env=ISOLATED, check=True, capture_output=True, text=True).stdout


def test_the_wheel_holds_one_public_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        names = set(archive.namelist())
    assert {top for top in tops if not top.endswith(".dist-info")} == {"overhaul"}
    for part in PARTS:
        assert f"overhaul/_parts/{part}/__init__.py" in names
    assert "overhaul/py.typed" in names


def test_the_wheel_holds_every_source_and_nothing_else(wheel: Path) -> None:
    """Data files too: a template or a probe that is left out fails only at the user's."""
    expected = set()
    for top in ("overhaul", *PARTS):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                inside = path.relative_to(ROOT).as_posix()
                expected.add(inside if top == "overhaul" else f"overhaul/_parts/{inside}")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_the_licence_travels_with_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        headers = email.message_from_bytes(archive.read(metadata))
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())
    assert headers["License-Expression"] == "Apache-2.0"


def test_site_packages_gets_one_name(site: Path) -> None:
    tops = {path.name for path in site.iterdir() if path.name not in ("lent.pth", "__pycache__")}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"overhaul"}


def test_the_parts_come_from_inside(site: Path, tmp_path: Path) -> None:
    code = (
        "import json, overhaul, agents, serving, tools, workflows\n"
        "print(json.dumps([m.__file__ for m in (overhaul, agents, serving, tools, workflows)]))"
    )
    public, *parts = (Path(name) for name in json.loads(python(site, code, tmp_path)))
    assert public == site / "overhaul/__init__.py"
    assert parts == [site / "overhaul/_parts" / part / "__init__.py" for part in PARTS]


def test_ours_win_over_a_namesake(site: Path, tmp_path: Path) -> None:
    """The reason for all this: somebody else's ``tools`` in the way does no harm."""
    (tmp_path / "tools.py").write_text("raise SystemExit('not ours')")
    assert "_parts" in python(site, "import overhaul, tools; print(tools.__file__)", tmp_path)


def test_without_overhaul_the_parts_are_not_there(site: Path, tmp_path: Path) -> None:
    code = "import importlib.util; print(importlib.util.find_spec('workflows'))"
    assert python(site, code, tmp_path).strip() == "None"


def test_it_knows_its_version(site: Path, wheel: Path, tmp_path: Path) -> None:
    code = "import overhaul, importlib.metadata as m; print(overhaul.__version__, m.version('overhaul'))"
    ours, installed = python(site, code, tmp_path).split()
    assert ours == installed == wheel.name.split("-")[1]
    assert (site.parents[2] / "bin/overhaul").exists()
