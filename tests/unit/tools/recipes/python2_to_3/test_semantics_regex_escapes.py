"""Letters that mean nothing after a backslash."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile(r'\\\\U[0-9]\\d\\u0041\\w')\n",
        "import re\nre.sub(r'(?P<a>b)', r'\\g<a>', s)\n",
        "paths = [r'C:\\Users\\me', (r'C:\\Program Files (x86)\\Python', 1)]\n",
        "import re\nre.compile(r'\\y(')\n",
        "import re\nf(r'\\U[0-9]+')\n",
    ],
)
def test_regex_escapes_leaves(source: str) -> None:
    check_noop("regex-escapes", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import re\nre.compile(r'\\\\x|\\U[0-9]{8}')\n", "import re\nre.compile(r'\\\\x|U[0-9]{8}')\n"),
        # a lexer's table
        ('t = [(r\'"(?:\\U[a-f]+|[^"])*"\', String)]\n', 't = [(r\'"(?:U[a-f]+|[^"])*"\', String)]\n'),
        ("t = [(r'(?:\\U|'\n r'\\d)', String)]\n", "t = [(r'(?:U|'\n r'\\d)', String)]\n"),
        ("import re\nre.match(r'\\y\\s\\z', s)\n", "import re\nre.match(r'y\\sz', s)\n"),
    ],
)
def test_regex_escapes(before: str, after: str) -> None:
    check_rewrite("regex-escapes", before, after)
