"""What counts as asserting less, and what does not. Rows are bodies of one test, before and after."""

import pytest

from tools.checks.gate.shape import read_shape
from tools.checks.gate.weakening import weakenings

HEAD = "import unittest\n\n\nclass T(unittest.TestCase):\n"


def test_of(body: str) -> bytes:
    return (HEAD + "    def test_a(self):\n" + "".join(f"        {line}\n" for line in body.splitlines())).encode()


test_of.__test__ = False  # type: ignore[attr-defined]

SAME = [
    ("self.assertEquals(f(1), 2)", "self.assertEqual(f(1), 2)"),
    ("self.assert_(f(1))", "self.assertTrue(f(1))"),
    ("self.failUnless(f(1))", "self.assertTrue(f(1))"),
    ("self.failIf(f(1))", "self.assertFalse(f(1))"),
    ("self.failUnlessEqual(f(1), 2)", "self.assertEqual(f(1), 2)"),
    ("self.failUnlessRaises(E, f)", "self.assertRaises(E, f)"),
    ("self.assertItemsEqual(a, b)", "self.assertCountEqual(a, b)"),
    ("self.assertRegexpMatches(a, b)", "self.assertRegex(a, b)"),
    ("self.assertNotRegexpMatches(a, b)", "self.assertNotRegex(a, b)"),
    ("self.assertDictContainsSubset(a, b)", "self.assertEqual(b, dict(b, **a))"),
    ("self.assertEqual(d.keys(), [1])", "self.assertEqual(list(d.keys()), [1])"),
    ("print f(1)\nself.assertEqual(f(1), 2)", "print(f(1))\nself.assertEqual(f(1), 2)"),
    ("self.assert_(d.has_key(1))", "self.assertTrue(1 in d)"),
    ("assert f(1) <> 2", "assert f(1) != 2"),
    (
        "try:\n    f()\nexcept E, e:\n    self.assertEqual(e.x, 1)",
        "try:\n    f()\nexcept E as e:\n    self.assertEqual(e.x, 1)",
    ),
    (
        "try:\n    f()\nexcept E:\n    pass\nelse:\n    self.fail()",
        "try:\n    f()\nexcept E:\n    pass\nelse:\n    self.fail('x')",
    ),
    ("assert_raises(E, f)", "assertRaises(E, f)"),
    ("eq_(f(1), 2)", "eq_(f(1), 2, 'message')"),
    ("for x in xrange(3):\n    self.assertEqual(x, x)", "for x in range(3):\n    self.assertEqual(x, x)"),
    ("exec 'a = 1'\nself.assertEqual(a, 1)", "exec('a = 1')\nself.assertEqual(a, 1)"),
    ("raise SkipTest, 'x'", "raise SkipTest('x')"),
    ("self.assertEqual(`a`, 'a')", "self.assertEqual(repr(a), 'a')"),
    ("self.assertEqual('a', u'a')", "self.assertEqual('a', 'a')"),
    ("assert 1 == 1L", "assert 1 == 1"),
    ("def inner():\n    assert x\ninner()", "def inner():\n    assert x\ninner()"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_no_less(before: str, after: str) -> None:
    assert list(weakenings(read_shape(test_of(before)), read_shape(test_of(after)))) == []


LESS = [
    ("self.assertEqual(a, 1)", "pass", "asserts 0 times"),
    ("self.assertEqual(a, 1)\nassert b", "self.assertEqual(a, 1)", "asserts 1 times"),
    ("self.assertEqual(a, 1)", "self.assertTrue(a)", "compares 0 times"),
    ("self.assertRaises(E, f)", "self.assertTrue(f)", "compares 0 times"),
    ("assert a", "assert 1", "always holds"),
    ("assert a", "assert 'a'", "always holds"),
    ("assert a", "assert not None", "always holds"),
    ("assert a", "assert a or 1", "always holds"),
    ("assert a", "assert True and 1", "always holds"),
    ("assert a", "assert a == a", "always holds"),
    ("assert a", "assert (lambda: a)", "always holds"),
    ("assert a", "assert [a]", "always holds"),
    ("assert a", "assert (a, 'message')", "always holds"),
    ("self.assertFalse(a)", "self.assertFalse(False)", "always holds"),
    ("self.assertIs(a, b)", "self.assertIs(a, a)", "always holds"),
    ("assert a", "if True:\n    return\nassert a", "asserts 1 times|new return"),
    ("assert a", "if 0:\n    assert a", "asserts 0 times"),
    ("assert a", "if not True:\n    assert a", "asserts 0 times"),
    ("assert a", "if True:\n    pass\nelse:\n    assert a", "asserts 0 times"),
    ("assert a", "raise ValueError\nassert a", "asserts 0 times"),
    ("assert a", "try:\n    assert a\nexcept:\n    pass", "hides failed"),
    ("assert a", "try:\n    assert a\nexcept (ValueError, AssertionError):\n    x = 1", "hides failed"),
    ("assert a", "try:\n    assert a\nexcept self.failureException:\n    pass", "hides failed"),
    ("assert a", "try:\n    assert a\nfinally:\n    return", "hides failed"),
    (
        "assert a",
        "try:\n    try:\n        assert a\n    except E:\n        pass\nexcept Exception:\n    pass",
        "hides failed",
    ),
    ("assert a", "with pytest.raises(AssertionError):\n    assert a", "hides failed"),
    ("assert a", "with suppress(Exception):\n    assert a", "hides failed"),
    ("assert a", "skip('x')\nassert a", "newly skips"),
    ("assert a", "self.skipTest('x')\nassert a", "newly skips"),
    ("assert a", "pytest.xfail()\nassert a", "newly skips"),
    ("assert a", "pytest.exit('x')\nassert a", "newly skips"),
    ("assert a", "pytest.importorskip('x')\nassert a", "newly skips"),
    ("assert a", "f = lambda: self.assertTrue(a)", "moves assertions"),
    ("assert a", "self.assertTrue = print\nassert a", "replaces test machinery"),
    ("assert a", "del unittest.TestCase.assertEqual\nassert a", "replaces test machinery"),
    ("assert a", "mock.patch('unittest.TestCase.run').start()\nassert a", "replaces test machinery"),
    ("assert a", "yield\nassert a", "generator"),
]


@pytest.mark.parametrize(("before", "after", "why"), LESS)
def test_less(before: str, after: str, why: str) -> None:
    found = list(weakenings(read_shape(test_of(before)), read_shape(test_of(after))))
    assert any(any(word in sentence for word in why.split("|")) for sentence in found), found


def test_both_dialects_have_the_same_shape() -> None:
    old = b"def test_a():\n    print 'x'\n    assert f(1) == 2L\n    exec 'x' in y\n    assert `a` == u'a'\n"
    new = b"def test_a():\n    print('x')\n    assert f(1) == 2\n    exec('x', y)\n    assert repr(a) == 'a'\n"
    assert read_shape(old).functions == read_shape(new).functions


@pytest.mark.parametrize("source", [b"", b"\0", b"def (", b"class :\n  def", b"\xff\xfe", b"assert"])
def test_bad_source_has_some_shape(source: bytes) -> None:
    assert list(weakenings(read_shape(source), read_shape(source))) == []
