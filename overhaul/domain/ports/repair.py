"""Mending failing tests: who proposes, and where it is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.findings import Finding
    from overhaul.domain.ports.recipes import ProjectFacts
    from overhaul.domain.proposals import Proposal
    from overhaul.domain.survey import Survey
    from overhaul.domain.testing import TestRun


class Trial(NamedTuple):
    """What became of a change set: whether it was accepted, and the tree and test run after it."""

    accepted: bool
    tree: Path
    run: TestRun | None
    lost: tuple[str, ...] = ()
    """Where it was refused: tests that passed and would not any more."""
    reason: str = ""
    """Where it was refused: what the gate said."""


class Probe(NamedTuple):
    """A cheap trial: some files laid over the newest tree, and the tests that say whether it helps."""

    contents: Mapping[str, bytes | None]
    tests: tuple[str, ...]
    """Ids of the tests to run; an id of a file is all its tests."""


class RepairBench(Protocol):
    """Where a repairer tries what it is offered. What was tried once is remembered with the job."""

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        """Run each probe in a workspace of its own, several at a time; results in order. Proves nothing."""
        ...

    def attempt(self, change: ChangeSet, *, must_gain: bool = True) -> Trial:
        """Let the gate decide; what it accepts, and what makes further tests pass, is a commit.

        ``must_gain`` false: it need only be accepted.
        """
        ...

    def findings(self, files: Mapping[str, bytes]) -> Sequence[Finding]:
        """What recipes find in ``files`` and cannot mend."""
        ...

    def check(self) -> None:
        """Stop here if somebody asked for it.

        Raises:
            JobCancelled: somebody did.
        """
        ...

    def approve(self, tasks: Sequence[str]) -> Sequence[int]:
        """Which of ``tasks``, 0-based, models may work on, in which order: all, unless a person is to be asked.

        Raises:
            JobWaiting: a person has not answered yet.
        """
        ...

    def tell(self, message: str) -> None:
        """Say something to the people who watch."""
        ...


class RepairRequest(NamedTuple):
    """What a repairer starts from."""

    tree: Path
    run: TestRun
    """What ``tree`` does on the target."""
    must_pass: frozenset[str]
    project: ProjectFacts
    bench: RepairBench
    most_probes: int = 600
    """Cheap trials. One that runs many tests counts for several."""
    most_attempts: int = 40
    """Change sets given to the gate."""
    most_seconds: float = 900.0
    """Seconds of test runs, as the runs say themselves: the only limit that a slow machine reaches sooner."""
    survey: Survey | None = None
    """Of the base commit: which files import which."""
    done: tuple[str, ...] = ()
    """Subjects of the commits made so far."""
    unready: tuple[tuple[str, str], ...] = ()
    """(path, why): files the target does not compile, or that a recipe could not finish."""


class Repaired(NamedTuple):
    """What became of a repair."""

    accepted: int
    """Change sets that are commits now."""
    ended: str = ""
    """What ended it before everything was tried that was offered; empty: nothing did."""


class Repairer(Protocol):
    """Clusters failing tests by cause and asks proposers for fixes, until nothing gains."""

    def __call__(self, request: RepairRequest) -> Repaired:
        """Try fixes at the bench."""
        ...


class ChangeSet(NamedTuple):
    """A proposal with the bytes it needs: what a proposer hands over."""

    proposal: Proposal
    contents: Mapping[str, bytes | None]


class Proposer(Protocol):
    """Recipes, repair templates and models all propose through this."""

    name: str

    def propose(self, request: ProposalRequest) -> Sequence[ChangeSet]:
        """Offer changes, best first. Offering nothing is a normal answer."""
        ...

    def spread(self, request: ProposalRequest, change: ChangeSet) -> ChangeSet | None:
        """The same fix at its siblings, on top of ``change``: equal code elsewhere, which no failure named.

        ``request`` is the one that ``change`` answered, with ``change`` laid over its tree. None: there are none.
        """
        ...


class ProposalRequest(NamedTuple):
    """What a proposer is asked to mend: a cluster of failing tests, or the findings of a unit."""

    tree: Path
    """The tree as it is now."""
    paths: tuple[str, ...]
    """Files it may change."""
    run: TestRun | None
    """The failures, where there are any."""
    cluster: tuple[str, ...]
    """Ids of the failing tests that share a cause."""
    project: ProjectFacts
    overlay: Mapping[str, bytes | None] = {}
    """Files that lie over ``tree``: a fix that is still being put together."""
