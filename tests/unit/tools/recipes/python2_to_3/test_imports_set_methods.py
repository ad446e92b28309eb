"""``union_update`` of ``sets.Set``."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("seen.union_update(new)\n", "seen.update(new)\n"),
        ("self._used.union_update([a for a in b])  # a matcher\n", "self._used.update([a for a in b])  # a matcher\n"),
        ("merge = total.union_update\n", "merge = total.update\n"),
    ],
)
def test_rewrite(before: str, after: str) -> None:
    check_rewrite("set-methods", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "seen.update(new)\n",
        "union_update(a, b)\n",
        "class Bag:\n    def union_update(self, other):\n        pass\n\nBag().union_update(1)\n",
        "'seen.union_update(new)'\n",
    ],
)
def test_noop(source: str) -> None:
    check_noop("set-methods", source)
