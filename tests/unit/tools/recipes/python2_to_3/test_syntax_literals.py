"""Numbers, backticks and operators."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NOOP = [
    ("octal-literal", "0, 00, 0o17, 0x1F, 1.05, 01.5, 09.5e3, 1e-05, 01j, x01, 10\n"),
    ("long-literal", "10, x1L, 0x1F, 'a 10L', 1.0\n"),
    ("backticks", "'`x`'  # `x`\n"),
    ("inequality", "a != b, '<>'\n"),
]

REWRITE = [
    ("octal-literal", "os.chmod(p, 0755)\n", "os.chmod(p, 0o755)\n"),
    ("octal-literal", "date(2008, 01, 05)\n", "date(2008, 1, 5)\n"),
    ("octal-literal", "x = 0007|e-010\n", "x = 0o007|e-0o10\n"),
    ("long-literal", "10L + 0xFFl - 0L\n", "10 + 0xFF - 0\n"),
    ("long-literal", "0777L, 00L\n", "0o777, 00\n"),
    ("backticks", "x = `y` + `f(a, b)`\n", "x = repr(y) + repr(f(a, b))\n"),
    ("backticks", "`a, b`\n", "repr((a, b))\n"),
    ("backticks", "`1 + `2``, `(`x`)`\n", "repr(1 + repr(2)), repr((repr(x)))\n"),
    ("backticks", "return`x`\n", "return repr(x)\n"),
    ("inequality", "if a<>b: x\n", "if a!=b: x\n"),
]


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_literal_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_literal_that_is_rewritten(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
