"""Text where bytes are asked for, and bytes where text is."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

ARGUMENTS = [
    (
        "a session id",
        "import md5\nmd5.new(str(x) + 'salt')\n",
        "import md5\nmd5.new((str(x) + 'salt').encode('utf-8'))\n",
    ),
    (
        "formatted",
        "import hashlib\nhashlib.sha1('%s:%s' % (a, b))\n",
        "import hashlib\nhashlib.sha1(('%s:%s' % (a, b)).encode('utf-8'))\n",
    ),
    (
        "a key of joined parts",
        "import hashlib\ndef f(parts):\n    return hashlib.md5('|'.join(parts)).hexdigest()\n",
        "import hashlib\ndef f(parts):\n    return hashlib.md5('|'.join(parts).encode('utf-8')).hexdigest()\n",
    ),
    (
        "a proxy's CONNECT",
        "def f(p_sock, host):\n    head = 'CONNECT %s HTTP/1.0\\r\\n' % host\n    p_sock.sendall(head + '\\r\\n')\n",
        "def f(p_sock, host):\n    head = 'CONNECT %s HTTP/1.0\\r\\n' % host\n"
        "    p_sock.sendall((head + '\\r\\n').encode('utf-8'))\n",
    ),
    (
        "a pid file",
        "import os\ndef f(p):\n    open(p, 'wb').write(str(os.getpid()))\n",
        "import os\ndef f(p):\n    open(p, 'wb').write(str(os.getpid()).encode('utf-8'))\n",
    ),
    (
        "form data",
        "import urllib, urllib2\ndef f(u, d):\n    data = urllib.urlencode(d)\n    return urllib2.urlopen(u, data)\n",
        "import urllib, urllib2\ndef f(u, d):\n    data = urllib.urlencode(d)\n"
        "    return urllib2.urlopen(u, data.encode('utf-8'))\n",
    ),
    (
        "form data by keyword",
        "import urllib, urllib2\nurllib2.Request(u, data=urllib.urlencode(d))\n",
        "import urllib, urllib2\nurllib2.Request(u, data=urllib.urlencode(d).encode('utf-8'))\n",
    ),
    (
        "text among bytes",
        "import hashlib\nsalt = str(n)\nhashlib.md5(salt + key.encode('utf-8'))\n",
        "import hashlib\nsalt = str(n)\nhashlib.md5(salt.encode('utf-8') + key.encode('utf-8'))\n",
    ),
    (
        "an asynchronous chat",
        "class C(asynchat.async_chat):\n    def say(self, x):\n        self.push('%s\\r\\n' % x)\n",
        "class C(asynchat.async_chat):\n    def say(self, x):\n        self.push(('%s\\r\\n' % x).encode('utf-8'))\n",
    ),
]

SALTED = """\
import hashlib
class Salted:
    def to_string(self):
        return "$%s$%s" % (self.salt, self.checksum)
    def digest(self, secret):
        if isinstance(secret, unicode):
            secret = secret.encode('utf-8')
        return hashlib.sha1(self.salt + secret).hexdigest()
