"""Statements that Python 3 refuses where they stand."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NOOP = [
    ("late-global", "def f():\n    global x\n    x = 1\ndef g(x):\n    global y\n    y = x\n"),
    ("late-global", "x = 1\ndef f():\n    g(x=2)\n    self.x\n    global x\n"),
    ("star-import", "from a import *\ntry:\n    from b import *\nexcept ImportError:\n    from c import *\n"),
    ("star-import", "def f():\n    from a import b\nif x:\n    from a import *\n"),
    ("trailing-backslash", "x = 1 + \\\n  2\n# \\\n"),
]

REWRITE = [
    (
        "late-global",
        "def f():\n    '''Doc.'''\n    x = 1\n    global x, y  # c\n",
        "def f():\n    '''Doc.'''\n    global x, y\n    x = 1\n    pass  # c\n",
    ),
    (
        "late-global",
        "class A:\n\tdef f(self):\n\t\tif x:\n\t\t\tglobal x\n\t\t\tx = 1\n",
        "class A:\n\tdef f(self):\n\t\tglobal x\n\t\tif x:\n\t\t\tpass\n\t\t\tx = 1\n",
    ),
    ("late-global", "x = 1\nglobal x\n", "x = 1\npass\n"),
    (
        "star-import",
        "def f():\n    if 1:\n        from os.path  import *; g()\n",
        'def f():\n    if 1:\n        exec("from os.path import *", globals()); g()\n',
    ),
    ("star-import", "class A:\n\tfrom a import *\n", 'class A:\n\texec("from a import *")\n'),
    ("trailing-backslash", "x = 1 \\\n", "x = 1\n"),
    ("trailing-backslash", "x = 1 \\", "x = 1"),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_statement_that_may_stand_there(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_statement_that_may_not(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
