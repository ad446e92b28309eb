"""Properties that take bytes only, across files, and what WSGI applications give."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

RESPONSE = b"""\
from io import BytesIO
class Response(object):
    def _get_body(self):
        if not self.there:
            return ''
        return self._body
    def _set_body(self, value):
        if value is None:
            value = ''
        if isinstance(value, unicode):
            raise TypeError('not text')
        if not isinstance(value, str):
            raise TypeError('only strings')
        self._body = value
    def joined(self):
        self._body = ''.join(self._parts)
    body = property(_get_body, _set_body)
"""
REQUEST = b"""\
class Request(object):
    def _get_body(self):
        return self.file.read()
    def _set_body(self, value):
        if not isinstance(value, str):
            raise TypeError('only strings')
        self.file = StringIO(value)
    body = property(_get_body, _set_body)
"""
TEST = b"""\
def test(r):
    r.body = 'a'
    assert r.body == 'a'
    assert 'a' in r.body
    assert r.body.startswith('a')
    assert r.name == 'a'
    Request.blank('/', body='b')
"""


def test_what_is_given_to_and_compared_with_a_property_of_bytes_is_bytes() -> None:
    made = run_track({"a.py": RESPONSE, "b.py": REQUEST, "tests/test_a.py": TEST}, tests=("tests/test_a.py",))
    after = TEST.replace(b"'a'", b"b'a'").replace(b"name == b'a'", b"name == 'a'").replace(b"'b'", b"b'b'")
    assert made["tests/test_a.py"] == after
    assert b"            return b''\n" in made["a.py"]
    assert b"            value = b''\n" in made["a.py"]
    assert b"if isinstance(value, str):\n" in made["a.py"]
    assert b"if not isinstance(value, bytes):\n" in made["a.py"]
    assert b"self._body = b''.join(self._parts)\n" in made["a.py"]
    assert b"if not isinstance(value, bytes):\n" in made["b.py"]


def test_whatever_the_property_is_called() -> None:
    sources = {path: data.replace(b"body", b"sealed") for path, data in (("a.py", RESPONSE), ("t/test_a.py", TEST))}
    assert b"r.sealed == b'a'\n" in run_track(sources, tests=("t/test_a.py",))["t/test_a.py"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(b"class T:\n    body = property(get, set)\n", id="another property of that name"),
        pytest.param(b"class T:\n    def body(self):\n        return 'x'\n", id="a method of that name"),
    ],
)
def test_names_that_mean_something_else_too_are_left(other: bytes) -> None:
    made = run_track({"a.py": RESPONSE, "c.py": other, "tests/test_a.py": TEST}, tests=("tests/test_a.py",))
    assert made["tests/test_a.py"] == TEST


def test_setters_of_text_are_left() -> None:
    data = RESPONSE.replace(b"isinstance(value, unicode)", b"not isinstance(value, unicode)")
    made = run_track({"a.py": data, "tests/test_a.py": TEST}, tests=("tests/test_a.py",))
    assert made["tests/test_a.py"] == TEST


APP = """\
def app(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    if environ['x']:
        yield 'x'
    if path:
        return [open(path).read()]
    return ['Hello', "you, %s" % environ['you'], other(environ)]
"""
BYTES_APP = """\
def app(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    if environ['x']:
        yield b'x'
    if path:
        return [open(path, 'rb').read()]
    return [b'Hello', ("you, %s" % environ['you']).encode('utf-8'), other(environ)]
"""


def test_wsgi_applications_give_bytes() -> None:
    check_rewrite("wsgi-bodies", APP, BYTES_APP)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def app(environ, start_response):\n    return ['x']\n", id="never started"),
        pytest.param("def f(path):\n    start_response('x')\n    return ['x']\n", id="no application"),
        pytest.param("def app(environ, start_response):\n    start_response(s)\n    return run(['x'])\n", id="others"),
    ],
)
def test_wsgi_bodies_leaves(source: str) -> None:
    check_noop("wsgi-bodies", source)


def test_applications_of_tests_are_left() -> None:
    check_noop("wsgi-bodies", APP, path="tests/test_a.py", tests=("tests/test_a.py",))
