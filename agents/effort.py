"""What a repair may spend, and what it has learned about where spending pays.

Everything here is counted, in trials and tests, so that equal repositories are repaired alike on every
machine. Seconds are counted too, but only as the last limit.
"""

from agents.causes import Cause, Cluster
from overhaul.domain.ports.repair import ChangeSet, RepairRequest
from overhaul.domain.testing import TestRun

_TESTS = 100
"""A trial that runs more tests than this counts for several."""
_DULL = 12
"""A kind of fix that never helped against a kind of failure in so many trials is not tried on it again."""
_SPELL = 200
"""Trials after the last one that gained: there is little left to be found."""
_A_CLUSTER, _A_TEST, _MOST = 16, 6, 64
"""Trials that one cluster is worth, beside those for each of its tests, and the most for any."""
_UNTOLD = ("AssertionError", "Failed")
"""Exceptions whose message says what a test compared, and nothing about why."""

_Kind = tuple[str, str, str, str]


class Effort:
    """Counts trials, tests and seconds, and knows when they are spent."""

    def __init__(self, request: RepairRequest) -> None:
        self._request = request
        self._probes = self._gained_at = self.attempts = 0
        self._seconds = 0.0
        self._tries: dict[_Kind, int] = {}
        self._until = 0

    def probed(self, run: TestRun) -> None:
        """A cheap trial ended with ``run``."""
        self._probes += 1 + len(run.results) // _TESTS
        self._seconds += run.seconds

    def attempted(self, run: TestRun | None) -> None:
        """The gate has judged, and ``run`` was its test run."""
        self.attempts += 1
        self._seconds += run.seconds if run is not None else 0.0

    def gained(self, change: ChangeSet, cause: Cause) -> None:
        """``change`` mended ``cause``: hopes rise, for its kind and for all."""
        self._gained_at = self._probes
        self._tries.pop(_kind(change, cause), None)

    def tried(self, change: ChangeSet, cause: Cause) -> None:
        """``change`` was tried on ``cause``."""
        kind = _kind(change, cause)
        self._tries[kind] = self._tries.get(kind, 0) + 1

    def promising(self, change: ChangeSet, cause: Cause) -> bool:
        """Whether ``change`` is worth a trial on ``cause``, for all that is known of its like."""
        return self._tries.get(_kind(change, cause), 0) < _DULL

    def turn_to(self, cluster: Cluster) -> None:
        """``cluster`` is looked at next: what it is worth depends on its tests."""
        self._until = self._probes + min(_A_CLUSTER + _A_TEST * len(cluster.tests), _MOST)

    def tired(self) -> bool:
        """Whether the cluster turned to has had its share, or all is spent."""
        return self._probes >= self._until or bool(self.spent())

    def spent(self) -> str:
        """Why no more may be tried; empty while more may."""
        request = self._request
        if self.attempts >= request.most_attempts:
            return f"{self.attempts:,} change sets went before the gate (repair.attempts)"
        if self._probes >= request.most_probes:
            return f"{self._probes:,} trials were made (repair.probes)"
        if self._seconds >= request.most_seconds:
            return f"the tests of its trials took {request.most_seconds:g} seconds (repair.seconds)"
        if self._probes - self._gained_at >= _SPELL:
            return f"the last {_SPELL} trials gained nothing"
        return ""


def _kind(change: ChangeSet, cause: Cause) -> _Kind:
    """A kind of fix and a kind of failure. What an assertion compared differs from test to test."""
    origins = change.proposal.origins
    name = cause.exception.rpartition(".")[2]
    shape = "" if name in _UNTOLD else cause.shape
    return (origins[0].id if origins else "", change.proposal.title, cause.exception, shape)
