"""Files and processes: opened as what they are used for."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    (
        "csv-files",
        "lines encoded in place",
        "import csv\nr = csv.reader([(line.encode('utf-8') + '\\n') for line in data], dialect=d)\n",
        "import csv\nr = csv.reader([(line + '\\n') for line in data], dialect=d)\n",
    ),
    (
        "csv-files",
        "lines encoded in place, their ends, too",
        "import csv\nr = csv.reader(line.encode('utf-8') + b'\\n' for line in data)\n",
        "import csv\nr = csv.reader(line + '\\n' for line in data)\n",
    ),
    (
        "csv-files",
        "a chart of accounts",
        "import csv\ndef f(p):\n    s = open(p, 'rb')\n    return csv.reader(s, delimiter=';')\n",
        "import csv\ndef f(p):\n    s = open(p, 'r', newline='')\n    return csv.reader(s, delimiter=';')\n",
    ),
    (
        "csv-files",
        "in a with",
        'import csv\nwith open("x", "wb") as f:\n    csv.DictWriter(f, names)\n',
        'import csv\nwith open("x", "w", newline=\'\') as f:\n    csv.DictWriter(f, names)\n',
    ),
    (
        "csv-files",
        "kept on the object",
        "from csv import writer\nclass C:\n    def __init__(self, p):\n        self.f = file(p, 'ab')\n"
        "    def w(self):\n"
        "        return writer(self.f)\n",
        "from csv import writer\nclass C:\n    def __init__(self, p):\n        self.f = file(p, 'a', newline='')\n"
        "    def w(self):\n        return writer(self.f)\n",
    ),
    (
        "csv-files",
        "through a helper",
        "import csv\ndef opened(p):\n    return open(p, 'rU')\nfor row in csv.reader(opened(p)):\n    pass\n",
        "import csv\ndef opened(p):\n    return open(p, 'r', newline='')\nfor row in csv.reader(opened(p)):\n"
        "    pass\n",
    ),
    (
        "csv-files",
        "the documentation's encoder",
        "import csv\ndef enc(ls):\n    for l in ls:\n        yield l.encode('utf-8')\ndef f(ls):\n"
        "    return csv.reader(enc(ls))\n",
        "import csv\ndef enc(ls):\n    for l in ls:\n        yield l\ndef f(ls):\n    return csv.reader(enc(ls))\n",
    ),
    (
        "csv-cells",
        "the documentation's writer",
        "import csv\nw.writerow([s.encode('utf-8') for s in row])\n",
        "import csv\nw.writerow([s for s in row])\n",
    ),
    (
        "text-decodes",
        "cells of csv",
        "import csv\ndef f(s):\n    for row in csv.reader(s):\n        a, b = row\n"
        "        yield a.decode('utf-8'), row[1].decode('utf-8')\n",
        "import csv\ndef f(s):\n    for row in csv.reader(s):\n        a, b = row\n        yield a, row[1]\n",
    ),
    (
        "text-conversions",
        "the documentation's reader",
        "import csv\nclass R:\n    def __init__(self, f):\n        self.r = csv.reader(f)\n    def next(self):\n"
        "        row = self.r.next()\n        return [unicode(s, 'utf-8') for s in row]\n",
        "import csv\nclass R:\n    def __init__(self, f):\n        self.r = csv.reader(f)\n    def next(self):\n"
        "        row = self.r.next()\n        return [s for s in row]\n",
    ),
    ("text-decodes", "arguments", "import sys\nx = sys.argv[1].decode('utf-8')\n", "import sys\nx = sys.argv[1]\n"),
    ("text-decodes", "a literal", "x = 'abc'.decode('ascii')\n", "x = 'abc'\n"),
    ("text-decodes", "a literal of bytes", "x = '\\xc3\\xa4'.decode('utf-8')\n", "x = b'\\xc3\\xa4'.decode('utf-8')\n"),
    (
        "text-conversions",
        "a literal of bytes",
        "x = unicode('\\xe4', 'latin-1')\n",
        "x = unicode(b'\\xe4', 'latin-1')\n",
    ),
    ("text-conversions", "a literal in the file's encoding", "x = unicode('ö', 'utf8')\n", "x = 'ö'\n"),
    ("text-decodes", "a literal in the file's encoding", "x = 'ö'.decode('UTF-8')\n", "x = 'ö'\n"),
    (
        "text-conversions",
        "a file",
        "def f(p):\n    f = open(p)\n    t = unicode(f.read(), 'utf-8')\n    f.close()\n    return t\n",
        "def f(p):\n    f = open(p, encoding='utf-8')\n    t = f.read()\n    f.close()\n    return t\n",
    ),
    ("text-conversions", "a literal", "x = unicode('abc', 'ascii')\n", "x = 'abc'\n"),
    (
        "text-decodes",
        "a text file",
        "def f(p):\n    return open(p).read().decode('utf-8')\n",
        "def f(p):\n    return open(p, encoding='utf-8').read()\n",
    ),
    (
        "text-decodes",
        "lines of a text file",
        "def f(p):\n    for line in open(p):\n        x = line.strip().decode('latin-1')\n",
        "def f(p):\n    for line in open(p, encoding='latin-1'):\n        x = line.strip()\n",
    ),
    (
        "text-decodes",
        "an encoding in a variable",
        "def f(p, encoding):\n    return open(p, 'r').read().decode(encoding)\n",
        "def f(p, encoding):\n    return open(p, 'rb').read().decode(encoding)\n",
    ),
    (
        "ascii-folding",
        "a slug",
        "import unicodedata\ndef f(v):\n    return unicodedata.normalize('NFKD', v).encode('ascii', 'ignore')\n",
        "import unicodedata\ndef f(v):\n"
        "    return unicodedata.normalize('NFKD', v).encode('ascii', 'ignore').decode('ascii')\n",
    ),
    ("universal-newlines-mode", "a config", "f = open(p, 'rU')\n", "f = open(p, 'r')\n"),
    ("universal-newlines-mode", "by keyword", 'f = io.open(p, mode="U")\n', 'f = io.open(p, mode="r")\n'),
    ("universal-newlines-mode", "binary", "f = zf.open(p, 'rbU')\n", "f = zf.open(p, 'rb')\n"),
    (
        "pickle-files",
        "a cache",
        "import cPickle as pickle\ndef f(p, o):\n    pickle.dump(o, open(p, 'w'))\n    return pickle.load(open(p))\n",
        "import cPickle as pickle\ndef f(p, o):\n    pickle.dump(o, open(p, 'wb'))\n"
        "    return pickle.load(open(p, 'rb'))\n",
    ),
    (
        "pickle-files",
        "a socket's file",
        "import pickle\nclass A:\n    def __init__(self, s):\n        self.f = s.makefile('w')\n"
        "    def send(self, o):\n        pickle.dump(o, self.f)\n",
        "import pickle\nclass A:\n    def __init__(self, s):\n        self.f = s.makefile('wb')\n"
        "    def send(self, o):\n        pickle.dump(o, self.f)\n",
    ),
    (
        "pickle-files",
        "a socket's file, read",
        "import marshal\ndef f(s):\n    return marshal.load(s.makefile())\n",
        "import marshal\ndef f(s):\n    return marshal.load(s.makefile('rb'))\n",
    ),
    (
        "pickle-files",
        "a descriptor",
        "import os, pickle\nf = os.fdopen(fd, 'w')\npickle.dump(o, f)\n",
        "import os, pickle\nf = os.fdopen(fd, 'wb')\npickle.dump(o, f)\n",
    ),
    (
        "pickle-files",
        "a literal",
        "import pickle\npickle.loads('I1\\n.')\n",
        "import pickle\npickle.loads(b'I1\\n.')\n",
    ),
    (
        "encoded-files",
        "at once",
        "open(p, 'w').write(text.encode('utf-8'))\n",
        "open(p, 'wb').write(text.encode('utf-8'))\n",
    ),
    (
        "encoded-files",
        "a report",
        "def f(p, t):\n    out = file(p, 'a')\n    data = t.encode('latin-1')\n    out.write(data)\n"
        "    out.write('\\n')\n    out.close()\n",
        "def f(p, t):\n    out = file(p, 'ab')\n    data = t.encode('latin-1')\n    out.write(data)\n"
        "    out.write('\\n')\n    out.close()\n",
    ),
    (
        "encoded-files",
        "with",
        "with open(p, \"w+\") as out:\n    for line in lines:\n        out.write(line.encode('utf8'))\n",
        "with open(p, \"wb+\") as out:\n    for line in lines:\n        out.write(line.encode('utf8'))\n",
    ),
    (
        "printed-text",
        "by way of a name",
        "def f(self, msg):\n    text = msg.encode(self.encoding, self.errors)\n    print(text)\n",
        "def f(self, msg):\n    text = msg\n    print(text)\n",
    ),
    (
        "printed-text",
        "a script's output",
        "print(x.encode('utf-8'), u'%s' % y.encode(enc))\nsys.stdout.write('a' + x.encode('utf-8', 'replace'))\n",
        "print(x, u'%s' % y)\nsys.stdout.write('a' + x)\n",
    ),
    (
        "printed-text",
        "a function for lines of a file",
        "def write(self, enc):\n    def quoted(x):\n        return quote(x).encode(enc, 'replace')\n"
        "    put('a %s\\n' % quoted(y))\n    put('%s %s' % (z, quoted(y)))\n",
        "def write(self, enc):\n    def quoted(x):\n        return quote(x)\n"
        "    put('a %s\\n' % quoted(y))\n    put('%s %s' % (z, quoted(y)))\n",
    ),
    (
        "standard-streams",
        "a script's set-up",
        "sys.stdout = codecs.getwriter('utf-8')(sys.stdout)\n",
        "sys.stdout = codecs.getwriter('utf-8')(sys.stdout.buffer)\n",
    ),
    (
        "stream-bytes",
        "packed",
        "import sys, struct\nsys.stdout.write(struct.pack('<I', 1))\n",
        "import sys, struct\nsys.stdout.buffer.write(struct.pack('<I', 1))\n",
    ),
    (
        "process-text",
        "output by lines",
        "import subprocess\ndef f():\n    p = subprocess.Popen(['git'], stdout=subprocess.PIPE)\n"
        "    out, err = p.communicate()\n    return out.split('\\n')\n",
        "import subprocess\ndef f():\n"
        "    p = subprocess.Popen(['git'], stdout=subprocess.PIPE, universal_newlines=True)\n"
        "    out, err = p.communicate()\n    return out.split('\\n')\n",
    ),
    (
        "process-text",
        "read from the stream",
        "from subprocess import Popen\ndef f():\n    p = Popen(['git'], stdout=-1)\n    for l in p.stdout:\n"
        "        if l.startswith('x'):\n"
        "            return 1\n",
        "from subprocess import Popen\ndef f():\n    p = Popen(['git'], stdout=-1, universal_newlines=True)\n"
        "    for l in p.stdout:\n        if l.startswith('x'):\n            return 1\n",
    ),
    (
        "process-text",
        "compared",
        "import subprocess\nx = subprocess.check_output(['git']).strip() == 'x'\n",
        "import subprocess\nx = subprocess.check_output(['git'], universal_newlines=True).strip() == 'x'\n",
    ),
]

NOOP = [
    ("csv-files", "import csv\ncsv.reader(open(p))\ncsv.reader(f)\ncsv.writer(open(p, mode))\nreader(open(p, 'rb'))\n"),
    ("csv-cells", "import csv\nw.writerow([s for s in row])\nx.encode('utf-8')\n"),
    ("text-decodes", "x = y.decode('utf-8')\nz = open(p, 'rb').read().decode('utf-8')\nv = b'x'.decode('ascii')\n"),
    ("text-decodes", "x = 'ö'.decode('latin-1')\ntry:\n    str(y).decode('ascii')\nexcept UnicodeError:\n    pass\n"),
    ("text-conversions", "def f(p, c):\n    t = open(p)\n    return unicode(t.read(), c)\n"),
    ("text-conversions", "def f(p):\n    t = open(p, 'rb')\n    return unicode(t.read(), 'utf-8')\n"),
    ("text-conversions", "x = unicode(y, 'utf-8')\ny = str(x)\n"),
    ("universal-newlines-mode", "x = foo('U')\ny = 'rU'\nz = {'rU': 1}\n"),
    ("encoded-files", "open(p, 'w').write(text)\nopen(p, 'wb').write(t.encode('utf-8'))\n"),
    ("encoded-files", "out = open(p, 'w')\nout.write(t.encode('utf-8'))\nout.write(other)\n"),
    ("encoded-files", "out = open(p, 'w')\nout.write(t.encode('utf-8'))\nprint(t, file=out)\n"),
    ("encoded-files", "out = open(p, 'w')\nout.write('a')\nname = t.encode('utf-8')\n"),
    (
        "encoded-files",
        "def f(p, t):\n    out = sys.stdout\n    if p:\n        out = open(p, 'w')\n    out.write(t.encode('utf-8'))\n",
    ),
    (
        "pickle-files",
        "import pickle\npickle.load(f)\npickle.load(open(p, 'rb'))\njson.load(open(p))\njson.load(s.makefile())\n",
    ),
    ("printed-text", "def f(t):\n    x = t.encode('utf-8')\n    print(x)\n    return x\n"),
    ("printed-text", "def f(t, x):\n    if t:\n        x = t.encode('utf-8')\n    print(x)\n"),
    ("printed-text", "print(x)\nf.write(x.encode('utf-8'))\nx = y.encode('utf-8') % z\n"),
    (
        "printed-text",
        "def f():\n    def g(x):\n        return x.encode(enc)\n    put('%s' % g(y))\n    f.write(g(z))\n",
    ),
    ("stream-bytes", "import sys\nsys.stdout.write(x)\nsys.stdout.write('x')\n"),
    (
        "process-text",
        "import subprocess\nsubprocess.Popen(['x'])\nx = subprocess.check_output(['x']).decode('utf-8')\n",
    ),
    ("process-text", "import subprocess\nx = subprocess.check_output(['x'], universal_newlines=True) + 'x'\n"),
    (
        "ascii-folding",
        "import unicodedata\nx = unicodedata.normalize('NFKD', v).encode('ascii', 'ignore').decode('ascii')\n",
    ),
]


@pytest.mark.parametrize(("recipe", "origin", "before", "after"), REWRITE)
def test_rewrite(recipe: str, origin: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_noop(recipe: str, source: str) -> None:
    check_noop(recipe, source)
