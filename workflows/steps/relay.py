"""Which stages can be commits of their own once the end of the conversion is known.

A commit must not lose a test that passes at the commit before. What each stage's tree does was measured when it
was judged; so the best series can be read off these runs, and no test runs again.
"""

from collections.abc import Sequence
from typing import NamedTuple

from overhaul.domain.ports.repair import ChangeSet
from overhaul.domain.testing import TestRun
from overhaul.domain.tracks import PlanStage


class Point(NamedTuple):
    """A stage as it was judged, whether it was accepted or not."""

    stage: PlanStage
    parent: int
    """How many commits of stages there were before it."""
    change: ChangeSet
    """On top of them, with everything that was carried into it."""
    run: TestRun | None
    """What the tests do there; None: not known."""


def fits(before: TestRun | None, after: TestRun | None) -> bool:
    """Whether ``after`` may follow ``before``: nothing that passes is lost, as far as it is known."""
    return before is None or after is None or before.passed() <= after.passed()


def relay(before: TestRun | None, points: Sequence[Point], end: TestRun | None) -> list[Point]:
    """As many of ``points`` as may be commits between ``before`` and ``end``; of equal rows the first."""
    known = [point for point in points if end is not None and point.run is not None]
    rows: list[list[Point]] = []
    for point in known:
        row: list[Point] = []
        if fits(before, point.run) and fits(point.run, end):
            followed = [earlier for earlier in rows if earlier and fits(earlier[-1].run, point.run)]
            row = [*max(followed, key=len, default=[]), point]
        rows.append(row)
    return max(rows, key=len, default=[])