"""

ARGUMENT_NOOP = [
    SALTED.replace("to_string", "__repr__"),
    SALTED.replace('return "$', 'raise ValueError("$').replace("checksum)", "checksum))"),
    SALTED.replace("self.salt, ", "self.name, "),
    "import hashlib\nhashlib.md5(data)\n",
    "import hashlib\nhashlib.md5('\\xff%s' % x)\n",
    "import hashlib\nhashlib.md5(''.join(chunks))\n",
    "def f(p, x):\n    f = open(p, 'wb')\n    f.write('head' + x)\n    f.write(x)\n",
    "def f(out, x):\n    out.write('%s' % x)\n",
    "d.update(str(x))\ngenerator.send(str(x))\nlog.push('%s' % x)\n",
    "class C(async_chat):\n    def push(self, x):\n        pass\n    def say(self, x):\n        self.push('%s' % x)\n",
    "import urllib2\nurllib2.urlopen('http://%s/' % host)\n",
]

CHARACTERS = [
    ("telnet", "def f(s):\n    s.sendall(chr(255))\n", "def f(s):\n    s.sendall(bytes([255]))\n"),
    ("a length byte", "x = chr(len(y)) + y.encode('latin-1')\n", "x = bytes([len(y)]) + y.encode('latin-1')\n"),
]

ARMOR = [
    (
        "basic authorization",
        "import base64\ndef f(r, u):\n    token = base64.encodestring(u)\n"
        "    r.add_header('Authorization', 'Basic ' + token.strip())\n",
        "import base64\ndef f(r, u):\n    token = base64.encodestring(u).decode('ascii')\n"
        "    r.add_header('Authorization', 'Basic ' + token.strip())\n",
    ),
    (
        "line breaks taken out",
        "import base64\ndef f(x):\n    return base64.encodestring(x).replace('\\n', '')\n",
        "import base64\ndef f(x):\n    return base64.encodestring(x).decode('ascii').replace('\\n', '')\n",
    ),
    (
        "formatted",
        "import binascii\nprint('%s %s' % (name, binascii.hexlify(x)))\n",
        "import binascii\nprint('%s %s' % (name, binascii.hexlify(x).decode('ascii')))\n",
    ),
    (
        "what hexdigest gives",
        "from binascii import hexlify\nclass H:\n    def hexdigest(self):\n        return hexlify(self.digest())\n",
        "from binascii import hexlify\nclass H:\n    def hexdigest(self):\n"
        "        return hexlify(self.digest()).decode('ascii')\n",
    ),
    (
        "digits on request",
        "from binascii import hexlify\ndef raw(x, hex=False):\n    return hexlify(x) if hex else x\n",
        "from binascii import hexlify\ndef raw(x, hex=False):\n    return hexlify(x).decode('ascii') if hex else x\n",
    ),
    (
        "a header set",
        "from base64 import b64encode\nheaders['Authorization'] = b64encode(x)\n",
        "from base64 import b64encode\nheaders['Authorization'] = b64encode(x).decode('ascii')\n",
    ),
    (
        "kept in an attribute",
        "import base64\nclass Basic:\n    def __init__(self, u):\n"
        "        self.cookie = base64.encodestring(u).strip()\n"
        "    def change(self, h):\n        h.set('Basic %s' % self.cookie)\n",
        "import base64\nclass Basic:\n    def __init__(self, u):\n"
        "        self.cookie = base64.encodestring(u).decode('ascii').strip()\n"
        "    def change(self, h):\n        h.set('Basic %s' % self.cookie)\n",
    ),
    (
        "one of several signatures",
        "import binascii\nclass Hmac(Method):\n    def sign(self, h):\n"
        "        return binascii.b2a_base64(h.digest())[:-1]\n"
        "class Plain(Method):\n    def sign(self, h):\n        return '%s&%s' % (self.key, h)\n",
        "import binascii\nclass Hmac(Method):\n    def sign(self, h):\n"
        "        return binascii.b2a_base64(h.digest()).decode('ascii')[:-1]\n"
        "class Plain(Method):\n    def sign(self, h):\n        return '%s&%s' % (self.key, h)\n",
    ),
]

ARMOR_NOOP = [
    "import binascii\ndef f(x):\n    return binascii.hexlify(x)\n",
    "import binascii\ndef f(x, raw):\n    return binascii.hexlify(x) if raw else x\n",
    "import base64\ndef f(x):\n    return base64.b64encode(x)\n",
    "import base64\nx = base64.b64encode(y).decode('ascii') + 'x'\n",
    "import base64\nclass A:\n    def __init__(self, y):\n        self.x = base64.b64encode(y)\n"
    "    def send(self, p):\n        open(p, 'wb').write(self.x)\n        return 'a' + self.x\n",
    "import base64\nclass A:\n    def __init__(self, y):\n        self.x = base64.b64encode(y)\n"
    "    def read(self, p):\n        self.x = p.read()\n    def show(self):\n        return 'a' + self.x\n",
    "import base64\nclass A:\n    def sign(self, h):\n        return base64.b64encode(h)\n"
    "class B:\n    def sign(self, h):\n        return other(h)\n",
    "import base64\ndef f(p, y):\n    x = base64.b64encode(y)\n    open(p, 'wb').write(x)\n    return 'a' + x\n",
]

CODECS = [
    (
        "a digest",
        "import os\nx = os.urandom(4).encode('hex')\n",
        "import binascii\nimport os\nx = binascii.hexlify(os.urandom(4)).decode('ascii')\n",
    ),
    ("digits", "x = '7ff8'.decode('hex')\n", "import binascii\nx = binascii.unhexlify('7ff8')\n"),
    ("a literal", "x = 'abc'.encode('hex')\n", "import binascii\nx = binascii.hexlify(b'abc').decode('ascii')\n"),
    (
        "a password",
        "x = ('%s:%s' % (a, b)).encode('base64')\n",
        "import base64\nx = base64.encodebytes(('%s:%s' % (a, b)).encode('utf-8')).decode('ascii')\n",
    ),
    ("compressed", "import zlib\nx = y.encode('zlib')\n", "import zlib\nx = zlib.compress(y)\n"),
    ("rot13", "x = y.encode('rot13')\n", "import codecs\nx = codecs.encode(y, 'rot13')\n"),
    ("quoted", "x = y.decode('quopri')\n", "import codecs\nx = codecs.decode(y, 'quopri')\n"),
    (
        "a string literal's escapes",
        "x = y[1:-1].decode('string_escape')\n",
        "x = y[1:-1].encode('latin-1', 'backslashreplace').decode('unicode_escape')\n",
    ),
    (
        "escaped by another codec",
        "def f(k, v):\n    return '%s: %s' % (k, v.encode('raw_unicode_escape'))\n",
        "def f(k, v):\n    return '%s: %s' % (k, v.encode('raw_unicode_escape').decode('latin-1'))\n",
    ),
    (
        "made plain for a comparison",
        "def same(a):\n    if isinstance(a, UnicodeType):\n        a = a.encode('raw_unicode_escape')\n"
        "    return a == b\n",
        "def same(a):\n    if isinstance(a, UnicodeType):\n"
        "        a = a.encode('raw_unicode_escape').decode('latin-1')\n"
        "    elif isinstance(a, bytes):\n        a = a.decode('latin-1')\n    return a == b\n",
    ),
    (
        "made plain, or another value",
        "if isinstance(a, unicode):\n    a = a.encode('raw_unicode_escape')\nelse:\n    a = g(a)\n",
        "if isinstance(a, unicode):\n    a = a.encode('raw_unicode_escape').decode('latin-1')\nelse:\n    a = g(a)\n",
    ),
    (
        "escaped, given back",
        "def f(v):\n    return v.encode('unicode-escape')\n",
        "def f(v):\n    return v.encode('unicode-escape').decode('ascii')\n",
    ),
    ("escaped", "x = y.encode('string-escape')\n", "x = y.encode('unicode_escape').decode('ascii')\n"),
]

CODEC_NOOP = [
    "def f(p, v):\n    open(p, 'wb').write(v.encode('unicode_escape'))\n",
    "x = y.encode('unicode_escape').decode('ascii')\n",
    "x = y.encode('utf-8')\n",
    "x = y.decode(encoding)\n",
    "x = y.encode('idna')\n",
    "hex.encode(x)\n",
]


@pytest.mark.parametrize(("origin", "before", "after"), ARGUMENTS)
def test_text_is_encoded(origin: str, before: str, after: str) -> None:
    check_rewrite("bytes-arguments", before, after)


def test_what_its_class_puts_into_text_is_encoded() -> None:
    check_rewrite("bytes-arguments", SALTED, SALTED.replace("self.salt + ", "self.salt.encode('utf-8') + "))


@pytest.mark.parametrize("source", ARGUMENT_NOOP)
def test_argument_that_stays(source: str) -> None:
    check_noop("bytes-arguments", source)


@pytest.mark.parametrize(("origin", "before", "after"), CHARACTERS)
def test_byte(origin: str, before: str, after: str) -> None:
    check_rewrite("byte-characters", before, after)


@pytest.mark.parametrize(("origin", "before", "after"), ARMOR)
def test_armor_is_text(origin: str, before: str, after: str) -> None:
    check_rewrite("armored-text", before, after)


@pytest.mark.parametrize("source", ARMOR_NOOP)
def test_armor_that_stays(source: str) -> None:
    check_noop("armored-text", source)


@pytest.mark.parametrize(("origin", "before", "after"), CODECS)
def test_codec(origin: str, before: str, after: str) -> None:
    check_rewrite("codec-methods", before, after)


@pytest.mark.parametrize("source", CODEC_NOOP)
def test_codec_that_stays(source: str) -> None:
    check_noop("codec-methods", source)
