"""Functions that work on text, and methods whose callers decode what they give."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

ESCAPE = """\
def escape(data, entities={}):
    data = data.replace('&', '&amp;')
    for chars, entity in entities.items():
        data = data.replace(chars, entity)
    return data
def quote(data):
    data = escape(data, {'"': '&quot;'})
    return '"%s"' % data
class Node:
    def write(self, f):
        f.write(' ' + escape(str(self.name)) + '=' + quote(unicode(self.value).encode('utf-8')))
        f.write(escape(self.data.encode('utf-8')))
"""

REWRITE = [
    pytest.param(ESCAPE, ESCAPE.replace(".encode('utf-8')", ""), id="markup"),
]
NOOP = [
    pytest.param("def f(data):\n    return data.replace('a', 'b')\nf(x.encode('utf-8'))\n", id="encoded by all"),
    pytest.param(
        "import hashlib\ndef f(data):\n    return hashlib.md5(data).hexdigest() + data.replace('a', 'b')\n"
        "x = 'a' + f(x.encode('utf-8'))\n",
        id="hashed as well",
    ),
    pytest.param("x = 'a' + f(x.encode('utf-8'))\n", id="defined elsewhere"),
    pytest.param(
        "def f(data):\n    return send(data)\nx = 'a' + f(x.encode('utf-8'))\n", id="handed to what is unknown"
    ),
]

DOCUMENT = b"""\
from cStringIO import StringIO
class Document:
    def contentxml(self):
        xml = StringIO()
        xml.write(PROLOGUE)
        self.top.toXml(0, xml)
        return xml.getvalue()
    def other(self):
        xml = StringIO()
        self.top.toXml(0, xml)
        return xml.getvalue()
"""


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_helpers_of_text_are_given_text(before: str, after: str) -> None:
    check_rewrite("text-helpers", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_text_helpers_leaves(source: str) -> None:
    check_noop("text-helpers", source)


@pytest.mark.parametrize("decoded", [b"unicode(d.contentxml(), 'utf-8')", b"make().contentxml().decode('utf8')"])
def test_what_others_decode_is_encoded(decoded: bytes) -> None:
    made = run_track({"document.py": DOCUMENT, "tests/test_a.py": b"def test(d):\n    x = " + decoded + b"\n"})
    assert made["document.py"].count(b"return xml.getvalue().encode('utf-8')\n") == 1
    assert b"    def other(self):\n        xml = StringIO()" in made["document.py"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            DOCUMENT.replace(b"xml.write(P", b"if not P: return None\n        xml.write(P"), id="other results"
        ),
        pytest.param(DOCUMENT.replace(b"StringIO()", b"self.make()"), id="another object"),
    ],
)
def test_other_results_are_left(data: bytes) -> None:
    made = run_track({"document.py": data, "tests/test_a.py": b"unicode(d.contentxml(), 'utf-8')\n"})
    assert b".encode(" not in made["document.py"]


SOUGHT = """\
def test(d):
    x = unicode(d.contentxml(), 'utf-8')
    result = d.contentxml()
    assert result.find(u'<p>') > 0 and result.startswith('<?xml')
    assert x.find(u'<p>') > 0
    assert d.contentxml().count('<p>') == 1
    assert d.other().find(u'<p>') > 0 and d.names(1).find('p')
    result = d.other()
    assert result.find(u'<p>')
"""


def test_what_is_sought_in_what_others_decode_is_bytes() -> None:
    made = run_track({"document.py": DOCUMENT, "tests/test_a.py": SOUGHT.encode()}, ("tests/test_a.py",))
    after = SOUGHT.replace(
        "result.find(u'<p>') > 0 and result.startswith('<?", "result.find(b'<p>') > 0 and result.startswith(b'<?"
    )
    after = after.replace("count('<p>')", "count(b'<p>')").replace("unicode(", "str(")
    assert made["tests/test_a.py"].decode() == after


@pytest.mark.parametrize("sought", ["u'\\u20ac'", "u'\xe9'", "name", "(u'a', u'b')"])
def test_what_else_is_sought_is_left(sought: str) -> None:
    test = f"# coding: utf-8\nresult = d.contentxml()\nx = result.find({sought})\ny = d.contentxml().decode('utf-8')\n"
    made = run_track({"document.py": DOCUMENT, "tests/test_a.py": test.encode()}, ("tests/test_a.py",))
    assert f"result.find({sought})" in made["tests/test_a.py"].decode()
