"""What the legacy code does: its tests, run until it is known which of them pass steadily."""

from collections.abc import Sequence
from pathlib import Path

from overhaul.domain.behaviour import Behaviour
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.sandbox import Environment, Limits, Toolchain
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Baseline, Outcome, Runner, Suite, TestRun
from tools.checks.characterization import SandboxCharacterizer
from tools.checks.detect import alternative_suites
from tools.checks.gate.context import roots_of
from tools.checks.gate.importing import files_of, modules_of
from tools.checks.requirements import dependency_requirements, is_legacy, test_tool_requirements

QUICK_SECONDS = 60.0
"""A run that takes no longer than this is made twice."""
MORE_RUNS = 4
"""How often the suites run again where two runs differ: what hangs on timing passes twice by chance."""


def take_baseline(
    runner: TestRunner,
    tree: Path,
    suites: Sequence[Suite],
    environment: Environment | None,
    *,
    limits: Limits,
    alternatives: Sequence[Sequence[Suite]] = (),
) -> Baseline:
    """Run ``suites`` under the legacy toolchain, twice where the first run is quick, and more often where the two
    differ: a repository with one race has others, which the two runs may not have shown.

    ``alternatives`` are other ways to run the same tests, tried in order where none passes; the
    baseline's ``suites`` say which it was. ``environment`` None: there is no legacy toolchain.
    """
    if environment is None:
        return Baseline(available=False, why_not="there is no legacy toolchain", suites=tuple(suites))
    if not suites:
        return Baseline(available=False, why_not="no tests were found")
    best, run = tuple(suites), runner.run(tree, suites, environment, limits=limits)
    for other in alternatives if not run.passed() else ():
        tried = runner.run(tree, other, environment, limits=limits)
        if len(tried.passed()) > len(run.passed()):
            best, run = tuple(other), tried
    if not run.passed():
        return Baseline(available=False, why_not=_why_none(run), suites=best, run=run)
    flaky: set[str] = set()
    if run.seconds <= QUICK_SECONDS and not run.timed_out:
        flaky |= differing(run, runner.run(tree, best, environment, limits=limits))
    for _ in range(MORE_RUNS if flaky else 0):
        flaky |= differing(run, runner.run(tree, best, environment, limits=limits))
    return Baseline(available=True, suites=best, run=run, flaky=tuple(sorted(flaky)))


def differing(first: TestRun, second: TestRun) -> set[str]:
    """Ids whose outcome differs between two runs, or that only one of them reported."""
    one = {result.id: result.outcome for result in first.results}
    two = {result.id: result.outcome for result in second.results}
    return {id for id in one.keys() | two.keys() if one.get(id) is not two.get(id)}


def _why_none(run: TestRun) -> str:
    if not run.results:
        return "no test was collected"
    broken = [r for r in run.results if r.outcome is Outcome.NOT_COLLECTED]
    example = (broken or [r for r in run.results if r.outcome is not Outcome.SKIPPED] or list(run.results))[0]
    told = f"{example.exception}: {example.message}" if example.exception else example.message
    first = told.splitlines()[0][:200] if told else example.outcome.value
    return f"none of {len(run.results)} tests passes; {example.id}: {first}"


class SuiteBaseliner:
    """Implements the ``Baseliner`` port over a ``TestRunner``."""

    def __init__(self, runner: TestRunner, characterizer: SandboxCharacterizer) -> None:
        self._runner = runner
        self._characterizer = characterizer

    def requirements(
        self, suites: Sequence[Suite], survey: Survey, toolchain: Toolchain, options: RepositoryOptions
    ) -> tuple[str, ...]:
        """Test tools, dependencies, and what the options add, each once."""
        extra = options.legacy_dependencies if is_legacy(toolchain.name) else options.target_dependencies
        tools = test_tool_requirements(suites, toolchain.name)
        own = dependency_requirements(survey, toolchain.name).install
        return tuple(dict.fromkeys((*tools, *own, *extra)))

    def measure(
        self, tree: Path, suites: Sequence[Suite], environment: Environment, options: RepositoryOptions
    ) -> Baseline:
        """Run the suites, twice or more where that is quick; other ways to run them where nothing passes."""
        limits = Limits(wall_seconds=options.test_timeout_seconds)
        other = [way for way in alternative_suites(tree, options) if has_tools(way, environment)]
        return take_baseline(self._runner, tree, suites, environment, limits=limits, alternatives=other)

    def characterize(self, tree: Path, suites: Sequence[Suite], survey: Survey, environment: Environment) -> Behaviour:
        """Call the functions of modules that are no tests, and record what is the same twice."""
        tests = {file.path for file in survey.files if file.is_test}
        roots = roots_of(suites)
        modules = modules_of(files_of(tree), roots, lambda path: path in tests)
        return self._characterizer.record(tree, modules, roots, environment)


def has_tools(suites: Sequence[Suite], environment: Environment) -> bool:
    """Whether the test tools that ``suites`` need are installed."""
    installed = {entry.partition("==")[0].lower() for entry in environment.installed}
    tools = {Runner.PYTEST: {"pytest"}, Runner.NOSE: {"nose", "pynose"}}
    return all(not tools.get(suite.runner) or tools[suite.runner] & installed for suite in suites)
