"""The repairer: clusters failing tests by cause and tries fixes, until nothing gains or the budget is spent."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from overhaul.domain.ports import ChangeSet, ProjectFacts, ProposalRequest, Proposer, Trial
from overhaul.domain.testing import Outcome, TestResult, TestRun

_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']*'|\"[^\"]*\"")


class ClusterRepairer:
    """Asks proposers for fixes, cluster by cluster, biggest first.

    Args:
        proposers: asked in this order.
        most_attempts: the budget, in change sets given to the gate.
    """

    def __init__(self, proposers: Sequence[Proposer], most_attempts: int = 200) -> None:
        self._proposers = tuple(proposers)
        self._most = most_attempts

    def __call__(
        self,
        tree: Path,
        run: TestRun,
        must_pass: frozenset[str],
        project: ProjectFacts,
        attempt: Callable[[ChangeSet], Trial],
    ) -> int:
        """Offer fixes to ``attempt``; the number accepted."""
        accepted = 0
        tried: set[str] = set()
        progress = bool(self._proposers)
        while progress:
            progress = False
            for cluster in clusters(run, must_pass):
                request = ProposalRequest(tree, tuple(sorted(project.paths)), run, cluster, project)
                for change in self._offers(request, tried):
                    if len(tried) >= self._most:
                        return accepted
                    tried.add(change.proposal.digest())
                    trial = attempt(change)
                    if trial.accepted and trial.run is not None:
                        accepted, tree, run, progress = accepted + 1, trial.tree, trial.run, True
                        break
                if progress:
                    break
        return accepted

    def _offers(self, request: ProposalRequest, tried: set[str]) -> list[ChangeSet]:
        offers = [change for proposer in self._proposers for change in proposer.propose(request)]
        return [change for change in offers if change.proposal.digest() not in tried]


def clusters(run: TestRun, must_pass: frozenset[str]) -> list[tuple[str, ...]]:
    """Ids of the demanded tests that fail, grouped by cause, most tests first.

    A cause is the exception, the shape of its message, and the deepest place inside the repository.
    """
    groups: dict[tuple[str, str, tuple[str, int]], list[str]] = {}
    for result in run.results:
        if (result.id in must_pass and result.outcome is not Outcome.PASSED) or result.outcome is Outcome.NOT_COLLECTED:
            groups.setdefault(_cause(result), []).append(result.id)
    ordered = sorted(groups.items(), key=lambda row: (-len(row[1]), row[0]))
    return [tuple(sorted(ids)) for _, ids in ordered]


def _cause(result: TestResult) -> tuple[str, str, tuple[str, int]]:
    own = [frame for frame in result.frames if not frame[0].startswith("/")]
    deepest = (own[-1][0], own[-1][1]) if own else ("", 0)
    return result.exception, _NUMBERS.sub("·", result.message)[:120], deepest
