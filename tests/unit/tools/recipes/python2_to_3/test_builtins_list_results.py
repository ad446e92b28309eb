"""Where lists are used, lists are made."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("for a, b in zip(x, y): pass\n", id="a loop"),
        pytest.param("s = ', '.join(map(str, xs))\n", id="a join"),
        pytest.param("x = list(map(f, xs))\n", id="wrapped already"),
        pytest.param("a, b = map(int, pair)\n", id="unpacking"),
        pytest.param("x = sorted(zip(a, map(f, b)))\n", id="a nested lazy call"),
        pytest.param(
            """\
def f():
    r = range(3)
    for i in r: pass
    for i in r: pass
    return len(r)
""",
            id="a range gone through twice",
        ),
        pytest.param(
            """\
from itertools import imap as map
x = map(f, xs)
""",
            id="an imported iterator",
        ),
        pytest.param("f(*map(g, xs))\n", id="a star"),
        pytest.param('x = ws.range("A1")[0]\n', id="a range of another kind"),
    ],
)
def test_list_result_leaves(source: str) -> None:
    check_noop("list-result", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = zip(a, b)[0]\n", "x = list(zip(a, b))[0]\n", id="an index"),
        pytest.param("x = range(3) + [4]\n", "x = list(range(3)) + [4]\n", id="stdlib random 2.7"),
        pytest.param("map(f, xs)\n", "list(map(f, xs))\n", id="a call for its effects"),
        pytest.param(
            """\
def f():
    return filter(None, x)
""",
            """\
def f():
    return list(filter(None, x))
""",
            id="a result",
        ),
        pytest.param(
            """\
def f():
    r = range(3)
    r.append(4)
""",
            """\
def f():
    r = list(range(3))
    r.append(4)
""",
            id="a local list that grows",
        ),
        pytest.param(
            "for p in map(None, a, b): pass\n",
            """\
from itertools import zip_longest
for p in zip_longest(a, b): pass
""",
            id="map with None",
        ),
        pytest.param("x = map(None, a)\n", "x = list(a)\n", id="map with None and one list"),
        pytest.param(
            "s = filter(str.isdigit, phone)\n", "s = ''.join(filter(str.isdigit, phone))\n", id="a filtered text"
        ),
        pytest.param(
            "s = filter(lambda c: unicodedata.category(unicode(c)) != 'Cf', text)\n",
            "s = ''.join(filter(lambda c: unicodedata.category(unicode(c)) != 'Cf', text))\n",
            id="characters by their category",
        ),
        pytest.param("if filter(f, xs): pass\n", "if list(filter(f, xs)): pass\n", id="truth"),
    ],
)
def test_list_result_rewrites(before: str, after: str) -> None:
    check_rewrite("list-result", before, after)
