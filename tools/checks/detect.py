"""Which suites a repository has."""

from pathlib import Path

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Runner, Suite
from tools.checks.detection.choose import Chooser
from tools.checks.detection.command import suite_of_command
from tools.checks.detection.declared import Declared, read_declared
from tools.checks.detection.inventory import Inventory


def detect_suites(tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
    """The suites of ``tree``: what ``options`` name, else what its files hold, else what its files say.

    Deterministic; reads regular files of the survey only, executes nothing.

    Raises:
        BadSettings: ``options.test_command`` cannot be read.
    """
    inventory = Inventory(tree, (file.path for file in survey.files))
    declared = read_declared(inventory)
    chooser = Chooser(inventory, declared, options)
    if options.test_command:
        suite = suite_of_command(
            options.test_command,
            pythonpath=chooser.path_for(chooser.tests),
            test_suite=declared.test_suite,
        )
        return (suite.model_copy(update={"why": f"overhaul.toml: {suite.why}"}),)
    found = chooser.suites()
    return found or _declared_suites(declared, chooser)


def alternative_suites(tree: Path, options: RepositoryOptions) -> tuple[tuple[Suite, ...], ...]:
    """Other ways to run the tests of ``tree``, for ``take_baseline``; none where ``options`` name the command."""
    if options.test_command:
        return ()
    files = (path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    inventory = Inventory(tree, (path.relative_to(tree).as_posix() for path in files))
    return Chooser(inventory, read_declared(inventory), options).alternatives()


def _declared_suites(declared: Declared, chooser: Chooser) -> tuple[Suite, ...]:
    """Where no file looks like a test: the suite or command that the configuration names."""
    pythonpath = chooser.path_for(())
    if declared.test_suite and declared.test_suite != "nose.collector":
        dotted = declared.test_suite.replace(":", ".")
        why = f"setup.py names the suite {dotted}"
        return (Suite(name="unittest", runner=Runner.UNITTEST, pythonpath=pythonpath, args=(dotted,), why=why),)
    for command in declared.commands:
        suite = suite_of_command(command, pythonpath=pythonpath, test_suite=declared.test_suite)
        script = suite.args[0] if suite.args else ""
        if suite.runner is Runner.SCRIPT and script.endswith(".py") and chooser.inventory.exists(script):
            return (suite,)
    return ()
