"""A source as Python reads it: what it looks like does not count."""

import pytest

from tools.checks.gate.reading import misleads, plain_code

READ = [
    ("import os, unittest as u\nu.main()\n", "unittest.main()"),
    ("import \\\n    unittest\n", "import unittest"),
    ("import \uff55nittest\n", "import unittest"),
    ("from os import (path,\n    _exit as leave)\nleave(1)\n", "os._exit(1)"),
    ("import sys as s\ns.modules['x']\n", "sys.modules['x']"),
    ("x = 1; import unittest\n", "import unittest"),
    ("__import__('unit' 'test')\n", "'unittest'"),
    ("__import__('unit' + 'test')\n", "'unittest'"),
    ("x = 1\rimport unittest\r", "import unittest"),
]


@pytest.mark.parametrize(("source", "seen"), READ)
def test_seen(source: str, seen: str) -> None:
    assert seen in plain_code(source.encode()).decode()


@pytest.mark.parametrize("source", ["x = 1  # import unittest\n", "f('', 'unit')\n", "print 'a'\n", "x = ''\n"])
def test_not_made_up(source: str) -> None:
    assert b"unittest" not in plain_code(source.encode())


@pytest.mark.parametrize("source", [b"", b"\0", b"\xff\xfe", b"# coding: nothing\n", b"# coding: rot13\nx\n", b"def ("])
def test_bad_sources_are_read(source: bytes) -> None:
    assert isinstance(plain_code(source), bytes)
    assert not misleads(source)


@pytest.mark.parametrize(
    ("source", "does"),
    [
        (b"# coding: utf-7\n+AGk-mport x\n", True),
        (b"# coding: unicode_escape\n\\x69mport x\n", True),
        ("# coding: utf-8\nx = '\u00e9'\n".encode(), False),
        ("# coding: latin-1\nx = '\u00e9'\n".encode("latin-1"), False),
        (b"\xef\xbb\xbfx = 1\r\ny = 2\n", False),
    ],
)
def test_an_encoding_may_not_mislead(source: bytes, does: bool) -> None:
    assert misleads(source) is does
