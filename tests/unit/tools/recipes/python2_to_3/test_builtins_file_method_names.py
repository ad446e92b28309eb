"""Names of methods of files that wrappers list."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "class F:\n    PROXIED = ('__iter__', 'flush', 'next', 'read',\n               'readline', 'xreadlines',"
            " 'seek')\n",
            "class F:\n    PROXIED = ('__iter__', 'flush', '__next__', 'read',\n               'readline', 'seek')\n",
            id="a proxy",
        ),
        pytest.param(
            'for n in ["read", "write", "seek", "tell", "xreadlines"]:\n    setattr(o, n, getattr(f, n))\n',
            'for n in ["read", "write", "seek", "tell"]:\n    setattr(o, n, getattr(f, n))\n',
            id="the last one",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("file-method-names", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("NAMES = ('next', 'xreadlines', 'pop')\n", id="others"),
        pytest.param("NAMES = ('read', 'seek', 'tell', 'write', 'next')\n", id="no xreadlines"),
        pytest.param("NAMES = ('read', 'seek', 'tell', 'write', other, 'xreadlines')\n", id="computed"),
        pytest.param("if name in ('read', 'seek', 'tell', 'write', 'xreadlines'): pass\n", id="a test of a name"),
        pytest.param("getattr(f, 'xreadlines')\n", id="alone"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("file-method-names", source)
