"""iteritems and its like."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class D(dict):
    def iteritems(self): pass
    def items(self):
        return list(self.iteritems())
""",
            id="an ordered dictionary",
        ),
        pytest.param(
            """\
class D(Base):
    def f(self):
        return super(D, self).iteritems()
""",
            id="a call of the base",
        ),
        pytest.param(
            "class A:\n    def __init__(self, x):\n        self.iteritems = iter(x)\n"
            "    def step(self):\n        return next(self.iteritems)\n",
            id="an attribute of its own",
        ),
        pytest.param("x = table.iteritems(3)\n", id="arguments"),
    ],
)
def test_dict_iterator_leaves(source: str) -> None:
    check_noop("dict-iterator", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("for k, v in d.iteritems(): pass\n", "for k, v in d.items(): pass\n", id="a loop"),
        pytest.param("for k in dict.iterkeys(self): pass\n", "for k in dict.keys(self): pass\n", id="of dict"),
        pytest.param("it = d.itervalues()\n", "it = iter(d.values())\n", id="an iterator that is kept"),
        pytest.param("x = sorted(d.iterkeys())\n", "x = sorted(d.keys())\n", id="sorted"),
        pytest.param("v = d.viewkeys() & other\n", "v = d.keys() & other\n", id="a view"),
    ],
)
def test_dict_iterator_rewrites(before: str, after: str) -> None:
    check_rewrite("dict-iterator", before, after)
