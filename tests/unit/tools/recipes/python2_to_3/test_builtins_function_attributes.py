"""Attributes of functions."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = self.func_name\n", id="an object of its own"),
        pytest.param(
            """\
try:
    f = m.im_func
except AttributeError:
    f = m.__func__
""",
            id="a fallback",
        ),
    ],
)
def test_function_attribute_leaves(source: str) -> None:
    check_noop("function-attribute", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("code = func.func_code.co_flags\n", "code = func.__code__.co_flags\n", id="stdlib inspect 2.7"),
        pytest.param("f = obj.method.im_func\n", "f = obj.method.__func__\n", id="a bound method"),
        pytest.param("f = Parser.feed.im_func\n", "f = Parser.feed\n", id="an unbound method"),
        pytest.param(
            "m = getattr(Template, name)\nf(m.im_func)\n",
            "m = getattr(Template, name)\nf(getattr(m, '__func__', m))\n",
            id="one that may be unbound",
        ),
        pytest.param("c = m.im_class\n", "c = m.__self__.__class__\n", id="its class"),
    ],
)
def test_function_attribute_rewrites(before: str, after: str) -> None:
    check_rewrite("function-attribute", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = getattr(f, 'name')\n", id="another attribute"),
    ],
)
def test_function_attribute_name_leaves(source: str) -> None:
    check_noop("function-attribute-name", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("if hasattr(f, 'func_name'): pass\n", "if hasattr(f, '__name__'): pass\n", id="a decorator"),
    ],
)
def test_function_attribute_name_rewrites(before: str, after: str) -> None:
    check_rewrite("function-attribute-name", before, after)
