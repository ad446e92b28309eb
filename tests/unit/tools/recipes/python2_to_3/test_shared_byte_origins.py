"""Files in which nothing can be bytes are told by their words."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"m.py"}), ("",), frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "x = b'a'\n",
        "x = bR'a'\n",
        "x = Rb'a'\n",
        "x = y.encode('utf-8')\n",
        "x = y.decode('HEX')\n",
        "f = open(p, 'rb')\n",
        "f = file(p, 'U+b')\n",
        "import md5\nmd5.new(x).update('a')\n",
        "import cPickle as p\nx = p.dumps(y)\n",
        "from os import read as r\n",
        "from urllib2 import urlopen\n",
        "class H(asyncore.dispatcher): pass\n",
        "def f(s): s.connect(a); s.send('x')\n",
        "import binascii\nx = binascii.hexlify(y)\n",
    ],
)
def test_a_sign_of_bytes_is_seen(text: str) -> None:
    assert may_hold_bytes(Source("m.py", text.encode(), FACTS))


@pytest.mark.parametrize(
    "text",
    [
        "x = open(p).read()\n",
        "x = u'b'\n",
        "x = 'encode'  # sendall\n",
        "x = json.dumps(y)\n",
        "x = y.decode('utf-8')\n",
        "signal.send('x')\n",
        "d.update({'a': 'b'})\n",
        "s = r'b'\n",
    ],
)
def test_a_file_without_any_is_told(text: str) -> None:
    assert not may_hold_bytes(Source("m.py", text.encode(), FACTS))
