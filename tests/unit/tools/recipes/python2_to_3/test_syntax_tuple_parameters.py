"""Tuple parameters of functions and lambdas."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NOOP = [
    ("tuple-parameter", "def f(a, b=(1, 2), *c): pass\n"),
    ("tuple-parameter", "def f(a=g((1, 2), (3, 4))): pass\n"),
    ("tuple-parameter-lambda", "lambda a, b=(1, 2): (a, b)\n"),
    ("tuple-parameter-lambda", "x = {lambda: (a): (b)}\n"),
]

DEFS = [
    ("def f((a, b)): return a\n", "def f(a_b): a, b = a_b; return a\n"),
    ("def f((a, b)): 'doc'\n", "def f(a_b): 'doc'; a, b = a_b\n"),
    ("def f(x, (a, b)):\n\treturn a\n", "def f(x, a_b):\n\ta, b = a_b\n\treturn a\n"),
    (
        "def f((a, (b, c))=(1, (2, 3)), *d):\n    '''Doc\n    more.'''  # c\n\n    return a\n",
        "def f(a_b_c=(1, (2, 3)), *d):\n    '''Doc\n    more.'''  # c\n    a, (b, c) = a_b_c\n\n    return a\n",
    ),
    ("def f((a)):\n    pass\n", "def f(a):\n    pass\n"),
    ("def f((a,)):\n    pass\n", "def f(a_2):\n    (a,) = a_2\n    pass\n"),
    (
        "class C:\n    def m(self, (a, b), (c, d)):\n        # why\n        pass\n",
        "class C:\n    def m(self, a_b, c_d):\n        # why\n        a, b = a_b\n        c, d = c_d\n        pass\n",
    ),
    ("a_b = 1\ndef f((a, b)): pass\n", "a_b = 1\ndef f(a_b_2): a, b = a_b_2; pass\n"),
    ("def f(x,\r\n      (a, b)):\r\n    pass\r\n", "def f(x,\r\n      a_b):\r\n    a, b = a_b\r\n    pass\r\n"),
]

LAMBDAS = [
    ("sorted(x, key=lambda (k, v): (v, k))\n", "sorted(x, key=lambda k_v: (k_v[1], k_v[0]))\n"),
    ("lambda(k, v): k\n", "lambda k_v: k_v[0]\n"),
    ("lambda (k): k\n", "lambda k: k\n"),
    ("lambda a, (b, (c, d)): a + b.c + f(c=d)\n", "lambda a, b_c_d: a + b_c_d[0].c + f(c=b_c_d[1][1])\n"),
    ("map(lambda (a, b): a == b, c)\n", "map(lambda a_b: a_b[0] == a_b[1], c)\n"),
    ("[lambda (a, b): a if b else c for a in d]\n", "[lambda a_b: a_b[0] if a_b[1] else c for a in d]\n"),
    ("f(lambda (a, b):\n  a +\n  b, c)\n", "f(lambda a_b:\n  a_b[0] +\n  a_b[1], c)\n"),
    ("x = lambda (a, b): \\\n  a\ny = a\n", "x = lambda a_b: \\\n  a_b[0]\ny = a\n"),
    ("{1: lambda (a, b): a, a: b}\n", "{1: lambda a_b: a_b[0], a: b}\n"),
    ("lambda (x, y): [x for x in y]\n", "lambda x_y: (lambda x, y: [x for x in y])(x_y[0], x_y[1])\n"),
    (
        "lambda (a, b): lambda (c, d): a + c\n",
        "lambda a_b: (lambda a, b: lambda c_d: a + c_d[0])(a_b[0], a_b[1])\n",
    ),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_parameters_that_are_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        *(("tuple-parameter", *row) for row in DEFS),
        *(("tuple-parameter-lambda", *row) for row in LAMBDAS),
    ],
)
def test_parameters_that_are_rewritten(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
