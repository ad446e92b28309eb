"""What a repository's own configuration says about its tests, read as data."""

import configparser
import re
from dataclasses import dataclass, field

from tools.checks.detection.inventory import Inventory

_TEST_SUITE = re.compile(r"""test_suite['"]?\s*\]?\s*[=:]\s*u?['"]([\w.:]+)['"]""")
_PYTEST_KEYS = ("python_files", "python_classes", "python_functions", "norecursedirs", "doctest_optionflags")
_COMMAND = re.compile(
    r"^\s*(?:-\s+|script:\s*|commands\s*=\s*)?[@-]*"
    r"((?:cd\s+\S+\s*&&\s*)?(?:[A-Z_]+=\S+\s+)*(?:\$\(?\{?PYTHON\}?\)?|\S*python[\d.]*|py\.test|pytest|nosetests)\b.*)$",
    re.M,
)
_ABOUT_TESTS = re.compile(r"test|nose")


@dataclass(frozen=True)
class Declared:
    """Declarations; all of them may be missing."""

    setup: str = ""
    """Source of ``setup.py``."""
    test_suite: str = ""
    """``setup.py test``'s suite."""
    pytest: dict[str, str] = field(default_factory=dict)
    """pytest's ini options that say which tests there are."""
    testpaths: tuple[str, ...] = ()
    addopts: tuple[str, ...] = ()
    nose: dict[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    """Lines of tox, make and CI files that run tests."""

    @property
    def nose_doctests(self) -> bool:
        """Whether nose is told to collect doctests."""
        return self.nose.get("with-doctest", "0").strip().lower() in ("1", "true", "yes", "on")


def read_declared(inventory: Inventory) -> Declared:
    """Read every configuration file that a test tool or CI would."""
    setup = _text(inventory, "setup.py")
    pytest: dict[str, str] = {}
    nose: dict[str, str] = {}
    commands: list[str] = []
    for name in ("setup.cfg", "tox.ini", "pytest.ini"):
        parsed = _ini(_text(inventory, name))
        for section in ("tool:pytest", "pytest"):
            pytest.update(parsed.get(section, {}))
        nose.update(parsed.get("nosetests", {}))
        for section, values in sorted(parsed.items()):
            if section.startswith("testenv"):
                commands += [line.strip() for line in values.get("commands", "").splitlines() if line.strip()]
    for name in ("Makefile", "makefile", ".travis.yml", ".gitlab-ci.yml"):
        commands += [line.strip() for line in _COMMAND.findall(_text(inventory, name))]
    found = _TEST_SUITE.search(setup)
    return Declared(
        setup=setup,
        test_suite=found[1] if found else "",
        pytest={key: pytest[key] for key in _PYTEST_KEYS if key in pytest},
        testpaths=tuple(pytest.get("testpaths", "").split()),
        addopts=tuple(pytest.get("addopts", "").split()),
        nose=nose,
        commands=tuple(dict.fromkeys(line for line in commands if _ABOUT_TESTS.search(line))),
    )


def _text(inventory: Inventory, path: str) -> str:
    return (inventory.read(path) or b"").decode("utf-8", "replace")


def _ini(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    return {name: {key: value or "" for key, value in parser.items(name)} for name in parser.sections()}
