"""Methods asked for by their names."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    # a template engine's lookup
    ("if hasattr(obj, 'has_key') and key in obj: pass\n", "if hasattr(obj, 'keys') and key in obj: pass\n"),
    ("test = getattr(d, 'has_key')\n", "test = getattr(d, '__contains__')\n"),
    ('n = getattr(it, "next", None)\n', 'n = getattr(it, "__next__", None)\n'),
    ("if not hasattr(d, 'iteritems'): d = dict(d)\n", "if not hasattr(d, 'items'): d = dict(d)\n"),
    ("hasattr(C, '__nonzero__')\n", "hasattr(C, '__bool__')\n"),
]

NOOP = [
    "hasattr(x, 'keys')\ngetattr(x, name)\ngetattr(x, 'nex' 't')\n",
    "node.next = None\nif hasattr(node, 'next'): pass\n",
    "class D:\n    def iteritems(self): pass\nhasattr(x, 'iteritems')\n",
    "if hasattr(dict, 'iterkeys'):\n    iterkeys = proxy('iterkeys')\n",
    "PY2 = hasattr({}, 'has_key')\n",
    "try:\n    f = getattr(it, 'next')\nexcept AttributeError:\n    f = it.__next__\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_name_of_a_gone_method_follows(before: str, after: str) -> None:
    check_rewrite("method-name", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_name_is_left(source: str) -> None:
    check_noop("method-name", source)
