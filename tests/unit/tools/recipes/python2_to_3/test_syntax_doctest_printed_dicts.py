"""Dicts that interactive examples print."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

REWRITE = [
    pytest.param(
        "'''\n>>> print f(x)\n{'b': 1, 'a': [2]}\n'''\n",
        "'''\n>>> from pprint import pprint\n>>> pprint(f(x), width=1000)\n{'a': [2], 'b': 1}\n'''\n",
        id="one",
    ),
    pytest.param(
        "def f():\n    '''\n    >>> for x in y:\n    ...     print(v.check(x), )\n    '''\n"
        "def g():\n    '''\n    >>> for x in y:\n    ...     print v.check(('t(%s)' % x), 3)\n"
        "    (3, {'t': 1, 'm': 2})\n    (3, {})\n    (3, {'a': 1, 'b': 2})\n\n    Done.\n    '''\n",
        "def f():\n    '''\n    >>> for x in y:\n    ...     print(v.check(x), )\n    '''\n"
        "def g():\n    '''\n    >>> from pprint import pprint\n    >>> for x in y:\n"
        "    ...     pprint(v.check(('t(%s)' % x), 3), width=1000)\n"
        "    (3, {'m': 2, 't': 1})\n    (3, {})\n    (3, {'a': 1, 'b': 2})\n\n    Done.\n    '''\n",
        id="a loop, each time another",
    ),
    pytest.param(
        "'''\n>>> from pprint import pprint\n>>> print(d)\n{'b': 1, 'a': 2}\n"
        ">>> print (d['x'])\n[{'d': 1, 'c': 2}]\n'''\n",
        "'''\n>>> from pprint import pprint\n>>> pprint(d, width=1000)\n{'a': 2, 'b': 1}\n"
        ">>> pprint(d['x'], width=1000)\n[{'c': 2, 'd': 1}]\n'''\n",
        id="imported already",
    ),
]
NOOP = [
    pytest.param("'''\n>>> print f()\n{'a': 1, 'b': 2}\n'''\n", id="in order"),
    pytest.param("'''\n>>> print f()\n{\"b\": 1, \"a\": 2}\n'''\n", id="another notation"),
    pytest.param("'''\n>>> print f()\n{'b': 1, 'a': 2} and so on\n'''\n", id="more than that"),
    pytest.param("'''\n>>> print f()\n{'b': 1, 'a': 2}\nand so on\n'''\n", id="more lines than that"),
    pytest.param("'''\n>>> print f()\n{1: 1, 0: 2}\n'''\n", id="numbers"),
    pytest.param("'''\n>>> print str(f())\n{'b': 1, 'a': 2}\n>>> print d.dumps()\n{'b': 1, 'a': 2}\n'''\n", id="text"),
    pytest.param("'''\n>>> print '%s' % f()\n{'b': 1, 'a': 2}\n'''\n", id="formatted text"),
    pytest.param("'''\n>>> print f(), g()\n{'b': 1, 'a': 2}\n'''\n", id="several values"),
    pytest.param("'''\n>>> if x:\n...     print f()\n{'b': 1, 'a': 2}\n'''\n", id="another statement around it"),
    pytest.param("'''\n>>> import pprint\n>>> print f()\n{'b': 1, 'a': 2}\n'''\n", id="the name is taken"),
    pytest.param("print f() # >>> print f()\n{'b': 1, 'a': 2}\n", id="code"),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_printed_dicts_have_an_order(before: str, after: str) -> None:
    check_rewrite("doctest-printed-dicts", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_doctest_printed_dicts_leaves(source: str) -> None:
    check_noop("doctest-printed-dicts", source)


def test_text_files_too() -> None:
    before = ">>> print f()\n{'b': 1, 'a': 2}\n"
    after = ">>> from pprint import pprint\n>>> pprint(f(), width=1000)\n{'a': 2, 'b': 1}\n"
    check_rewrite("doctest-printed-dicts", before, after, path="a.txt")


def test_with_the_statement_around_it() -> None:
    before = b"'''\n>>> for x in xrange(3):\n...     print f(x)\n{'b': 1, 'a': 2}\n'''\n"
    after = (
        b"'''\n>>> from pprint import pprint\n>>> for x in range(3):\n...     pprint(f(x), width=1000)\n"
        b"{'a': 2, 'b': 1}\n'''\n"
    )
    assert run_track({"a.py": before})["a.py"] == after
