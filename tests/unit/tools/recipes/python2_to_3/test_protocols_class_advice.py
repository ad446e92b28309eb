"""Interfaces declared in a class's body move above the class."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from zope.interface import implements\n\n\nclass Plugin(object):\n    implements(IAuth, IWho)\n"
            "\n    x = 1\n",
            "from zope.interface import implementer\n\n\n@implementer(IAuth, IWho)\nclass Plugin(object):\n"
            "\n    x = 1\n",
            id="imported by name",
        ),
        pytest.param(
            "import zope.interface\n\ndef make():\n    class A:\n        '''Doc.'''\n"
            "        zope.interface.implements(\n            IA)\n    return A\n",
            "import zope.interface\n\ndef make():\n    @zope.interface.implementer(\n            IA)\n    class A:\n"
            "        '''Doc.'''\n    return A\n",
            id="by its module, in a function",
        ),
        pytest.param(
            "from zope import interface\nclass A:\n    interface.classProvides(IFactory)\n",
            "from zope import interface\n@interface.provider(IFactory)\nclass A:\n    pass\n",
            id="the only statement",
        ),
        pytest.param(
            "from zope import interface\nclass A:\n    interface.classProvides(IF)\n    interface.implements(IA)\n",
            "from zope import interface\n@interface.provider(IF)\n@interface.implementer(IA)\nclass A:\n    pass\n",
            id="the only statements",
        ),
        pytest.param(
            "from zope.interface import implementer, implements, Interface\n@register\nclass A:\n"
            "    implements(IA)\n    b = 1\n",
            "from zope.interface import implementer, Interface\n@register\n@implementer(IA)\nclass A:\n    b = 1\n",
            id="imported already; below the decorator that is there",
        ),
        pytest.param(
            "from zope.interface import Interface, implements\nclass IA(Interface):\n    pass\n",
            "from zope.interface import Interface, implementer\nclass IA(Interface):\n    pass\n",
            id="imported and not used",
        ),
        pytest.param(
            "from zope.component import adapts\nfrom zope.interface import implements\n\nclass A(object):\n"
            "    adapts(IA)\n    implements(IB)\n\n    b = 1\n",
            "from zope.component import adapter\nfrom zope.interface import implementer\n\n@adapter(IA)\n"
            "@implementer(IB)\nclass A(object):\n\n    b = 1\n",
            id="two of them",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("class-advice", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from mine import implements\nclass A:\n    implements(IA)\n", id="another module's"),
        pytest.param(
            "from zope.interface import implements\nclass A:\n    class IA(Interface):\n        pass\n"
            "    implements(IA)\n",
            id="an interface of the class itself",
        ),
        pytest.param("from zope.interface import implements as says\nclass A:\n    says(IA)\n", id="an alias"),
        pytest.param(
            "from zope.interface import implements\ndeclare = implements\nclass A:\n    implements(IA)\n",
            id="handed around",
        ),
        pytest.param(
            "try:\n    from zope.interface import implements\nexcept ImportError:\n"
            "    def implements(*a):\n        pass\nclass A:\n    implements(IA)\n",
            id="a fallback",
        ),
        pytest.param(
            "from zope.interface import implements\nclass A:\n    if fast:\n        implements(IA)\n", id="a condition"
        ),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("class-advice", source)


def test_the_distribution_itself_is_left_alone() -> None:
    paths = ("src/zope/__init__.py", "src/zope/interface/__init__.py")
    source = "from zope.interface import implements\nclass A:\n    implements(IA)\n"
    check_noop("class-advice", source, path="src/zope/interface/a.py", paths=paths, roots=("", "src"))
