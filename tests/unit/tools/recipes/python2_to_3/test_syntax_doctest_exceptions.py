"""Expected tracebacks that name an exception's module."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

EXAMPLE = '''"""
>>> check('x')
Traceback (most recent call last):
    ...
{name}: the value is wrong
"""
'''
PATHS = ("pkg/__init__.py", "pkg/api.py", "pkg/sub/__init__.py")


@pytest.mark.parametrize(
    ("path", "code", "module"),
    [
        ("pkg/mod.py", "class BadValue(ValueError): pass\n", "pkg.mod"),
        ("mod.py", "class BadValue(ValueError): pass\n", "mod"),
        ("pkg/__init__.py", "class BadValue(ValueError): pass\n", "pkg"),
        ("pkg/mod.py", "from api import (Validator,\n    BadValue)\n", "pkg.api"),
        ("pkg/sub/mod.py", "from ..api import BadValue\n", "pkg.api"),
        ("pkg/mod.py", "from pkg.api import BadValue, Validator\n", "pkg.api"),
    ],
)
def test_exception_gets_its_module(path: str, code: str, module: str) -> None:
    before = EXAMPLE.format(name="BadValue") + code
    after = EXAMPLE.format(name=f"{module}.BadValue") + code
    check_rewrite("doctest-exception", before, after, path=path, paths=PATHS)


def test_exception_of_the_example_itself() -> None:
    before = (
        'def f():\n    """\n    >>> class E(Exception): pass\n    >>> raise E\n'
        '    Traceback (most recent call last):\n    E\n    """\n'
    )
    check_rewrite("doctest-exception", before, before.replace("    E\n", "    mod.E\n"), path="mod.py")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("mod.py", EXAMPLE.format(name="ValueError")),
        ("mod.py", EXAMPLE.format(name="mod.BadValue") + "class BadValue(ValueError): pass\n"),
        ("lib/mod.py", EXAMPLE.format(name="BadValue") + "class BadValue(ValueError): pass\n"),
        ("pkg/mod.py", EXAMPLE.format(name="BadValue") + "from pkg import BadValue\nfrom other import X as BadValue\n"),
        ("mod.py", '"""Prints Traceback (most recent call last):\nBadValue: x"""\nclass BadValue(ValueError): pass\n'),
    ],
)
def test_exception_that_is_left(path: str, source: str) -> None:
    check_noop("doctest-exception", source, path=path, paths=PATHS)
