"""Names that became keywords, constants that are assigned to, comprehensions, assertions."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NOOP = [
    ("keyword-name", "from a.async import b\nimport async, x.await\n"),
    ("keyword-name", "'async'  # async\nasynchronous = 1\n"),
    ("keyword-name", "async def f(): pass\nawait = 1\n"),
    ("constant-assignment", "x = True == y\nf(a=True, b=False)\nif x is True: y\nTrue == 1\n"),
    ("constant-attribute", "x.Truely, xTrue, 'a.None'\n"),
    ("comprehension-tuple", "for x in 1, 2: pass\n[x for x in (1, 2)]\nf((x for x in y), 1)\n"),
    ("comprehension-tuple", "[f(x, y) for x in z if x in a, ]\n{k: v for k, v in d}\n"),
    ("comprehension-tuple", "for x in (1,\n  2), y:\n    if x: pass\n"),
    ("comprehension-tuple", "f([x for x in y], z)\nx = [\n  y\n  for y in z[1:]\n]\n"),
    ("assert-tuple", "assert (x, 'text')\n"),
]

REWRITE = [
    ("keyword-name", "def f(async=True): return async\n", "def f(async_=True): return async_\n"),
    ("keyword-name", "pool.async(await=self.await)\n", "pool.async_(await_=self.await_)\n"),
    ("keyword-name", "from a import async\n", "from a import async_\n"),
    ("keyword-name", "nonlocal = 1\n", "nonlocal_ = 1\n"),
    (
        "constant-assignment",
        "try: True\nexcept NameError: True, False = 1, 0\n",
        "try: True\nexcept NameError: pass\n",
    ),
    ("constant-assignment", "if old:\n    True = 1 == 1  # 2.2\n", "if old:\n    pass  # 2.2\n"),
    ("constant-assignment", "(False, True) = (0, 1)\n", "pass\n"),
    ("constant-assignment", "def f(x, True=True): pass\n", "def f(x, True_=True): pass\n"),
    ("constant-attribute", "xmlrpclib.True, x.None\n", "True, x.None_\n"),
    ("constant-attribute", "self.__builtins__.False\n", "self.__builtins__.False_\n"),
    ("comprehension-tuple", "[x for x in 1, 2]\n", "[x for x in (1, 2)]\n"),
    (
        "comprehension-tuple",
        "[x for x in 1, 2 if x for y in a,]\n",
        "[x for x in (1, 2) if x for y in (a,)]\n",
    ),
    ("comprehension-tuple", "[x\n for x in\n   a, b\n]\n", "[x\n for x in\n   (a, b)\n]\n"),
    ("comprehension-tuple", "[x for x in a if b else c, d]\n", "[x for x in (a if b else c, d)]\n"),
    (
        "comprehension-tuple",
        "[x() for x in lambda: True, lambda: False if x()]\n",
        "[x() for x in (lambda: True, lambda: False) if x()]\n",
    ),
    ("comprehension-tuple", "f(x for x in y,)\n", "f(x for x in y)\n"),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_name_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_name_that_is_rewritten(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
