"""Assertions and pytest features that are gone."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tests.support.recipes import TRACK, check_noop, check_rewrite
from tools.recipes.registry import load

REWRITE = [
    ("unittest-aliases", "self.assertEquals(a, b)\n", "self.assertEqual(a, b)\n"),
    ("unittest-aliases", "self.failUnless(a, 'm'); self.assert_(a)\n", "self.assertTrue(a, 'm'); self.assertTrue(a)\n"),
    ("unittest-aliases", "self.failUnlessRaises(E, f, 1)\n", "self.assertRaises(E, f, 1)\n"),
    ("unittest-aliases", "self.assertItemsEqual(a, b)\n", "self.assertCountEqual(a, b)\n"),
    ("unittest-aliases", "with tc.assertRaisesRegexp(E, 'x'): f()\n", "with tc.assertRaisesRegex(E, 'x'): f()\n"),
    (
        "unittest-aliases",
        "import unittest\ncheck = unittest.TestCase.failIf\n",
        "import unittest\ncheck = unittest.TestCase.assertFalse\n",
    ),
    (
        "assert-dict-contains-subset",
        "self.assertDictContainsSubset({'a': 1}, d, 'm')\n",
        "self.assertEqual(d, {**d, **{'a': 1}}, 'm')\n",
    ),
    (
        "pytest-funcarg",
        "import pytest\ndef pytest_funcarg__db(request):\n    return 1\n",
        "import pytest\n@pytest.fixture\ndef db(request):\n    return 1\n",
    ),
    (
        "raises-string",
        "def test():\n    py.test.raises(ValueError, 'int(\"x\")')\n",
        'def test():\n    with py.test.raises(ValueError): int("x")\n',
    ),
    (
        "moved-names",
        "from nose.tools import assert_equals, ok_\nassert_equals(1, 1)\n",
        "from nose.tools import assert_equal, ok_\nassert_equal(1, 1)\n",
    ),
    ("moved-names", "import py\npy.test.skip('x')\n", "import pytest\nimport py\npytest.skip('x')\n"),
    ("renamed-modules", "import py.test\npy.test.skip('x')\n", "import pytest\npytest.skip('x')\n"),
    (
        "renamed-modules",
        "import unittest2\nclass T(unittest2.TestCase): pass\n",
        "import unittest\nclass T(unittest.TestCase): pass\n",
    ),
    ("renamed-modules", "import unittest2 as unittest\n", "import unittest\n"),
]

NOOP = [
    ("unittest-aliases", "class T(C):\n    def failUnless(self, x): pass\n    def test(self): self.failUnless(1)\n"),
    ("unittest-aliases", "class T(C):\n    failIf = C.assertFalse\n    def test(self): self.failIf(1)\n"),
    ("unittest-aliases", "import numpy as np\nnp.assert_(x)\nfrom numpy import testing\ntesting.assert_(1)\n"),
    ("unittest-aliases", "assertEquals(a, b)\nself.assertEqual(a, b)\n"),
    ("raises-string", "pytest.raises(E, f)\npytest.raises(E, 'a\\nb')\nx = pytest.raises(E, 'f()')\n"),
]


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_assertion_that_is_still_there(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_name_that_is_not_unittests(recipe: str, source: str) -> None:
    check_noop(recipe, source)


def findings(recipe: str, path: str, source: str) -> list[int]:
    facts = ProjectFacts(frozenset({path}), ("",), frozenset({path}))
    return [finding.line for finding in load(TRACK).engine.find([recipe], {path: source.encode()}, facts)]


def test_tests_that_yield_are_found() -> None:
    text = (
        "def test_a():\n    yield f, 1\n    yield f, 2\n\n\n"
        "@fixture\ndef test_b():\n    yield 1\n\n\ndef c():\n    yield\n"
    )
    assert findings("yield-tests", "test_a.py", text) == [2]


def test_legacy_environments_are_found() -> None:
    assert findings("legacy-environments", "tox.ini", "[tox]\nenvlist = py26, py27\n") == [2]
    assert findings("legacy-environments", "tox.ini", "[tox]\nenvlist = py312\n") == []
