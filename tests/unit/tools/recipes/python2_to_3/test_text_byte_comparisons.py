"""One byte among bytes is a number in Python 3: comparing it with a character is always false."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

READ = "def f(p, n):\n    data = open(p, 'rb').read()\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("    return data[0] == '\\x00'\n", "    return data[0:1] == b'\\x00'\n", id="a header"),
        pytest.param("    return data[-1] != 'x'\n", "    return data[-1:] != b'x'\n", id="the last"),
        pytest.param("    return data[n] == 'q'\n", "    return data[n:n + 1] == b'q'\n", id="by a name"),
        pytest.param("    return data[n-1] == 'q'\n", "    return data[n-1:n-1 + 1] == b'q'\n", id="by a difference"),
        pytest.param("    return data[n+1] == 'q'\n", "    return data[n+1:n+2] == b'q'\n", id="by a sum"),
        pytest.param("    return data[0] in ('a', 'b')\n", "    return data[0:1] in ('a', 'b')\n", id="one of several"),
        pytest.param(
            "    for c in data:\n        if c == '\\n':\n            n += 1\n",
            "    for c in data:\n        if c == ord('\\n'):\n            n += 1\n",
            id="a loop",
        ),
        pytest.param(
            "    self.assertEqual(data[0], '!')\n", "    self.assertEqual(data[0:1], b'!')\n", id="an assertion"
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("byte-comparisons", READ + before, READ + after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(text):\n    return text[0] == 'x'\n", id="anything"),
        pytest.param(READ + "    return data[0:1] == 'x'\n", id="a slice: see bytes-literals"),
        pytest.param(READ + "    return data[n()] == 'x'\n", id="an index that does something"),
        pytest.param(READ + "    return data[0] == other\n", id="with something else"),
        pytest.param(READ + "    return data[0] in other\n", id="in something else"),
        pytest.param(READ + "    for c in data:\n        return c == 'ab'\n", id="no character"),
        pytest.param(
            READ + "    try:\n        return data[n] == 'x'\n    except IndexError:\n        return None\n",
            id="an end by an error",
        ),
        pytest.param(READ + "    return data[0] == 120\n", id="a number"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("byte-comparisons", source)
