"""Assertions that compare bytes with text."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

HEAD = "def test(self):\n    expected = 'hello'\n    body = open(p, 'rb').read()\n"
ANSWER = HEAD + "    app = lambda: answer(expected)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("(body, expected)", "(body, expected.encode('utf-8'))", id="a name that is used as text"),
        pytest.param("(expected, body)", "(expected.encode('utf-8'), body)", id="the other way round"),
        pytest.param("(body, expected % x)", "(body, (expected % x).encode('utf-8'))", id="a format by name"),
        pytest.param("(body, '%s: %s' % (x, y))", "(body, ('%s: %s' % (x, y)).encode('utf-8'))", id="a format"),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("compared-text", f"{ANSWER}    self.assertEqual{before}\n", f"{ANSWER}    self.assertEqual{after}\n")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(HEAD + "    self.assertEqual(body, expected)\n", id="a name for bytes alone: see bytes-literals"),
        pytest.param(ANSWER + "    self.assertEqual(body, other)\n", id="another name"),
        pytest.param(ANSWER + "    self.assertEqual(other, expected)\n", id="anything"),
        pytest.param(ANSWER + "    self.assertEqual(len(body), expected)\n", id="a number"),
        pytest.param(ANSWER + "    self.assertEqual(body, b'%s' % x)\n", id="bytes already"),
        pytest.param(
            HEAD.replace("'hello'", "make()") + "    self.assertEqual(body, expected)\n", id="whatever it is given"
        ),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("compared-text", source)
