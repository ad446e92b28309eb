"""StringIO and cStringIO, told apart by use."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    (
        "the class and its type",
        "from cStringIO import StringIO, OutputType\ndef f(x):\n    return StringIO() or isinstance(x, OutputType)\n",
        "from io import StringIO\nfrom io import StringIO as OutputType\n"
        "def f(x):\n    return StringIO() or isinstance(x, OutputType)\n",
    ),
    (
        "bytes of numbers, written by a method of another name",
        "from cStringIO import StringIO\ndef f(n):\n    out = StringIO()\n    write = out.write\n"
        "    write(chr(n & 0xff) + chr((n >> 8) & 0xff))\n",
        "from io import BytesIO as StringIO\ndef f(n):\n    out = StringIO()\n    write = out.write\n"
        "    write(chr(n & 0xff) + chr((n >> 8) & 0xff))\n",
    ),
    (
        "a parser of what lies in an archive",
        "import zipfile\nfrom StringIO import StringIO\ndef parse(x):\n    src.setByteStream(StringIO(x))\n",
        "import zipfile\nfrom io import BytesIO as StringIO\ndef parse(x):\n    src.setByteStream(StringIO(x))\n",
    ),
    (
        "a parser of any text",
        "import urllib2\nfrom StringIO import StringIO\ndef parse(x):\n    src.setByteStream(StringIO(x))\n",
        "import urllib2\nfrom io import StringIO\ndef parse(x):\n    src.setByteStream(StringIO(x))\n",
    ),
    (
        "a logging test",
        "from StringIO import StringIO\nimport sys\nsys.stdout = StringIO()\n",
        "from io import StringIO\nimport sys\nsys.stdout = StringIO()\n",
    ),
    (
        "a response body is unzipped",
        "import gzip, StringIO\ng = gzip.GzipFile(fileobj=StringIO.StringIO(body))\n",
        "import gzip, io\ng = gzip.GzipFile(fileobj=io.BytesIO(body))\n",
    ),
    (
        "a variable that is unzipped",
        "import cStringIO as sio\ndef f(data):\n    b = sio.StringIO(data)\n    return zipfile.ZipFile(b)\n",
        "import io\ndef f(data):\n    b = io.BytesIO(data)\n    return zipfile.ZipFile(b)\n",
    ),
    (
        "both kinds",
        "from cStringIO import StringIO\ndef f(x):\n    a = StringIO()\n    a.write(struct.pack('<I', x))\n"
        "    return StringIO(u'text'), a\n",
        "from io import BytesIO, StringIO\ndef f(x):\n    a = BytesIO()\n    a.write(struct.pack('<I', x))\n"
        "    return StringIO(u'text'), a\n",
    ),
    (
        "a module others import the name from",
        "from StringIO import StringIO\ndef f(x):\n    return StringIO(x.encode('utf-8'))\n",
        "from io import BytesIO as StringIO\ndef f(x):\n    return StringIO(x.encode('utf-8'))\n",
    ),
    (
        "inside a function",
        "def f(x):\n    from StringIO import StringIO\n    return pickle.load(StringIO(x))\n",
        "def f(x):\n    from io import BytesIO\n    return pickle.load(BytesIO(x))\n",
    ),
    (
        "the usual fallback, its halves alike",
        "try:\n    from cStringIO import StringIO\nexcept ImportError:\n"
        "    from StringIO import StringIO\nStringIO()\n",
        "try:\n    from io import StringIO\nexcept ImportError:\n    from io import StringIO\nStringIO()\n",
    ),
    (
        "a subclass",
        "import StringIO\nclass S(StringIO.StringIO):\n    pass\n",
        "import io\nclass S(io.StringIO):\n    pass\n",
    ),
    (
        "an encoder",
        "import struct, StringIO\ndef f(s):\n    f = StringIO.StringIO()\n    write = f.write\n    pack = struct.pack\n"
        "    for c in s:\n        write( pack('<L', ord(c)) )\n",
        "import struct, io\ndef f(s):\n    f = io.BytesIO()\n    write = f.write\n    pack = struct.pack\n"
        "    for c in s:\n        write( pack('<L', ord(c)) )\n",
    ),
    (
        "a packer of text",
        "import struct, StringIO\ndef f(s, pack):\n    f = StringIO.StringIO()\n    f.write(pack(s))\n",
        "import struct, io\ndef f(s, pack):\n    f = io.StringIO()\n    f.write(pack(s))\n",
    ),
    (
        "a variable called io",
        "import StringIO\ndef f(io):\n    return StringIO.StringIO()\n",
        "import io as StringIO\ndef f(io):\n    return StringIO.StringIO()\n",
    ),
    (
        "a WSGI test",
        "from StringIO import StringIO\nenviron = {'wsgi.input': StringIO('a=b')}\n",
        "from io import BytesIO as StringIO\nenviron = {'wsgi.input': StringIO('a=b')}\n",
    ),
]

NOOP = [
    "try:\n    from cStringIO import StringIO\nexcept ImportError:\n    from io import StringIO\n",
    "try:\n    from io import BytesIO\nexcept ImportError:\n    from StringIO import StringIO as BytesIO\n",
    "from io import StringIO\nStringIO()\n",
]


@pytest.mark.parametrize(("origin", "before", "after"), REWRITE)
def test_buffer_by_its_use(origin: str, before: str, after: str) -> None:
    check_rewrite("string-buffers", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_buffer_that_is_left(source: str) -> None:
    check_noop("string-buffers", source)


def test_both_modules_in_one_statement() -> None:
    before = "import StringIO, re, cStringIO\na = StringIO.StringIO()\nb = cStringIO.StringIO()\n"
    after = "import io\nimport re\nimport io\na = io.StringIO()\nb = io.StringIO()\n"
    check_rewrite("string-buffers", before, after)
