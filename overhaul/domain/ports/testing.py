"""Running a repository's own tests, and recording what its code does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.behaviour import Behaviour
    from overhaul.domain.jobs import RepositoryOptions
    from overhaul.domain.sandbox import Environment, Limits, Toolchain
    from overhaul.domain.survey import Survey
    from overhaul.domain.testing import Baseline, Suite, TestResult, TestRun


class TestRunner(Protocol):
    """Finds and runs a repository's own tests."""

    __test__: ClassVar[bool] = False

    def detect(self, tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
        """The suites of ``tree``; empty where there are none."""
        ...

    def run(
        self,
        tree: Path,
        suites: Sequence[Suite],
        environment: Environment,
        *,
        limits: Limits,
        overlay: Mapping[str, bytes | None] | None = None,
        only: Sequence[str] = (),
        alone: bool = False,
        without: Sequence[TestResult] = (),
    ) -> TestRun:
        """Run ``suites`` over ``tree`` (with ``overlay`` on top) in a fresh workspace.

        ``only`` narrows the run to test files that hold these test ids, and ``alone`` to the tests
        themselves, as nearly as the runner can tell them apart: others may run too.

        ``without`` holds what tests did that are not worth another run. They do not run, as far as the runner can
        leave them out and ``only`` does not name them, and a whole run reports these results as theirs.
        """
        ...


class Baseliner(Protocol):
    """Finds out what the legacy code does."""

    def requirements(
        self, suites: Sequence[Suite], survey: Survey, toolchain: Toolchain, options: RepositoryOptions
    ) -> tuple[str, ...]:
        """What must be installed for the suites to run under ``toolchain``: test tools and dependencies."""
        ...

    def measure(
        self, tree: Path, suites: Sequence[Suite], environment: Environment, options: RepositoryOptions
    ) -> Baseline:
        """Run the suites, twice or more where that is quick, and tell steady tests from flaky ones."""
        ...

    def characterize(self, tree: Path, suites: Sequence[Suite], survey: Survey, environment: Environment) -> Behaviour:
        """Call the functions of modules that are no tests, and record what is the same twice."""
        ...
