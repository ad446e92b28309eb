"""Types that go by other names."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
try:
    unicode
except NameError:
    unicode = str
unicode(x)
""",
            id="a compatibility module",
        ),
        pytest.param(
            """\
def f(unicode=False):
    return unicode
""",
            id="a parameter",
        ),
        pytest.param("x = [long for long in lengths]\n", id="a comprehension of its own"),
        pytest.param("x = sqlalchemy.unicode\n", id="an attribute"),
        pytest.param("from .unicode import Tests\n", id="a module beside a test suite"),
        pytest.param("import __builtin__\nfrom lib.unicode import Tests\n", id="a module of a package"),
    ],
)
def test_type_name_leaves(source: str) -> None:
    check_noop("type-name", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("if isinstance(o, basestring): pass\n", "if isinstance(o, str): pass\n", id="stdlib json 2.7"),
        pytest.param("isinstance(x, (str, unicode))\n", "isinstance(x, str)\n", id="a type test of two"),
        pytest.param(
            """\
def f(str):
    return unicode(str)
""",
            """\
import builtins
def f(str):
    return builtins.str(str)
""",
            id="a parameter called str",
        ),
        pytest.param(
            "if isinstance(value, (int, long)): pass\n", "if isinstance(value, int): pass\n", id="stdlib decimal 2.7"
        ),
        pytest.param("isinstance(x, (int, long, float))\n", "isinstance(x, (int, float))\n", id="three types"),
        pytest.param("TEXT = (str, unicode)\n", "TEXT = (str,)\n", id="a tuple of types"),
        pytest.param("class Markup(unicode): pass\n", "class Markup(str): pass\n", id="a subclass"),
        pytest.param("u = unicode(data, 'utf-8')\n", "u = str(data, 'utf-8')\n", id="a conversion"),
        pytest.param(
            """\
T = (
    str,  # bytes
    unicode,
)
""",
            """\
T = (
    str,  # bytes
    str,
)
""",
            id="a comment in the tuple",
        ),
    ],
)
def test_type_name_rewrites(before: str, after: str) -> None:
    check_rewrite("type-name", before, after)
