"""Text of objects."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __str__(self): return "a"
    def __unicode__(self): return "b"
""",
            id="independent",
        ),
    ],
)
def test_unicode_method_leaves(source: str) -> None:
    check_noop("unicode-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __unicode__(self): return "b"
""",
            """\
class A:
    def __str__(self): return "b"
""",
            id="alone",
        ),
        pytest.param(
            """\
class A:
    def __str__(self):
        return unicode(self).encode("utf-8")

    def __unicode__(self):
        return self.x
""",
            """\
class A:
    def __str__(self):
        return self.x
""",
            id="a web framework",
        ),
        pytest.param(
            """\
class A:
    def __str__(self):
        return "a"
    def __unicode__(self):
        return unicode(str(self))
    x = 1
""",
            """\
class A:
    def __str__(self):
        return "a"
    x = 1
""",
            id="made of str",
        ),
        pytest.param(
            """\
class A:
    def __unicode__(self): return "b"
    __str__ = __unicode__
    x = 1
""",
            """\
class A:
    def __str__(self): return "b"
    x = 1
""",
            id="an alias",
        ),
    ],
)
def test_unicode_method_rewrites(before: str, after: str) -> None:
    check_rewrite("unicode-method", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __str__(self):
        return self.x.encode("hex")
""",
            id="hexadecimal",
        ),
        pytest.param(
            """\
class A:
    def __str__(self):
        x = self.x.encode("utf-8")
        return f(x)
""",
            id="on the way",
        ),
    ],
)
def test_text_method_leaves(source: str) -> None:
    check_noop("text-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __str__(self):
        return self.x.encode("utf-8")
""",
            """\
class A:
    def __str__(self):
        return self.x
""",
            id="bytes",
        ),
        pytest.param(
            """\
class A:
    def __repr__(self):
        return self.x.encode('ascii', 'replace')
""",
            """\
class A:
    def __repr__(self):
        return self.x.encode('ascii', 'replace').decode('ascii')
""",
            id="escapes",
        ),
        pytest.param(
            "class L(str):\n    def __str__(self):\n        return self.encode('utf-8')\n",
            "class L(str):\n    def __str__(self):\n        return str.__str__(self)\n",
            id="a text itself",
        ),
        pytest.param(
            "class L(str):\n    def __str__(self):\n        return self.encode('unicode-escape')\n",
            "class L(str):\n    def __str__(self):\n        return self.encode('unicode-escape').decode('ascii')\n",
            id="escapes",
        ),
    ],
)
def test_text_method_rewrites(before: str, after: str) -> None:
    check_rewrite("text-method", before, after)


ENCODED = """\
CODE = 'utf-8'
class N(PageElement):
    def __str__(self, encoding=CODE):
        data = self.escaped()
        if encoding:
            return data.encode(encoding)
        return data
class Tag(PageElement):
    def __repr__(self, encoding=CODE):
        return self.__str__(encoding)
    def __str__(self, encoding=CODE, pretty=False):
        '''Renders it.'''
        return '<%s>' % self.contents(encoding, pretty)
"""
TEXT_BY_DEFAULT = """\
CODE = 'utf-8'
class N(PageElement):
    def __str__(self, encoding=None):
        if encoding:
            return N.__str__(self, None).encode(encoding)
        data = self.escaped()
        if encoding:
            return data.encode(encoding)
        return data
class Tag(PageElement):
    def __repr__(self, encoding=None):
        return self.__str__(encoding)
    def __str__(self, encoding=None, pretty=False):
        '''Renders it.'''
        if encoding:
            return Tag.__str__(self, None, pretty).encode(encoding)
        return '<%s>' % self.contents(encoding, pretty)
"""


def test_text_is_the_default_where_str_takes_an_encoding() -> None:
    check_rewrite("encoding-parameters", ENCODED, TEXT_BY_DEFAULT)
    check_noop("text-method", TEXT_BY_DEFAULT)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(ENCODED.replace("        if encoding:\n    ", ""), id="none is not asked for"),
        pytest.param(ENCODED.replace("encoding=CODE", "indent=CODE"), id="no encoding"),
        pytest.param(ENCODED.replace("encoding=CODE", "encoding=code()"), id="found out when it is run"),
        pytest.param(ENCODED.replace("def __str__", "def render"), id="other methods alone"),
    ],
)
def test_other_parameters_are_left(source: str) -> None:
    check_noop("encoding-parameters", source)


def test_the_plain_string_of_a_base_is_what_it_returns() -> None:
    check_rewrite(
        "unicode-method",
        "class Value(object):\n    def __str__(self):\n        return self.value\n\n"
        "class Text(Value):\n    def __unicode__(self):\n        return unicode(str(self), 'utf-8')\n",
        "class Value(object):\n    def __str__(self):\n        return self.value\n\n"
        "class Text(Value):\n    def __str__(self):\n        return unicode(self.value, 'utf-8')\n",
    )
