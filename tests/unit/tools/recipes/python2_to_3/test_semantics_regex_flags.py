"""Flags inside patterns."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import re\nre.compile(r'a|b(?i)')\n", "import re\nre.compile(r'(?i)a|b')\n"),
        # a template engine's tokens
        ("import re\nre.compile('%s|%s(?s)' % (a, b))\n", "import re\nre.compile('(?s)%s|%s' % (a, b))\n"),
        ("from re import match\nmatch('a'\n  'b(?x)', s)\n", "from re import match\nmatch('(?x)a'\n  'b', s)\n"),
        (
            "import re\nclass A:\n    _x = r'%s[a-z](?i)'\n    def f(self, a): return re.compile(self._x % a)\n",
            "import re\nclass A:\n    _x = r'(?i)%s[a-z]'\n    def f(self, a): return re.compile(self._x % a)\n",
        ),
        # a lexer's table
        (
            "tokens = {'root': [(r'(<%)(.*?)(%>)(?s)', Tag), (r'a' r'[b](?i)', B), r'c', 'd(?i)']}\n",
            "tokens = {'root': [(r'(?s)(<%)(.*?)(%>)', Tag), (r'(?i)a' r'[b]', B), r'c', 'd(?i)']}\n",
        ),
        ("import re\nre.sub('x(?i)y(?s)', '', s)\n", "import re\nre.sub('(?s)(?i)xy', '', s)\n"),
    ],
)
def test_flags_move_to_the_start(before: str, after: str) -> None:
    check_rewrite("regex-flags", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile('(?i)a')\nre.compile('a(?i:b)')\nre.compile(r'a\\(?i)')\nre.compile('[(?i)]')\n",
        "import re\nhelp = 'write a(?i)'\nre.compile(helper)\nf(help)\n",
        "cases = [(r'(?s)a', 1), (r'b(?s)c', 2), (r'a)(?s)', 3), (r'a(?s)' + x, 4)]\nsay(r'write (?i)')\n",
        "import re\nf('a(?i)')\nre.compile(x, 'a(?i)')\nre.compile(x + 'a(?i)')\n",
    ],
)
def test_flags_that_are_left(source: str) -> None:
    check_noop("regex-flags", source)
