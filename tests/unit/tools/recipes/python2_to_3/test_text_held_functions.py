"""Bytes that go through functions an object keeps, through classes and handed-on openers; constants and separators."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

KEPT = """\
import os
class Channel(asyncore.dispatcher):
    def __init__(self):
        self.turn = lambda x: x
    def ascii(self, chunk):
        if chunk.endswith('\\r'):
            chunk = '\\n' + chunk[:-1]
        return chunk
    def start(self, kind):
        if kind == 'a':
            self.turn = self.ascii
        else:
            self.turn = lambda x: x.replace('\\r', '')
    def handle_read(self):
        self.out.write(self.turn(self.recv(10)))
"""
KEPT_AFTER = (
    KEPT.replace("endswith('", "endswith(b'").replace("= '\\n' +", "= b'\\n' +").replace("('\\r', '')", "(b'\\r', b'')")
)
OPENED = """\
class Producer:
    def __init__(self, file):
        self.file = file
    def more(self):
        data = self.file.read(10)
        return data.replace('\\n', '')
def send(fs, path):
    fd = retry(fs.open, path, 'rb')
    push(Producer(fd))
"""
REWRITE = [
    pytest.param("bytes-literals", KEPT, KEPT_AFTER, id="functions an object keeps"),
    pytest.param(
        "bytes-literals", OPENED, OPENED.replace("('\\n', '')", "(b'\\n', b'')"), id="a class that is given a file"
    ),
    pytest.param(
        "bytes-literals",
        "def test(self):\n    data = 'abc\\r\\n' * 100\n    f = open(p, 'wb')\n    f.write(data)\n"
        "    expected = data.replace('\\r\\n', os.linesep)\n    self.assertEqual(hash(expected), hash(g()))\n",
        "def test(self):\n    data = b'abc\\r\\n' * 100\n    f = open(p, 'wb')\n    f.write(data)\n"
        "    expected = data.replace(b'\\r\\n', os.linesep)\n    self.assertEqual(hash(expected), hash(g()))\n",
        id="a constant that is changed",
    ),
    pytest.param(
        "bytes-literals",
        "def test(self):\n    f = open(p, 'wb')\n    a = 'abc' * 100\n    f.write(a)\n    b = 'def'\n    f.write(b)\n"
        "    self.assertEqual(hash(a + b), hash(g()))\n",
        "def test(self):\n    f = open(p, 'wb')\n    a = b'abc' * 100\n    f.write(a)\n    b = b'def'\n    f.write(b)\n"
        "    self.assertEqual(hash(a + b), hash(g()))\n",
        id="constants that are added",
    ),
    pytest.param(
        "line-separators",
        "import os\ndef f(p):\n    with open(p, 'rb') as f:\n        return f.read().replace(b'\\n', os.linesep)\n",
        "import os\ndef f(p):\n    with open(p, 'rb') as f:\n"
        "        return f.read().replace(b'\\n', os.linesep.encode('ascii'))\n",
        id="a separator among bytes",
    ),
]
NOOP = [
    pytest.param(
        "bytes-literals",
        "class C:\n    def __init__(self):\n        self.turn = lambda x: x.replace('\\r', '')\n"
        "    def f(self):\n        self.turn(self.recv(1))\n        self.turn(u'text')\n",
        id="given text as well",
    ),
    pytest.param(
        "bytes-literals", OPENED.replace("Producer(fd)", "Producer(fd), Producer(sys.stdin)"), id="another file as well"
    ),
    pytest.param("bytes-literals", OPENED.replace("'rb'", "'r'"), id="a file of text"),
    pytest.param(
        "bytes-literals",
        "def f():\n    data = 'abc\\n'\n    f = open(p, 'wb')\n    f.write(data)\n    print(data.replace('\\n', ''))\n",
        id="changed to be printed",
    ),
    pytest.param(
        "bytes-literals",
        "def f(b):\n    f = open(p, 'wb')\n    a = 'abc'\n    f.write(a)\n    return hash(a + b)\n",
        id="added to anything",
    ),
    pytest.param("line-separators", "import os\nx = 'a' + os.linesep\nf = open(p, 'wb')\n", id="a separator of text"),
]
HOSTS = """\
import ftplib
class T(unittest.TestCase):
    def test(self):
        host, port = self.client.makepasv()
        self.assertEqual(host, self.server.host)
        self.server.address = 'elsewhere'
        host, port = self.client.makepasv()
        self.assertEqual(host, 'elsewhere')
    def test_connects(self):
        host, port = self.client.makepasv()
        connect((host, port))
"""
TRUST = "        self.client.trust_server_pasv_ipv4_address = True\n"


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_bytes_that_are_followed(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_what_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


def test_constants_with_separators() -> None:
    before = (
        b"import os\ndef test(self):\n    def inner(c):\n        data = c.get()\n        print data\n"
        b"    data = ('abc' + os.linesep) * 100\n    f = open(p, 'wb')\n    f.write(data)\n"
        b"    expected = data.replace(os.linesep, '\\r\\n')\n    self.assertEqual(hash(expected), hash(g()))\n"
    )
    after = run_track({"a.py": before})["a.py"]
    assert b"    data = (b'abc' + os.linesep.encode('ascii')) * 100\n" in after
    assert b"    expected = data.replace(os.linesep.encode('ascii'), b'\\r\\n')\n" in after


def test_a_host_that_a_test_compares_is_the_one_the_server_names() -> None:
    at = HOSTS.index("        host, port")
    after = HOSTS[:at] + TRUST + HOSTS[at:]
    check_rewrite("ftp-hosts", HOSTS, after, path="test_ftp.py", tests=("test_ftp.py",))
    check_noop("ftp-hosts", HOSTS)
    check_noop("ftp-hosts", HOSTS.replace("ftplib", "other"), path="test_ftp.py", tests=("test_ftp.py",))
