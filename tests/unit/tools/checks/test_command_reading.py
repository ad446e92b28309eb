"""Command lines, read into suites."""

import pytest

from overhaul.domain.errors import BadSettings
from overhaul.domain.testing import Runner
from tools.checks.detection.command import suite_of_command

TABLE = [
    ("pytest", Runner.PYTEST, (), "."),
    ("py.test -q tests", Runner.PYTEST, ("-q", "tests"), "."),
    ("python -m pytest tests -k 'a b'", Runner.PYTEST, ("tests", "-k", "a b"), "."),
    ("python2.7 -m unittest discover -s t -p '*.py'", Runner.UNITTEST, ("t",), "."),
    ("python -m unittest a.b c", Runner.UNITTEST, ("a.b", "c"), "."),
    ("python -m unittest", Runner.UNITTEST, (".",), "."),
    ("nosetests --with-doctest pkg", Runner.NOSE, ("--with-doctest", "pkg"), "."),
    ("nosetests-2.7", Runner.NOSE, (), "."),
    ("python setup.py test", Runner.UNITTEST, ("pkg.tests",), "."),
    ("python setup.py test -s pkg.other", Runner.UNITTEST, ("pkg.other",), "."),
    ("python setup.py nosetests", Runner.NOSE, (), "."),
    ("python tests/run.py --fast", Runner.SCRIPT, ("tests/run.py", "--fast"), "."),
    ("cd tests && python run.py", Runner.SCRIPT, ("run.py",), "tests"),
    ("python -m pkg.selftest", Runner.SCRIPT, ("-m", "pkg.selftest"), "."),
    ("FOO=1 python -B t.py", Runner.SCRIPT, ("t.py",), "."),
    ("make check", Runner.SCRIPT, ("make", "check"), "."),
    ("./runtests.sh", Runner.SCRIPT, ("./runtests.sh",), "."),
]


@pytest.mark.parametrize(("command", "runner", "args", "cwd"), TABLE, ids=[row[0] for row in TABLE])
def test_commands(command: str, runner: Runner, args: tuple[str, ...], cwd: str) -> None:
    suite = suite_of_command(command, pythonpath=(".",), test_suite="pkg.tests")
    assert (suite.runner, suite.args, suite.cwd) == (runner, args, cwd)


def test_an_import_path_in_front_is_kept() -> None:
    suite = suite_of_command("PYTHONPATH=lib:. nosetests", pythonpath=(".",))
    assert suite.pythonpath == ("lib", ".")


def test_the_import_path_stays_inside() -> None:
    assert suite_of_command("PYTHONPATH=/etc:../x nosetests", pythonpath=()).pythonpath == (".",)


def test_ini_options_and_patterns() -> None:
    assert suite_of_command("pytest -o a=b x", pythonpath=(".",)).options == (("a", "b"),)
    suite = suite_of_command("python -m unittest discover -p '*_t.py'", pythonpath=(".",))
    assert suite.options == (("pattern", "*_t.py"),)


@pytest.mark.parametrize("command", ["", "A=1", "pytest 'open", "cd ../x && pytest", "cd /etc && pytest"])
def test_what_is_no_command(command: str) -> None:
    with pytest.raises(BadSettings):
        suite_of_command(command, pythonpath=(".",))
