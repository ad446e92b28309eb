"""Small things of the library under names that are gone."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

MD5 = "try:\n    from hashlib import md5\nexcept ImportError:\n    from md5 import md5\n"
TRIED = "try:\n    h = md5(key).hexdigest()\nexcept TypeError:\n    h = md5.new(key).hexdigest()\n"

REWRITE = [
    pytest.param("hash-functions", MD5 + "md5.new('x')\n", MD5 + "md5('x')\n", id="a function"),
    pytest.param("hash-functions", MD5 + TRIED, MD5 + TRIED.replace(".new(key)", "(key.encode('utf-8'))"), id="tried"),
    pytest.param(
        "empty-classes",
        "import unittest\n\n\ndef f():\n    from pickle import _EmptyClass\n    return _EmptyClass()\n",
        "import unittest\n\n\nclass _EmptyClass(object):\n    pass\n\n\ndef f():\n    return _EmptyClass()\n",
        id="within a function",
    ),
    pytest.param("repr-slices", "x = repr(text)[2:-1]\n", "x = ascii(text)[1:-1]\n", id="a text's content"),
    pytest.param(
        "builtin-module-name",
        "x = {'type': '__builtin__.object'}\n",
        "x = {'type': 'builtins.object'}\n",
        id="what a test expects",
    ),
]
NOOP = [
    pytest.param("hash-functions", "try:\n    from hashlib import md5\nexcept E:\n    import md5\nmd5.new(x)\n"),
    pytest.param("hash-functions", "from crypto import md5\nmd5.new(x)\n"),
    pytest.param("empty-classes", "from mine import _EmptyClass\nfrom pickle import _EmptyClass, loads\n"),
    pytest.param("repr-slices", "x = repr(y)[1:-1]\nz = show(y)[2:-1]\nb = repr(b'x')[2:-1]\n"),
    pytest.param("builtin-module-name", "x = {'type': '__builtin__.nothing_of_it'}\n"),
]


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_rewrite(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after, path="tests/test_a.py", tests=("tests/test_a.py",))


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_noop(recipe: str, source: str) -> None:
    check_noop(recipe, source, path="tests/test_a.py", tests=("tests/test_a.py",))


def test_what_data_is_called_stays_in_sources() -> None:
    check_noop("builtin-module-name", "x = {'type': '__builtin__.object'}\n")
