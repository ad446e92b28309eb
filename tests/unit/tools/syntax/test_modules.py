"""Module names, roots, and what an import reaches."""

import pytest

from tools.syntax.imports import Import, imports
from tools.syntax.lexical import Lexed
from tools.syntax.modules import Modules, find_roots

PACKAGE = (
    "setup.py",
    "pkg/__init__.py",
    "pkg/a.py",
    "pkg/json.py",
    "pkg/sub/__init__.py",
    "pkg/sub/b.py",
    "tests/test_a.py",
    "tests/helper.py",
    "tools/run.py",
    "ext/_fastmodule.c",
)


def reached(modules: Modules, path: str, statement: str, python3: bool = False) -> tuple[str, ...]:
    (item,) = imports(Lexed(statement.encode()), python3=python3)
    return modules.resolve(path, item)


@pytest.mark.parametrize(
    ("paths", "declared", "roots"),
    [
        (PACKAGE, (), ("",)),
        (("src/pkg/__init__.py",), (), ("", "src")),
        (("lib/thing.py",), (), ("", "lib")),
        (("code/pkg/__init__.py",), ("code",), ("code", "")),
        (("x/y/pkg/__init__.py", "pkg2/__init__.py"), (), ("", "x/y")),
        (("pkg/__init__.py",), ("../out", "./"), ("",)),
    ],
)
def test_roots(paths: tuple[str, ...], declared: tuple[str, ...], roots: tuple[str, ...]) -> None:
    assert find_roots(paths, declared) == roots


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("setup.py", "setup"),
        ("pkg/__init__.py", "pkg"),
        ("pkg/sub/b.py", "pkg.sub.b"),
        ("tests/test_a.py", "test_a"),
        ("ext/_fastmodule.c", None),
    ],
)
def test_names(path: str, name: str | None) -> None:
    assert Modules(PACKAGE).name(path) == name


def test_names_below_src() -> None:
    paths = ("src/pkg/__init__.py", "src/pkg/a.py")
    assert Modules(paths, find_roots(paths)).name("src/pkg/a.py") == "pkg.a"


def test_a_file_that_cannot_be_imported_has_no_name() -> None:
    assert Modules(("my-script.py",)).name("my-script.py") is None


@pytest.mark.parametrize(
    ("path", "statement", "files"),
    [
        ("pkg/a.py", "import json", ("pkg/json.py",)),
        ("pkg/a.py", "import sub.b", ("pkg/sub/b.py",)),
        ("pkg/a.py", "from sub import b", ("pkg/sub/b.py",)),
        ("pkg/a.py", "from pkg.sub import b", ("pkg/sub/b.py",)),
        ("pkg/a.py", "from pkg import VERSION, a", ("pkg/__init__.py", "pkg/a.py")),
        ("pkg/a.py", "from pkg import *", ("pkg/__init__.py",)),
        ("pkg/a.py", "import pkg.sub.b", ("pkg/sub/b.py",)),
        ("pkg/a.py", "from . import sub", ("pkg/sub/__init__.py",)),
        ("pkg/sub/b.py", "from .. import a", ("pkg/a.py",)),
        ("pkg/sub/b.py", "from ..a import x", ("pkg/a.py",)),
        ("pkg/sub/__init__.py", "import b", ("pkg/sub/b.py",)),
        ("tests/test_a.py", "import helper", ("tests/helper.py",)),
        ("tests/test_a.py", "import pkg", ("pkg/__init__.py",)),
        ("tests/test_a.py", "import json", ()),
        ("pkg/a.py", "import os", ()),
        ("pkg/a.py", "from ..... import x", ()),
    ],
)
def test_reached(path: str, statement: str, files: tuple[str, ...]) -> None:
    assert reached(Modules(PACKAGE), path, statement) == files


def test_python3_does_not_look_beside_a_module_of_a_package() -> None:
    assert reached(Modules(PACKAGE), "pkg/a.py", "import json", python3=True) == ()


def test_own_names() -> None:
    modules = Modules(PACKAGE)
    assert modules.is_own("pkg") and modules.is_own("_fast") and modules.is_own("helper")
    assert not modules.is_own("numpy")


def test_folders_without_init_are_looked_through() -> None:
    modules = Modules(("ns/mod.py", "main.py"))
    assert modules.resolve("main.py", Import("ns", 0, ("mod",), True)) == ("ns/mod.py",)
    assert modules.resolve("main.py", Import("ns.mod", 0, (), True)) == ("ns/mod.py",)
