"""Escapes and prefixes, literals that are compared, numbers that touch a keyword."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NOOP = [
    ("raw-unicode-literal", "r'x' + u'r' + \"ur''\"  # ur''\n"),
    ("unicode-escape-in-bytes", "u'\\u20ac' + r'\\u20ac' + '\\\\u20ac' + b'\\u'\n"),
    ("unicode-escape-in-bytes", "from __future__ import unicode_literals\nx = '\\u20ac'\n"),
    ("unicode-escape-in-bytes", "x = u('\\u20ac')\n"),
    ("unicode-escape-in-bytes", "if PY3:\n    x = '\\u20ac'\n"),
    ("invalid-escape", "'\\n\\\\d\\x41\\0' + r'\\d' + u'\\N{DASH}' + '\\\n'  # \\d\n"),
    ("octal-escape", "'\\377' + r'\\777' + '\\\\777'\n"),
    ("is-literal", "x is y or x is 'a' % b or x is 'a'.lower() or this == 1 or x is None\n"),
    ("is-literal", "x is 1 + y or x is -y or is64 or x is\\\n z\n"),
    ("number-gap", "1 if x else 0x1for(2)\nx1if = 3\n"),
]

REWRITE = [
    ("raw-unicode-literal", "ur'\\d+' + UR\"x\"\n", "r'\\d+' + R\"x\"\n"),
    ("raw-unicode-literal", "ur'[\\u2028\\d]'\n", "u'[\\u2028\\\\d]'\n"),
    ("raw-unicode-literal", "ur'\\\\u2028'\n", "r'\\\\u2028'\n"),
    ("raw-unicode-literal", "ur'\\\\\\u2028\\''\n", "u'\\\\\\\\\\u2028\\\\\\''\n"),
    ("unicode-escape-in-bytes", "p = 'c:\\users'\n", "p = 'c:\\\\users'\n"),
    ("unicode-escape-in-bytes", '"""Writes \\uXXXX."""\n', '"""Writes \\\\uXXXX."""\n'),
    ("unicode-escape-in-bytes", "'\\\\\\N{x}'\n", "'\\\\\\\\N{x}'\n"),
    ("unicode-escape-in-bytes", "if PY3:\n    x = '\\user'\n", "if PY3:\n    x = '\\\\user'\n"),
    ("invalid-escape", "re.compile('\\d\\.\\\\.')\n", "re.compile('\\\\d\\\\.\\\\.')\n"),
    ("invalid-escape", "b'\\d\\u' + u'\\d\\u0041'\n", "b'\\\\d\\\\u' + u'\\\\d\\u0041'\n"),
    ("octal-escape", "'\\777' + u'\\400'\n", "'\\xff' + u'\\u0100'\n"),
    ("is-literal", "if x is '': pass\n", "if x == '': pass\n"),
    ("is-literal", "x is  not 'a' 'b' and y is -1\n", "x != 'a' 'b' and y == -1\n"),
    ("number-gap", "[1if x else 2, 10or 3, 1.5for x in y]\n", "[1 if x else 2, 10 or 3, 1.5 for x in y]\n"),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_string_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_string_that_is_rewritten(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
