"""Modern idiom, on request."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    ("object-base", "a class", "class A(object):\n    pass\n", "class A:\n    pass\n"),
    (
        "plain-super",
        "a constructor",
        "class A(B):\n    def __init__(self, x):\n        super(A, self).__init__(x)\n",
        "class A(B):\n    def __init__(self, x):\n        super().__init__(x)\n",
    ),
    (
        "plain-super",
        "a class method",
        "class A(B):\n    @classmethod\n    def f(cls):\n        return super(A, cls).f()\n",
        "class A(B):\n    @classmethod\n    def f(cls):\n        return super().f()\n",
    ),
    ("unicode-prefix", "texts", "x = u'a' + U\"b\" + b'u'\n", "x = 'a' + \"b\" + b'u'\n"),
    (
        "future-imports",
        "the usual",
        '"""Doc."""\nfrom __future__ import division, print_function\nx = 1\n',
        '"""Doc."""\nx = 1\n',
    ),
    ("coding-cookie", "of Emacs", "# -*- coding: utf-8 -*-\nx = 1\n", "x = 1\n"),
    (
        "coding-cookie",
        "below a shebang",
        "#!/usr/bin/env python3\n# coding=utf8\nx = 1\n",
        "#!/usr/bin/env python3\nx = 1\n",
    ),
    ("set-display", "a list", "x = set([1, 2])\ny = set((a, b,))\n", "x = {1, 2}\ny = {a, b}\n"),
    ("set-display", "a comprehension", "x = set([a for a in b])\n", "x = {a for a in b}\n"),
    (
        "dict-comprehension",
        "pairs",
        "x = dict([(k, v) for k, v in y])\nz = dict((k.a, 1) for k in y if k)\n",
        "x = {k: v for k, v in y}\nz = {k.a: 1 for k in y if k}\n",
    ),
    (
        "os-errors",
        "sockets",
        "import socket, select\ntry:\n    f()\nexcept (socket.error, select.error, IOError) as e:\n    pass\n",
        "import socket, select\ntry:\n    f()\nexcept OSError as e:\n    pass\n",
    ),
    ("os-errors", "alone", "try:\n    f()\nexcept IOError:\n    pass\n", "try:\n    f()\nexcept OSError:\n    pass\n"),
    (
        "os-errors",
        "with another",
        "try:\n    f()\nexcept (IOError, OSError, KeyError):\n    pass\n",
        "try:\n    f()\nexcept (OSError, KeyError):\n    pass\n",
    ),
    (
        "yield-from",
        "a tree",
        "def f(t):\n    for x in t.walk():\n        yield x\n",
        "def f(t):\n    yield from t.walk()\n",
    ),
]

NOOP = [
    ("object-base", "class A(object, B):\n    pass\nclass C(B):\n    x = object()\n"),
    (
        "plain-super",
        "class A(B):\n    def f(self):\n        super(B, self).f()\n        return [super(A, self).x for x in y]\n",
    ),
    (
        "plain-super",
        "class A(B):\n    def f(self):\n        def g():\n            super(A, self).f()\n        self = 1\n",
    ),
    ("unicode-prefix", "x = 'au' + ur + b'x'  # u'x'\ny = 'u\"x\"'\n"),
    ("future-imports", "from __future__ import annotations\n"),
    ("coding-cookie", "# -*- coding: latin-1 -*-\n"),
    ("coding-cookie", "# coding: utf-8, by hand\n"),
    ("set-display", "x = set([])\ny = set(z)\nv = set()\nw = set(a for a in b)\n"),
    ("dict-comprehension", "x = dict(a=1)\ny = dict(z)\nv = dict([p for p in q])\n"),
    (
        "os-errors",
        "try:\n    f()\nexcept (OSError, KeyError):\n    pass\nexcept OSError:\n    pass\nexcept:\n    pass\n",
    ),
    ("yield-from", "def f(t):\n    for x in t:\n        yield x + 1\n    for y in t:\n        yield y\n    return y\n"),
]


@pytest.mark.parametrize(("recipe", "origin", "before", "after"), REWRITE)
def test_rewrite(recipe: str, origin: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_noop(recipe: str, source: str) -> None:
    check_noop(recipe, source)
