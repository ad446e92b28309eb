"""Text that is encoded only to be shown."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITES = [
    pytest.param(
        "def quoted(obj):\n    if obj is None:\n        return 'NULL'\n    else:\n"
        "        if isinstance(obj, unicode): obj = obj.encode('utf8')\n        return repr(obj)\n",
        "def quoted(obj):\n    if obj is None:\n        return 'NULL'\n    else:\n        return repr(obj)\n",
        id="a value for SQL",
    ),
    pytest.param(
        "def shown(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf-8')\n    return '<%s>' % repr(s)\n",
        "def shown(s):\n    return '<%s>' % repr(s)\n",
        id="put into text",
    ),
]
NOOPS = [
    "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf8')\n    return repr(s) + s\n",
    "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf8')\n    log(repr(s))\n    out.write(s)\n",
    "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf8')\n    else:\n        g()\n    x(repr(s))\n",
    "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('ascii', 'replace')\n    return repr(s)\n",
    "def f(s, t):\n    if isinstance(s, unicode):\n        t = s.encode('utf8')\n    return repr(t)\n",
    "def f(s):\n    if isinstance(s, unicode):\n        n += 1\n        s = s.encode('utf8')\n    return repr(s)\n",
    "def f(s):\n    s = s.encode('utf8')\n    return repr(s)\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITES)
def test_shown_as_it_is(before: str, after: str) -> None:
    check_rewrite("plain-reprs", before, after)


@pytest.mark.parametrize("source", NOOPS)
def test_left_alone(source: str) -> None:
    check_noop("plain-reprs", source)
