"""Messages of Python itself that tests expect, in the words of Python 3.12."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    ('self.assertEqual(str(e), "No module named spam")\n', "self.assertEqual(str(e), \"No module named 'spam'\")\n"),
    ("self.assertEqual(str(e), 'No module named spam')\n", "self.assertEqual(str(e), 'No module named \\'spam\\'')\n"),
    ("assert str(e) == \"global name 'a' is not defined\"\n", "assert str(e) == \"name 'a' is not defined\"\n"),
    (
        "self.assertTrue(\"local variable 'y' referenced before assignment\" in out)\n",
        "self.assertTrue(\"cannot access local variable 'y' where it is not associated with a value\" in out)\n",
    ),
    ("assert \"local variable 'y' referenced\" in out\n", "assert \"cannot access local variable 'y'\" in out\n"),
    (
        'eq_(e.args[0], "could not convert string to float: abc")\n',
        "eq_(e.args[0], \"could not convert string to float: 'abc'\")\n",
    ),
    (
        "def test():\n    try: load('pkg.mod.gone')\n"
        "    except AttributeError as e: assert str(e) == \"'module' object has no attribute 'gone'\"\n",
        "def test():\n    try: load('pkg.mod.gone')\n"
        "    except AttributeError as e: assert str(e) == \"module 'pkg.mod' has no attribute 'gone'\"\n",
    ),
    (
        "import pkg\ndef test(self):\n    try: load(['a', 'gone'], pkg)\n"
        "    except AttributeError as e: self.assertEqual(str(e), \"'module' object has no attribute 'gone'\")\n",
        "import pkg\ndef test(self):\n    try: load(['a', 'gone'], pkg)\n"
        "    except AttributeError as e: self.assertEqual(str(e), \"module 'pkg' has no attribute 'gone'\")\n",
    ),
]
NOOP = [
    pytest.param('"""No module named spam"""\nassert x\n', id="a docstring"),
    pytest.param('raise ImportError("No module named spam")\nassert x\n', id="not compared"),
    pytest.param('self.assertEqual(str(e), "No module named spam.eggs")\n', id="a dotted name"),
    pytest.param("self.assertEqual(str(e), \"No module named 'spam'\")\n", id="Python 3's words"),
    pytest.param("assert str(e) == \"'module' object has no attribute 'gone'\"\n", id="a module that is not named"),
    pytest.param("assert out == \"x: global name 'a' is not defined\"\n", id="part of a text"),
    pytest.param(
        "import sys\nif sys.version_info < (3,):\n    assert str(e) == 'No module named spam'\n",
        id="for Python 2 alone",
    ),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("error-wording", before, after, tests=frozenset({"module.py"}))


@pytest.mark.parametrize("source", NOOP)
def test_left_alone(source: str) -> None:
    check_noop("error-wording", source, tests=frozenset({"module.py"}))


def test_sources_that_are_no_tests_keep_their_words() -> None:
    check_noop("error-wording", REWRITE[0][0])
