"""Dicts that interactive examples show."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    pytest.param(
        "def f():\n    \"\"\"\n    >>> v.go({'state': 'IL'}, None)\n    {'country': 'US', 'state': 'IL'}\n    \"\"\"\n",
        "def f():\n    \"\"\"\n    >>> v.go({'state': 'IL'}, None) == {'country': 'US', 'state': 'IL'}\n"
        '    True\n    """\n',
        id="a default put in",
    ),
    pytest.param(
        "'''\n>>> d\n{'b': 1, 'a': [2]}\n>>> 1\n1\n'''\n",
        "'''\n>>> d == {'b': 1, 'a': [2]}\nTrue\n>>> 1\n1\n'''\n",
        id="a name, and another example",
    ),
]
NOOP = [
    pytest.param("'''\n>>> f(a=1, b=2)\n{'a': 1, 'b': 2}\n'''\n", id="named in that order"),
    pytest.param("'''\n>>> f()\n{'a': 1}\n'''\n", id="one key"),
    pytest.param("'''\n>>> f()\n{1: 'a', 0: 'b'}\n'''\n", id="numbers"),
    pytest.param("'''\n>>> print(f())\n{'a': 1, 'b': 2}\n'''\n", id="printed"),
    pytest.param("'''\n>>> print f()\n{'a': 1, 'b': 2}\n'''\n", id="printed by a statement"),
    pytest.param("'''\n>>> for x in y: x\n{'a': 1, 'b': 2}\n'''\n", id="a loop"),
    pytest.param("'''\n>>> f()\n{'a': 1,\n 'b': 2}\n'''\n", id="several lines"),
    pytest.param("'''\n>>> f()\n{'a': 1, 'b': ...}\n...more\n'''\n", id="more of it"),
    pytest.param("'''\n>>> f() or g()\n{'a': 1, 'b': 2}\n'''\n", id="what would need parentheses"),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_dicts_are_compared(before: str, after: str) -> None:
    check_rewrite("doctest-dicts", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_doctest_dicts_leaves(source: str) -> None:
    check_noop("doctest-dicts", source)


def test_text_files_too() -> None:
    check_rewrite("doctest-dicts", ">>> f()\n{'b': 1, 'a': 2}\n", ">>> f() == {'b': 1, 'a': 2}\nTrue\n", path="a.txt")


def test_text_with_line_ends_is_shown_without_a_prefix() -> None:
    check_rewrite("doctest-output", ">>> f()\nu'a\\n'\n", ">>> f()\n'a\\n'\n", path="a.doctests")
    check_rewrite("doctest-output", "'''\n>>> f()\nu'a\\\\n'\n'''\n", "'''\n>>> f()\n'a\\\\n'\n'''\n")
    check_rewrite("doctest-output", ">>> f()\nu'<a id=\"b\">'\n", ">>> f()\n'<a id=\"b\">'\n", path="a.txt")
    check_noop("doctest-output", ">>> f()\nu'a\\xe9'\n", path="a.txt")
