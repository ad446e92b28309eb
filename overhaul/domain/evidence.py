"""The machine-readable record of every hunk's origin and proof; ``evidence.json`` is this type."""

from overhaul.domain.base import Frozen
from overhaul.domain.behaviour import Replay
from overhaul.domain.edits import Hunk
from overhaul.domain.findings import Finding
from overhaul.domain.gate import CheckResult, Verdict
from overhaul.domain.jobs import JobSpec
from overhaul.domain.models import ModelUse
from overhaul.domain.testing import Baseline, Comparison, TestRun


class CommitEvidence(Frozen):
    """One commit: what it changed, who proposed it, what the gate said."""

    commit: str
    tree: str
    stage: str
    subject: str
    reason: str = ""
    verdict: Verdict
    hunks: tuple[Hunk, ...]
    lines_added: int = 0
    lines_removed: int = 0


class TestChange(Frozen):
    """One test before and after."""

    __test__ = False
    id: str
    before: str
    """Outcome at baseline, or ``absent``."""
    after: str
    """Outcome on the target, or ``absent``."""
    note: str = ""
    """Exception and message where it does not pass."""


class LeftOver(Frozen):
    """Something Overhaul did not do, and why."""

    kind: str
    """``test``, ``file``, ``finding``, ``recipe``, ``dependency``."""
    subject: str
    """A test id, a place or a name."""
    why: str
    next: str = ""
    """What a person could do."""


LEVELS = ("high", "medium", "low")
"""Of risks, most serious first."""


class Risk(Frozen):
    """Something a reviewer should look at."""

    path: str
    line: int
    message: str
    level: str
    """One of ``LEVELS``."""

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return LEVELS.index(self.level)


class Claim(Frozen):
    """What the evidence claims, in one sentence, and how strongly."""

    level: str
    """``proven`` (baseline and target tests), ``partial``, ``compiles`` or ``none``."""
    sentence: str


class Evidence(Frozen):
    """Everything a reviewer or a machine needs to believe a branch, or not to."""

    schema_version: int = 1
    overhaul: str
    """Version of Overhaul."""
    job: str
    spec: JobSpec
    base_commit: str
    result_commit: str
    result_tree: str
    claim: Claim
    legacy_toolchain: str
    target_toolchain: str
    sandbox: str
    baseline: Baseline
    target_run: TestRun | None
    comparison: Comparison | None
    tests: tuple[TestChange, ...]
    commits: tuple[CommitEvidence, ...]
    refused: tuple[Verdict, ...]
    """Proposals the gate refused, with its reasons."""
    complete: bool = True
    """False: the gate refused the conversion as a whole, and nothing was published."""
    repair_cut: str = ""
    """What ended repair before everything that was offered was tried: a budget, or too long a run of trials
    that gained nothing. Only the budget of seconds can make two runs differ. Empty: everything was tried."""
    final_checks: tuple[CheckResult, ...]
    findings_before: dict[str, int]
    findings_after: dict[str, int]
    remaining: tuple[Finding, ...]
    left: tuple[LeftOver, ...]
    risks: tuple[Risk, ...]
    recorded: int = 0
    """Calls whose results were recorded under the legacy toolchain."""
    replay: Replay | None = None
    """What they give in the result; None where they were not made."""
    api_changes: tuple[str, ...] = ()
    """Public names that came, went or take other parameters: ``+ module.name(a)``, ``- module.name`` and
    ``~ module.name(a) → (a, b)``."""
    models: tuple[ModelUse, ...] = ()
    """What was asked of models, by endpoint; empty where none was asked."""
    prompts: str = ""
    """sha256 over the prompt files they were asked with, in hex."""
    ledger: str = ""
    """Head of the ledger of model calls when the job ended, for ``overhaul ledger verify --expect``."""
