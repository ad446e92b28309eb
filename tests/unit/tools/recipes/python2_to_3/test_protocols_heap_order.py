"""``__lt__`` for what a heap holds."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

SCHEDULED_CALL = """import heapq

class Call:
    def __init__(self, when):
        self.when = when

    def __le__(self, other):
        return self.when <= other.when

heapq.heappush([], Call(1))
"""


def test_a_scheduled_call_of_a_server_loop() -> None:
    check_rewrite(
        "heap-order",
        SCHEDULED_CALL,
        SCHEDULED_CALL.replace(
            "        return self.when <= other.when\n",
            "        return self.when <= other.when\n\n"
            "    def __lt__(self, other):\n        return not other <= self\n",
        ),
    )


@pytest.mark.parametrize(
    "source",
    [
        SCHEDULED_CALL.replace("import heapq", "import bisect"),
        SCHEDULED_CALL.replace("class Call:", "class Call:\n    def __lt__(self, other):\n        return 1\n"),
        SCHEDULED_CALL.replace("class Call:", "class Call:\n    def __cmp__(self, other):\n        return 1\n"),
        "import heapq\nx.__le__(y)\n",
    ],
)
def test_noop(source: str) -> None:
    check_noop("heap-order", source)
