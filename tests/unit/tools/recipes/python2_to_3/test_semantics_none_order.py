"""``None`` in ranges and in ``max``; checksums with a sign; slices of lists."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

RANGES = [
    (
        "def validate(value):\n    if 0 <= value <= 3: return value\n"
        "    if value is None: return None\n    raise ValueError\n",
        "def validate(value):\n    if value is not None and 0 <= value <= 3: return value\n"
        "    if value is None: return None\n    raise ValueError\n",
    ),
    (
        "def small(n):\n    if n < 3:\n        return n is None\n",
        "def small(n):\n    if n is None or n < 3:\n        return n is None\n",
    ),
    (
        "def big(n):\n    if n > 3 and ok:\n        return 1\n    return n is None\n",
        "def big(n):\n    if n is not None and n > 3 and ok:\n        return 1\n    return n is None\n",
    ),
]
NO_RANGES = [
    "def f(value):\n    if value is None: return None\n    if 0 <= value <= 3: return value\n",
    "def f(value):\n    if 0 <= value <= 3: return value\n    value = g(value)\n    if value is None: return None\n",
    "def f(value):\n    if value is not None and 0 <= value: return value\n    return value is None\n",
    "def f(value, other):\n    if other <= value: return value\n    return value is None\n",
    "def f(value):\n    return 0 <= value <= 3\n",
]


@pytest.mark.parametrize(("before", "after"), RANGES)
def test_none_is_outside_of_ranges(before: str, after: str) -> None:
    check_rewrite("none-ranges", before, after)


@pytest.mark.parametrize("source", NO_RANGES)
def test_ranges_without_none_stay(source: str) -> None:
    check_noop("none-ranges", source)


def test_none_is_the_least() -> None:
    check_rewrite(
        "none-largest",
        "def f(self):\n    self.at = max(self.head, self.foot)\n    if self.at is None: return\n    g(self.at)\n",
        "def f(self):\n"
        "    self.at = max((value for value in (self.head, self.foot) if value is not None), default=None)\n"
        "    if self.at is None: return\n    g(self.at)\n",
    )
    check_noop("none-largest", "def f(a, b):\n    at = max(a, b)\n    return at\n")
    check_noop("none-largest", "def f(a):\n    at = max(a)\n    if at is None: return\n")
    check_noop("none-largest", "from lib import max\n\ndef f(a, b):\n    at = max(a, b)\n    if at is None: return\n")


def test_checksums_are_signed_where_that_is_seen() -> None:
    check_rewrite(
        "signed-checksums",
        "import zlib\n\ncrc = ~zlib.crc32(data, -1)\n",
        "import zlib\n\ncrc = ~((zlib.crc32(data, -1) ^ 0x80000000) - 0x80000000)\n",
    )
    check_rewrite(
        "signed-checksums",
        "import struct\nfrom zlib import adler32\n\nhead = struct.pack('<i', adler32(data))\n",
        "import struct\nfrom zlib import adler32\n\n"
        "head = struct.pack('<i', ((adler32(data) ^ 0x80000000) - 0x80000000))\n",
    )
    check_noop("signed-checksums", "import zlib\n\ncrc = zlib.crc32(data) & 0xffffffff\n")
    check_noop("signed-checksums", "import zlib\n\ncrc = ~zlib.crc32(data) & 0xffffffff\n")
    check_noop("signed-checksums", "import struct, zlib\n\nhead = struct.pack('<I', zlib.crc32(data))\n")
    check_noop("signed-checksums", "from mine import crc32\n\ncrc = ~crc32(data)\n")


def test_slices_go_to_the_list() -> None:
    check_rewrite(
        "list-slices",
        "class Base(list):\n    pass\n\nclass Tags(Base):\n    def __delitem__(self, key):\n"
        '        """Delete."""\n        self.drop(key.lower())\n',
        "class Base(list):\n    pass\n\nclass Tags(Base):\n    def __delitem__(self, key):\n"
        '        """Delete."""\n        if isinstance(key, slice) and key.step is None:\n'
        "            return list.__delitem__(self, key)\n        self.drop(key.lower())\n",
    )
    check_noop("list-slices", "class Tags(dict):\n    def __delitem__(self, key):\n        self.drop(key.lower())\n")
    check_noop(
        "list-slices", "class T(list):\n    def __getitem__(self, i):\n        return wrap(list.__getitem__(self, i))\n"
    )
    check_noop(
        "list-slices",
        "class T(list):\n    def __getitem__(self, i):\n        return 1\n"
        "    def __getslice__(self, i, j):\n        return 2\n",
    )
