"""has_key and in."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def has_key(self, k): return True
    def f(self, k):
        return self.has_key(k)
""",
            id="a mapping of its own",
        ),
        pytest.param("x = d.has_key(a, b)\n", id="two arguments"),
    ],
)
def test_has_key_leaves(source: str) -> None:
    check_noop("has-key", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("if d.has_key(k): pass\n", "if k in d: pass\n", id="a test"),
        pytest.param("if not d.has_key(k): pass\n", "if k not in d: pass\n", id="a negation"),
        pytest.param(
            "if 'REQUEST_METHOD' in environ and not headers.has_key('content-type'): pass\n",
            "if 'REQUEST_METHOD' in environ and 'content-type' not in headers: pass\n",
            id="stdlib cgi 2.7",
        ),
        pytest.param("d.has_key(a or b)\n", "(a or b) in d\n", id="a loose key"),
        pytest.param("x = d.has_key(k) == 1\n", "x = (k in d) == 1\n", id="a comparison"),
        pytest.param("x = filter(d.has_key, ks)\n", "x = filter(d.__contains__, ks)\n", id="handed on"),
    ],
)
def test_has_key_rewrites(before: str, after: str) -> None:
    check_rewrite("has-key", before, after)
