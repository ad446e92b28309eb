"""Expected tracebacks that name an exception's module."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

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


def test_the_root_may_be_a_package_itself() -> None:
    before = EXAMPLE.format(name="BadValue") + "class BadValue(Exception):\n    pass\n"
    after = before.replace("\nBadValue: ", "\npkg.mod.BadValue: ")
    check_rewrite("doctest-exception", before, after, path="pkg/mod.py", paths=("__init__.py", "pkg/__init__.py"))


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


API = b"class BadValue(ValueError):\n    pass\n"


@pytest.mark.parametrize(
    ("code", "others"),
    [
        pytest.param("from api import *\n", {"pkg/api.py": API}, id="all names of a module"),
        pytest.param("from pkg.checks import BadValue\n", {"pkg/api.py": API, "pkg/checks.py": b""}, id="handed on"),
        pytest.param("def check(v):\n    raise api.BadValue(v)\n", {"pkg/api.py": API}, id="by its module"),
    ],
)
def test_exception_of_another_file(code: str, others: dict[str, bytes]) -> None:
    before = EXAMPLE.format(name="BadValue") + code
    changed = run_track({"pkg/__init__.py": b"", "pkg/mod.py": before.encode(), **others})
    assert b"\npkg.api.BadValue: the value" in changed["pkg/mod.py"]


@pytest.mark.parametrize(
    ("name", "code", "others"),
    [
        pytest.param("BadValue", "from api import *\n", {"pkg/api.py": API, "pkg/b.py": API}, id="two of that name"),
        pytest.param("BadValue", "import api\n", {"pkg/api.py": API}, id="not a word of the file"),
        pytest.param(
            "KeyError", "from api import *\n", {"pkg/api.py": API.replace(b"BadValue", b"KeyError")}, id="a builtin"
        ),
    ],
)
def test_exception_of_no_file_for_sure(name: str, code: str, others: dict[str, bytes]) -> None:
    before = EXAMPLE.format(name=name) + code
    changed = run_track({"pkg/__init__.py": b"", "pkg/mod.py": before.encode(), **others})
    assert f"\n{name}: the value".encode() in changed["pkg/mod.py"]
