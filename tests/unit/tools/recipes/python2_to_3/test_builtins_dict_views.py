"""Views where lists were."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
for k in d.keys():
    print(k)
""",
            id="a loop",
        ),
        pytest.param(
            """\
for k in d.keys():
    d[k] = 1
""",
            id="a loop that stores under its own key",
        ),
        pytest.param("n = len(d.keys())\n", id="a count"),
        pytest.param("same = a.keys() == b.keys()\n", id="two views"),
        pytest.param("x = config.items('section')[0]\n", id="a method with arguments"),
        pytest.param("if not d.keys(): pass\n", id="truth"),
        pytest.param("for channel in channels.values():\n    other.close()\n    channel.close(1)\n", id="another"),
        pytest.param("store.keys().AndReturn([1])\n", id="a mock"),
        pytest.param(
            """\
class A:
    def keys(self): return []
    def f(self):
        return self.keys()[0]
""",
            id="a class that says what keys are",
        ),
    ],
)
def test_dict_view_leaves(source: str) -> None:
    check_noop("dict-view", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = d.keys()[0]\n", "x = list(d.keys())[0]\n", id="an index"),
        pytest.param("self._keys = dict.keys(self)\n", "self._keys = list(dict.keys(self))\n", id="of dict itself"),
        pytest.param(
            """\
keys = d.keys()
keys.sort()
""",
            """\
keys = list(d.keys())
keys.sort()
""",
            id="stdlib ConfigParser 2.7",
        ),
        pytest.param(
            """\
for k in d.keys():
    if k: del d[k]
""",
            """\
for k in list(d.keys()):
    if k: del d[k]
""",
            id="a loop that deletes",
        ),
        pytest.param(
            """\
for k in self.d.values():
    self.drop(k)
""",
            """\
for k in list(self.d.values()):
    self.drop(k)
""",
            id="a loop that calls back",
        ),
        pytest.param(
            """\
import sys
for n in sys.modules.keys():
    f(n)
""",
            """\
import sys
for n in list(sys.modules.keys()):
    f(n)
""",
            id="stdlib test support 2.7",
        ),
        pytest.param(
            "for name, value in globals().items():\n    f(name)\n",
            "for name, value in list(globals().items()):\n    f(name)\n",
            id="names, which the loop itself binds",
        ),
        pytest.param(
            "for key, channel in channels.items():\n    if channel.idle:\n        channel.close()\n",
            "for key, channel in list(channels.items()):\n    if channel.idle:\n        channel.close()\n",
            id="elements that may leave by themselves",
        ),
        pytest.param("d.values().sort()\n", "list(d.values()).sort()\n", id="sorted in place"),
        pytest.param(
            """\
def f(d):
    list = d.keys()
    list.sort()
""",
            """\
def f(d):
    list = [*d.keys()]
    list.sort()
""",
            id="a variable called list",
        ),
        pytest.param("x = a.items() + b.items()\n", "x = list(a.items()) + list(b.items())\n", id="a sum"),
        pytest.param(
            """\
def f(d):
    return d.values()
""",
            """\
def f(d):
    return list(d.values())
""",
            id="a result",
        ),
        pytest.param(
            """\
C = {}
def purge(k):
    del C[k]
def clear():
    for k in C.keys():
        purge(k)
""",
            """\
C = {}
def purge(k):
    del C[k]
def clear():
    for k in list(C.keys()):
        purge(k)
""",
            id="a global changed by a function of the file",
        ),
        pytest.param(
            "def triples(self):\n    for s in self.spo.keys():\n        yield s\n",
            "def triples(self):\n    for s in list(self.spo.keys()):\n        yield s\n",
            id="a store that may be changed while it is asked",
        ),
        pytest.param(
            "for u in adj[n].keys():\n    del adj[u][n]\n",
            "for u in list(adj[n].keys()):\n    del adj[u][n]\n",
            id="a graph's loops",
        ),
    ],
)
def test_dict_view_rewrites(before: str, after: str) -> None:
    check_rewrite("dict-view", before, after)
