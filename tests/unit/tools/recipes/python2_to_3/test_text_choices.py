"""Strings that a setting keeps as text or encodes."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

BRANCHES = """\
class Entry:
    def read(self, node):
        if KIND is unicode:
            self.text = node.text
        else:
            self.text = node.text{encode}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            BRANCHES.format(encode=".encode(KIND)"), BRANCHES.format(encode=""), id="elements as plain strings"
        ),
        pytest.param(
            "def f(s):\n    if self.kind == unicode:\n        return g(s, 1)\n    else:\n"
            "        return g(s.encode(\n            'utf-8'), 1)\n",
            "def f(s):\n    if self.kind == unicode:\n        return g(s, 1)\n    else:\n        return g(s, 1)\n",
            id="an argument",
        ),
        pytest.param(
            "x = s if kind is unicode else s.encode(kind)\n", "x = s if kind is unicode else s\n", id="an expression"
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("text-choices", before, after)


def test_with_all_of_the_track() -> None:
    (text,) = run_track({"m.py": BRANCHES.format(encode=".encode(KIND)").encode()}).values()
    assert text.decode() == BRANCHES.format(encode="").replace("unicode", "str")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = s if isinstance(s, unicode) else s.encode('utf-8')\n", id="a test of the string itself"),
        pytest.param("x = t if kind is unicode else s.encode(kind)\n", id="two strings"),
        pytest.param("x = s if kind is str else s.encode(kind)\n", id="no choice of unicode"),
        pytest.param("if kind is unicode:\n    x = s\nelse:\n    y()\n    x = s.encode(kind)\n", id="more is done"),
        pytest.param(
            "if kind is unicode:\n    x = s\nelif kind:\n    x = t\nelse:\n    x = s.encode(kind)\n", id="three ways"
        ),
        pytest.param("if kind is unicode:\n    x = s\nx = s.encode(kind)\n", id="no else"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("text-choices", source)
