"""Recipes of one run do not mistake each other's work for the author's."""

import pytest

from tests.support.recipes import run_track


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'print "a" + `x`\nr = xrange(3)\ns = range(3)\nxs.sort(lambda a, b: cmp(f(a), b) or cmp(a, b))\n',
            [b"r = range(3)\n", b"s = list(range(3))\n"],
            id="what xrange became stays lazy",
        ),
        pytest.param(
            "from itertools import imap, count\nx = imap(f, count())\ny = apply(f, apply(g, (map(h, z),)))\n",
            [b"x = map(f, count())\n", b"list(map(h, z))"],
            id="what imap became stays lazy",
        ),
        pytest.param(
            'a = raw_input("a")\nb = input("b")\nc = apply(f, apply(g, (h,)))\n',
            [b'a = input("a")\n', b'b = eval(input("b"))\n'],
            id="what raw_input became is not evaluated",
        ),
    ],
)
def test_rounds(before: str, after: list[bytes]) -> None:
    result = run_track({"m.py": before.encode()})["m.py"]
    for line in after:
        assert line in result
