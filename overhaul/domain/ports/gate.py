"""Judging proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.behaviour import Behaviour, Replay
    from overhaul.domain.gate import Verdict
    from overhaul.domain.jobs import RepositoryOptions
    from overhaul.domain.proposals import Proposal
    from overhaul.domain.sandbox import Environment
    from overhaul.domain.testing import Suite, TestResult, TestRun


class GateRequest(NamedTuple):
    """One proposal before the gate, with everything needed to judge it outside the proposer's reach."""

    proposal: Proposal
    base: Path
    """The tree of the base commit: where tests and assertions are counted from."""
    before: Path
    """The tree the proposal applies to."""
    contents: Mapping[str, bytes | None]
    """The proposal's files after; None: deleted."""
    suites: Sequence[Suite]
    legacy_passed: frozenset[str]
    """Tests that passed steadily at baseline."""
    before_run: TestRun | None
    """What ``before`` does on the target; None: nobody ran it yet, and nothing is taken to pass."""
    environment: Environment
    """Of the target toolchain."""
    options: RepositoryOptions
    must_compile: bool
    """False in the middle of a conversion, where files may still be legacy code."""
    behaviour: Behaviour
    """What was recorded under the legacy toolchain."""
    middle_seconds: float = 0.0
    """In the middle of a conversion: wall-clock seconds of the test run. What half-converted code does not get done
    by then is not known, and nothing is demanded of it. 0: no tests run there."""
    without: Sequence[TestResult] = ()
    """What tests did that are not worth another run; none of them passed."""
    first: Sequence[str] = ()
    """Tests that the proposal lost in another form: where one of them still fails, no others need to run."""
    known_run: TestRun | None = None
    """What the tests do on exactly the tree that the proposal makes, where that is known."""
    before_key: str = ""
    """What the files of ``before`` are known by: equal trees have equal keys. Empty: not known."""
    after_key: str = ""
    """The same for the files with the proposal on top."""


class Judgement(NamedTuple):
    """The gate's answer, and the test run it rests on."""

    verdict: Verdict
    run: TestRun | None
    replay: Replay | None = None
    """What the recorded calls give on the proposal; None where they were not made."""


class Gate(Protocol):
    """Accepts or refuses proposals. Nothing else does."""

    def judge(self, request: GateRequest) -> Judgement:
        """Run the checks in order and stop at the first static refusal."""
        ...
