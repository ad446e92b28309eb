"""The gate's vocabulary: checks, what each said, and the verdict."""

from enum import StrEnum

from overhaul.domain.base import Frozen


class CheckId(StrEnum):
    """The ordered checks. The order is the order they run in: cheap and static first."""

    PATHS = "paths"
    """Edits stay inside the allowed paths; no links, no escapes, no CI, VCS or gate files."""
    SIZE = "size"
    """No more files and lines than one reviewer can read."""
    TESTS_INTACT = "tests-intact"
    """Test files change only by recipes; no test vanishes, is skipped or asserts less."""
    GRAMMAR = "grammar"
    """The target's grammar accepts every changed file."""
    COMPILE = "compile"
    """The target toolchain compiles every changed file."""
    IMPORT = "import"
    """Every module that was importable still is."""
    TESTS = "tests"
    """Every test that passed still passes, by identity; none is newly skipped."""
    BEHAVIOUR = "behaviour"
    """Recorded behaviour replays equal."""


class CheckOutcome(StrEnum):
    """What one check said."""

    PASSED = "passed"
    REFUSED = "refused"
    NOT_RUN = "not-run"
    """It could not run; ``detail`` says why, and the evidence claims less."""


class CheckResult(Frozen):
    """One check's answer."""

    check: CheckId
    outcome: CheckOutcome
    detail: str = ""
    """One sentence for the report."""
    items: tuple[str, ...] = ()
    """What was refused, by name: paths, tests, lines."""


class Verdict(Frozen):
    """The gate's answer to one proposal."""

    proposal: str
    accepted: bool
    results: tuple[CheckResult, ...]
    title: str = ""
    """The proposal's title, where the verdict is kept as evidence."""
    stage: str = ""
    """The stage it was offered in, or ``repair``."""

    def refusals(self) -> tuple[CheckResult, ...]:
        """The checks that refused."""
        return tuple(r for r in self.results if r.outcome is CheckOutcome.REFUSED)
