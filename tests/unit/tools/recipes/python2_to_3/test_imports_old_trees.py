"""Syntax trees of the shape they had in Python 2: who gets them, and that they are like those."""

import ast
import importlib.util
from types import ModuleType
from typing import Any

import pytest

from tests.support.recipes import check_noop, check_rewrite
from tools.recipes.python2_to_3._shared import companions

PACKAGE = ("lint/__init__.py", "lint/trees.py", "lint/more.py")
PARSER = "def parse(text, name):\n    return compile(text, name, 'exec', PyCF_ONLY_AST)\n"
CHECK = (
    "def check(text):\n    for node in ast.walk(ast.parse(text)):\n"
    "        if isinstance(node, ast.TryExcept):\n            yield node.lineno\n"
)


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        pytest.param(
            "old-trees",
            "from _ast import *\n" + PARSER,
            "from lint._legacy_ast import as_python2\nfrom _ast import *\ndef parse(text, name):\n"
            "    return as_python2(compile(text, name, 'exec', PyCF_ONLY_AST), text)\n",
            id="a parser of its own",
        ),
        pytest.param(
            "companion-modules",
            "from _ast import *\n" + PARSER,
            "from lint._legacy_ast import *\n" + PARSER,
            id="its names",
        ),
        pytest.param(
            "companion-modules",
            "try:\n    import _ast\nexcept ImportError:\n    _ast = None\n"
            "def parse(x):\n    return compile(x, '', 'exec', _ast.PyCF_ONLY_AST)\nvisit_Print = 1\n",
            "try:\n    from lint import _legacy_ast as _ast\nexcept ImportError:\n    _ast = None\n"
            "def parse(x):\n    return compile(x, '', 'exec', _ast.PyCF_ONLY_AST)\nvisit_Print = 1\n",
            id="the branch of a fallback that is taken",
        ),
        pytest.param(
            "companion-modules",
            "import ast\n" + CHECK,
            "from lint import _legacy_ast as ast\n" + CHECK,
            id="a checker",
        ),
        pytest.param(
            "companion-modules",
            "import _ast\ndef is_text(node):\n    return isinstance(node, _ast.Str)\n",
            "from lint import _legacy_ast as _ast\ndef is_text(node):\n    return isinstance(node, _ast.Str)\n",
            id="a class that is gone",
        ),
    ],
)
def test_rewrites(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after, path="lint/trees.py", paths=PACKAGE)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import ast\nx = ast.literal_eval(text)\n", id="a value"),
        pytest.param("import ast\ntree = ast.parse(text)\nprint(ast.dump(tree))\n", id="no shape is asked for"),
        pytest.param(
            "import ast\ndef run(text):\n    tree = compile(text, '<s>', 'exec', ast.PyCF_ONLY_AST)\n"
            "    exec(compile(tree, '<s>', 'exec'))\n",
            id="what is compiled again",
        ),
        pytest.param(
            "import ast\ndef change(text):\n    tree = ast.parse(text)\n    visit_TryExcept(tree)\n"
            "    return compile(tree, '<s>', 'exec')\n",
            id="what is changed and compiled",
        ),
        pytest.param("import _ast\nok = isinstance(node, _ast.Name)\n", id="a class that is there"),
    ],
)
def test_left_alone(source: str) -> None:
    for recipe in ("companion-modules", "old-trees"):
        check_noop(recipe, source, path="lint/trees.py", paths=PACKAGE)


@pytest.fixture(scope="module")
def trees() -> ModuleType:
    path = companions._FOLDER / "_legacy_ast.py"
    spec = importlib.util.spec_from_file_location("_legacy_ast", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(node: Any) -> Any:
    """A node as (class, fields)."""
    if isinstance(node, list):
        return [shown(item) for item in node]
    if not isinstance(node, ast.AST):
        return node
    return (type(node).__name__, *(shown(getattr(node, name)) for name in node._fields if name != "ctx"))


A, B, C = ("Name", "a"), ("Name", "b"), ("Name", "c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("f(a, *b, k=-1, **c)", ("Expr", ("Call", ("Name", "f"), [A], [("keyword", "k", ("Num", -1))], B, C))),
        ("a[0]", ("Expr", ("Subscript", A, ("Index", ("Num", 0))))),
        ("a[...]", ("Expr", ("Subscript", A, ("Ellipsis",)))),
        ("a[b:, 's']", ("Expr", ("Subscript", A, ("ExtSlice", [("Slice", B, None, None), ("Index", ("Str", "s"))])))),
        ("raise a(None)", ("Raise", ("Call", A, [("Name", "None")], [], None, None), None, None)),
        ("with a as b, c: b", ("With", A, B, [("With", C, None, [("Expr", B)])])),
        (
            "try: a\nexcept b as c: b\nfinally: c",
            (
                "TryFinally",
                [("TryExcept", [("Expr", A)], [("ExceptHandler", B, C, [("Expr", B)])], [])],
                [("Expr", C)],
            ),
        ),
        (
            "def f(a, b=1, *c, **d): pass",
            ("FunctionDef", "f", ("arguments", [A, B], "c", "d", [("Num", 1)]), [("Pass",)], []),
        ),
        ("class A(b): pass", ("ClassDef", "A", [B], [("Pass",)], [])),
    ],
)
def test_shape(trees: ModuleType, text: str, tree: Any) -> None:
    assert shown(trees.parse(text).body[0]) == tree


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("x = (1, 2)", "Tuple", (1, 5)),
        ("x = (a), (b)", "Tuple", (1, 4)),
        ("x = ( # so\n  1, 2)", "Tuple", (2, 2)),
        ("f(i for i in x)", "GeneratorExp", (1, 2)),
        ("[i for i in x]", "ListComp", (1, 1)),
        ("(a).b", "Attribute", (1, 1)),
        ("a + b - c", "BinOp", (1, 6)),
        ('x = """a\nb"""', "Str", (2, -1)),
        ("@a\ndef f(): pass", "FunctionDef", (1, 0)),
        ("if a: pass\nelif b: pass", "If", (2, 5)),
        ("with a: pass", "With", (1, 5)),
    ],
)
def test_places_are_those_of_python_2(trees: ModuleType, text: str, kind: str, place: tuple[int, int]) -> None:
    found = [node for node in ast.walk(trees.parse(text)) if type(node).__name__ == kind]
    assert place in [(node.lineno, node.col_offset) for node in found]


def test_trees_are_what_the_module_of_today_takes_them_for(trees: ModuleType) -> None:
    (call,) = [node for node in ast.walk(trees.parse(b"# \xc3\xa9\nf(1)")) if isinstance(node, ast.Call)]
    assert isinstance(call, trees.Call) and call.lineno == 2
    assert trees.walk is ast.walk and trees.PyCF_ONLY_AST == ast.PyCF_ONLY_AST


def test_what_is_caught_is_a_name_and_as_good_as_a_string(trees: ModuleType) -> None:
    (handler,) = trees.parse("try: f()\nexcept E as e: pass").body[0].handlers
    assert isinstance(handler.name, ast.Name) and {handler.name} == {"e"} and f"{handler.name}" == "e"
