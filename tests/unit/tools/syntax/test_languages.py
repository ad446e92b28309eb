"""Languages by name and by first line."""

import pytest

from tools.syntax.languages import count_lines, language_of


@pytest.mark.parametrize(
    ("path", "head", "language"),
    [
        ("a/b.py", b"", "Python"),
        ("a/b.PY", b"", "Python"),
        ("gui.pyw", b"", "Python"),
        ("SConstruct", b"", "Python"),
        ("deploy/wscript", b"", "Python"),
        ("bin/tool", b"#!/usr/bin/env python2.7\nprint 1\n", "Python"),
        ("bin/tool", b"#! /usr/bin/jython\n", "Python"),
        ("bin/tool", b"\xef\xbb\xbf#!/usr/bin/python\n", "Python"),
        ("bin/tool", b"# -*- mode: python; coding: utf-8 -*-\n", "Python"),
        ("bin/run", b"#!/bin/sh\n", "Shell"),
        ("bin/run", b"#!/usr/bin/env bash\n", "Shell"),
        ("bin/run", b"#!/usr/bin/perl -w\n", "Perl"),
        ("bin/run", b"#!/usr/bin/fish\n", "Other"),
        ("README", b"hello", "Other"),
        ("LICENSE", b"", "Other"),
        ("fast.pyx", b"", "Cython"),
        ("ext/fast.c", b"", "C"),
        ("docs/index.rst", b"", "reStructuredText"),
        ("data.py", b"\0\1", "Binary"),
        ("picture.png", b"\x89PNG\0", "Binary"),
        ("wide.txt", b"\xff\xfea\0", "Text"),
    ],
)
def test_language(path: str, head: bytes, language: str) -> None:
    assert language_of(path, head) == language


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"a\r\nb\r\n", 2), (b"a\rb\r", 2), (b"\n\n", 2)],
)
def test_lines(data: bytes, lines: int) -> None:
    assert count_lines(data) == lines
