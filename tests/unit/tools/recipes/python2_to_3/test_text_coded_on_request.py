"""Functions that encode or decode where they are told an encoding, and the literals that meet what they give."""

import pytest

from overhaul.domain.ports.recipes import Learned
from tests.support.recipes import run_track
from tools.recipes.python2_to_3._shared.coded_on_request import DECODES, ENCODES, learn

CODER = b"""\
def dumps(obj, encoding=None):
    text = render(obj)
    if encoding is not None:
        text = text.encode( encoding )
    return text

def loads(data, strict=False, encoding=None):
    if not isinstance(data, unicode):
        data = data.decode(encoding)
    return parse(data)

def save(obj, target, encoding=None):
    data = dumps(obj).encode(encoding)
    target.write(data)

class Coder:
    def read(self, data, encoding=None):
        return self.parse(data.decode(encoding, 'replace'))

    def text(self, encoding='utf-8'):
        return self.data.encode(encoding)
"""
BEFORE = b"""\
import coder
class T(unittest.TestCase):
    def test(self):
        self.assertEqual(coder.dumps(u'x', encoding='ascii'), r'"\\u2012"')
        self.assertEqual('"\\xc3\\xa0"', coder.dumps(u'x', encoding='utf-8'))
        assert coder.dumps(1, encoding='ucs4') in ['\\x00a', '"b"']
        self.assertEqual(coder.loads('"\\xc3\\xa0"', encoding='utf-8'), u'x')
        print coder.dumps(1)
"""
AFTER = b"""\
import coder
class T(unittest.TestCase):
    def test(self):
        self.assertEqual(coder.dumps(u'x', encoding='ascii'), br'"\\u2012"')
        self.assertEqual(b'"\\xc3\\xa0"', coder.dumps(u'x', encoding='utf-8'))
        assert coder.dumps(1, encoding='ucs4') in [b'\\x00a', b'"b"']
        self.assertEqual(coder.loads(b'"\\xc3\\xa0"', encoding='utf-8'), u'x')
        print(coder.dumps(1))
"""
LEFT = [
    pytest.param("assertEqual(coder.dumps(x), '\\xe0')", id="no encoding"),
    pytest.param("assertEqual(coder.dumps(x, encoding=None), '\\xe0')", id="none, said so"),
    pytest.param("assertEqual(coder.dumps(x, encoding='unicode'), '\\xe0')", id="text"),
    pytest.param("assertEqual(coder.dumps(x, encoding='utf-8'), u'\\xe0')", id="text expected"),
    pytest.param("assertEqual(other.dump(x, encoding='utf-8'), 'x')", id="another function"),
    pytest.param("assertEqual(coder.save(x, y, encoding='utf-8'), 'x')", id="what it writes and does not give"),
    pytest.param("coder.loads('x', encoding='utf-8')", id="what may be either"),
    pytest.param("coder.loads(x, '\\xe0', encoding='utf-8')", id="another argument"),
]


def test_literals_that_meet_what_is_encoded_on_request() -> None:
    assert run_track({"coder.py": CODER, "test_coder.py": BEFORE}, tests=("test_coder.py",))["test_coder.py"] == AFTER


@pytest.mark.parametrize("line", LEFT)
def test_literals_that_are_left(line: str) -> None:
    source = f"import coder\nprint x\n{line}\n".encode()
    after = run_track({"coder.py": CODER, "test_coder.py": source}, tests=("test_coder.py",))["test_coder.py"]
    assert after == source.replace(b"print x", b"print(x)")


def test_what_is_learned() -> None:
    assert set(learn({"coder.py": CODER, "test_coder.py": CODER})) == {
        Learned(ENCODES, "dumps", "coder.py"),
        Learned(f"{DECODES}0", "loads", "coder.py"),
        Learned(f"{DECODES}0", "read", "coder.py"),
    }
