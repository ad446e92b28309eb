"""``str.decode`` as a function."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    ("texts = map(str.decode, lines)\n", "texts = map(bytes.decode, lines)\n"),
    ("t = str.decode(data, 'utf-8')\n", "t = bytes.decode(data, 'utf-8')\n"),
    (
        "class S:\n    decode = wrap(method=str.decode)\n",
        "class S:\n    decode = wrap(method=bytes.decode)\n",
    ),
]

NOOP = [
    "t = bytes.decode(data)\nt = data.decode('ascii')\n",
    "def f(str): return str.decode('ascii')\n",
    "t = self.str.decode('ascii')\nt = str.decoded\nt = mystr.decode()\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_function_of_bytes(before: str, after: str) -> None:
    check_rewrite("decode-function", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_others_are_left(source: str) -> None:
    check_noop("decode-function", source)
