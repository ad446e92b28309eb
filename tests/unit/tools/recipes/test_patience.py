"""Recipes that find no end do not hold up a job."""

import re
import threading

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.tracks import PlanStage
from tools.recipes.engine import OUT_OF_TIME, Engine
from tools.recipes.patience import OutOfTime, limited
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

FILES = {"a.py": b"fine()\n", "b.py": b"endless()\nfine()\n", "c.py": b"explosive()\nfine()\n"}
FACTS = ProjectFacts(frozenset(FILES), ("",), frozenset())
STAGE = PlanStage(id="s", title="t", recipes=("endless", "explosive", "fine"))


@recipe("endless", title="t", stage="s", words=("endless",))
def endless(source: Source, hit: Hit) -> Match | None:
    while True:
        try:
            source.node(hit.start, hit.end)
        except Exception:  # noqa: BLE001 - a recipe that catches everything is stopped as well
            return None


@recipe("explosive", title="t", stage="s", words=("explosive",))
def explosive(source: Source, hit: Hit) -> Match | None:
    re.match(r"(a*)*b", "a" * 40)
    return None


@recipe("fine", title="t", stage="s", words=("fine",))
def fine(source: Source, hit: Hit) -> Match:
    return Match(hit.end, (insert(hit.end, b"_"),))


def test_a_file_without_end_is_left_and_reported_and_the_others_are_made() -> None:
    (outcome,) = Engine([endless, explosive, fine], seconds=0.2).apply([STAGE], FILES, FACTS)
    assert outcome.contents == {"a.py": b"fine_()\n"}
    assert [path for path, _ in outcome.problems] == ["b.py", "c.py"]
    assert all("found no end" in problem for _, problem in outcome.problems)


def test_a_file_without_end_is_a_finding() -> None:
    found = Engine([endless, explosive, fine], seconds=0.2).find(STAGE.recipes, FILES, FACTS)
    assert [(finding.path, finding.rule) for finding in found] == [
        ("a.py", "fine"),
        ("b.py", OUT_OF_TIME),
        ("c.py", OUT_OF_TIME),
    ]


def test_large_files_may_take_longer() -> None:
    def spin(times: int) -> int:
        return sum(1 for _ in range(times))

    assert limited(10_000_000, lambda: spin(3_000_000), seconds=0.01) == 3_000_000
    with pytest.raises(OutOfTime):
        limited(10, lambda: spin(10**9), seconds=0.01)


def test_other_threads_have_no_limit() -> None:
    made: list[int] = []
    thread = threading.Thread(target=lambda: made.append(limited(1, lambda: sum(range(2_000_000)), seconds=0.001)))
    thread.start()
    thread.join()
    assert made == [sum(range(2_000_000))]
