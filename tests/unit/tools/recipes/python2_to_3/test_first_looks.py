"""What the text tells before a tree is asked for errs towards a closer look: code that is written unusually."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("recipe", "source"),
    [
        pytest.param("renamed-methods", "x = node.gettype()\n", id="a method of something else"),
        pytest.param("json-encoding", "x = json.dumps(y, indent=2)\n", id="no encoding"),
        pytest.param("codec-methods", "x = s.encode('utf-8')\n", id="an encoding of text"),
        pytest.param("codec-methods", "x = s.encode(codec)\n", id="a codec by name"),
        pytest.param("none-largest", "f(max(a, b))\n", id="a largest value handed on"),
        pytest.param("universal-newlines-mode", "x = ['S', 'U']\n", id="letters"),
        pytest.param("compared-files", "f = open(a)\n", id="a file that is kept"),
        pytest.param("base-order", "class A(object): pass\nclass B(A, views.View): pass\n", id="a base elsewhere"),
        pytest.param("hash-functions", "x = cmd5.new(1)\n", id="the end of a name"),
        pytest.param("constant-attribute", "x = f(True)\n", id="a constant"),
    ],
)
def test_it_leaves(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        pytest.param("next-call", "x = (it.\n     next())\n", "x = (next(it))\n", id="a dot on the line above"),
        pytest.param("dict-view", "x = d . keys ( )[0]\n", "x = list(d . keys ( ))[0]\n", id="blanks in a call"),
        pytest.param(
            "bytes-tests",
            "if isinstance(s,\n              str):\n    s = unicode(s, 'utf-8')\n",
            "if isinstance(s,\n              bytes):\n    s = unicode(s, 'utf-8')\n",
            id="a type on the next line",
        ),
        pytest.param(
            "bytes-tests",
            "if (type(s)) is str:\n    s = s.decode('utf-8')\n",
            "if (type(s)) is bytes:\n    s = s.decode('utf-8')\n",
            id="parentheses around a type",
        ),
        pytest.param(
            "none-largest",
            "x = \\\n    max(a, b)\nif x is None: f()\n",
            "x = \\\n    max((value for value in (a, b) if value is not None), default=None)\nif x is None: f()\n",
            id="a value on the next line",
        ),
        pytest.param("universal-newlines-mode", "f = Open(p, 'rU')\n", "f = Open(p, 'r')\n", id="another open"),
        pytest.param("constant-attribute", "x = a. True\n", "x = a. True_\n", id="a blank behind the dot"),
        pytest.param(
            "codec-methods",
            "x = f(s).decode ( 'ROT13' )\n",
            "import codecs\nx = codecs.decode(f(s), 'rot13')\n",
            id="capitals",
        ),
    ],
)
def test_it_rewrites(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
