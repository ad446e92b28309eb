"""Builtins that go by other names."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
try:
    xrange
except NameError:
    xrange = range
for i in xrange(3):
    pass
""",
            id="a compatibility module",
        ),
        pytest.param(
            """\
import sys
if sys.version_info[0] < 3:
    text = unichr(3)
""",
            id="a version check",
        ),
        pytest.param("x = terminal.raw_input()\n", id="a method of that name"),
        pytest.param("f(xrange=1)\n", id="a keyword argument"),
        pytest.param('s = "xrange"  # xrange\n', id="a string"),
    ],
)
def test_renamed_builtin_leaves(source: str) -> None:
    check_noop("renamed-builtin", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("for i in xrange(3): pass\n", "for i in range(3): pass\n", id="a loop"),
        pytest.param("c = unichr(int(s, 16))\n", "c = chr(int(s, 16))\n", id="stdlib HTMLParser 2.7"),
        pytest.param("line = raw_input(self.prompt)\n", "line = input(self.prompt)\n", id="stdlib cmd 2.7"),
        pytest.param(
            "class Error(StandardError): pass\n", "class Error(Exception): pass\n", id="an exception hierarchy"
        ),
        pytest.param(
            """\
import __builtin__
__builtin__.unichr(3)
""",
            """\
import __builtin__
__builtin__.chr(3)
""",
            id="through the module",
        ),
    ],
)
def test_renamed_builtin_rewrites(before: str, after: str) -> None:
    check_rewrite("renamed-builtin", before, after)
