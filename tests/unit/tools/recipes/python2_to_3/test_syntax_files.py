"""What concerns a file as a whole: indentation and encoding."""

import pytest

from tests.support.recipes import run

NOOP = [
    ("tab-indentation", b"if x:\n\ty\n\tif z:\n\t\ty\n"),
    ("tab-indentation", b"if x:\n\ty\nif x:\n    y\n"),
    ("tab-indentation", b"if x:\n    f(a,\n\tb)\n    '''\n\tz'''\n\t# c\n\n\t\n    y\n"),
    ("tab-indentation", b"x = 1\t# c\n"),
    ("source-encoding", "# -*- coding: utf-8 -*-\nx = u'é'\n".encode()),
    ("source-encoding", "x = u'é'\n".encode()),
    ("source-encoding", "# vim: set fileencoding=iso-8859-15 :\nx = u'é'\n".encode("latin-1")),
    ("source-encoding", b"\xef\xbb\xbfx = 1\n"),
    ("source-encoding", b"#!/usr/bin/python\n# -*- coding: rot13 -*-\n"),
    ("source-encoding", b"# -*- coding: utf-8 -*-\nx = r'\xe9'\n"),
    ("source-encoding", b"x = 'coding: foo'\n"),
    ("source-encoding", b""),
    ("nul-byte", b"x = 1\n\x00\x00"),
]

REWRITE = [
    (
        "tab-indentation",
        b"class A:\n    def f(self):\n\treturn 1\n\nclass B:\n\tx = 1\n",
        b"class A:\n    def f(self):\n        return 1\n\nclass B:\n\tx = 1\n",
    ),
    (
        "tab-indentation",
        b"def f():\n\tx\n\tif y:\n\t\tz\n        w  # spaces\n",
        b"def f():\n\tx\n\tif y:\n\t\tz\n\tw  # spaces\n",
    ),
    (
        "tab-indentation",
        b"if x:\r\n  \ty(a,\r\n\tb)\r\n\tz = '''\r\n\tq'''\r\n",
        b"if x:\r\n\ty(a,\r\n\tb)\r\n\tz = '''\r\n\tq'''\r\n",
    ),
    ("source-encoding", b"x = '\xe9'\n", b"# -*- coding: latin-1 -*-\nx = '\xe9'\n"),
    (
        "source-encoding",
        b"#!/usr/bin/python\r\n# \xe9\r\n",
        b"#!/usr/bin/python\r\n# -*- coding: latin-1 -*-\r\n# \xe9\r\n",
    ),
    (
        "source-encoding",
        b"# -*- coding: utf-8 -*-\n# \xe9 \xc3\xa9\nx = 'a\xe9\xe8', u'\xc3\xa9'\n",
        b"# -*- coding: utf-8 -*-\n# \xc3\xa9 \xc3\xa9\nx = 'a\\xe9\\xe8', u'\xc3\xa9'\n",
    ),
    (
        "source-encoding",
        b"\xef\xbb\xbf# coding: latin-1\nx = '\xc3\xa9'\n",
        b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n",
    ),
    ("shebang", b"#!/usr/bin/env python\nx\n", b"#!/usr/bin/env python3\nx\n"),
    ("shebang", b"#! /usr/bin/python2.7 -u\nx\n", b"#! /usr/bin/python3 -u\nx\n"),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_file_that_is_left(recipe: str, source: bytes) -> None:
    assert run(recipe, source) == source


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_file_that_is_rewritten(recipe: str, before: bytes, after: bytes) -> None:
    assert run(recipe, before) == after
    assert run(recipe, after) == after


def test_shebang_of_python3_is_left() -> None:
    source = b"#!/usr/bin/env python3\n"
    assert run("shebang", source) == source
