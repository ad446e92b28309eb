"""Functions of the string module."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
import string
def f(string):
    return string.lower()
""",
            id="a parameter called string",
        ),
        pytest.param(
            """\
import string
x = string.digits + string.capwords(s)
""",
            id="what is still there",
        ),
        pytest.param(
            """\
from os.path import join
x = join(a, b)
""",
            id="another module",
        ),
    ],
)
def test_string_function_leaves(source: str) -> None:
    check_noop("string-function", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
import string
x = string.join(words, ",")
""",
            """\
import string
x = ",".join(words)
""",
            id="stdlib mimetools 2.7",
        ),
        pytest.param(
            """\
import string
try:
    x = string.atoi(s)
except string.atoi_error:
    x = 0
""",
            """\
import string
try:
    x = int(s)
except ValueError:
    x = 0
""",
            id="errors",
        ),
        pytest.param(
            """\
import string
x = string.join(words)
""",
            """\
import string
x = ' '.join(words)
""",
            id="without a separator",
        ),
        pytest.param(
            """\
import string
x = string.replace(string.lower(s), "a", "b")
""",
            """\
import string
x = s.lower().replace("a", "b")
""",
            id="nested",
        ),
        pytest.param(
            """\
import string
x = map(string.strip, xs)
""",
            """\
import string
x = map(str.strip, xs)
""",
            id="handed on",
        ),
        pytest.param(
            """\
import string
x = string.letters
""",
            """\
import string
x = string.ascii_letters
""",
            id="letters",
        ),
        pytest.param(
            """\
import string
x = string.atoi("7", 8)
""",
            """\
import string
x = int("7", 8)
""",
            id="numbers",
        ),
        pytest.param(
            """\
from string import split
x = split(s, ":")
""",
            """\
from string import split
x = s.split(":")
""",
            id="imported by name",
        ),
    ],
)
def test_string_function_rewrites(before: str, after: str) -> None:
    check_rewrite("string-function", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from string import digits, Template\n", id="what is still there"),
    ],
)
def test_string_import_leaves(source: str) -> None:
    check_noop("string-import", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
from string import join
x = 1
""",
            "x = 1\n",
            id="functions",
        ),
        pytest.param(
            "from string import join, letters, digits\n",
            "from string import ascii_letters as letters, digits\n",
            id="letters among them",
        ),
    ],
)
def test_string_import_rewrites(before: str, after: str) -> None:
    check_rewrite("string-import", before, after)
