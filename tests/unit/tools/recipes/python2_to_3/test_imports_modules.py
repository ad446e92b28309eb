"""Renamed modules, moved names, and what is left of fallbacks."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run

MODULES = [
    ("stdlib Queue 2.7 docs", "import Queue\nq = Queue.Queue()\n", "import queue\nq = queue.Queue()\n"),
    (
        "a worker pool with a local called queue",
        "import Queue\ndef f(queue):\n    raise Queue.Empty\n",
        "import queue as Queue\ndef f(queue):\n    raise Queue.Empty\n",
    ),
    ("alias", "import ConfigParser as cp\ncp.Error\n", "import configparser as cp\ncp.Error\n"),
    (
        "a crawler",
        "import urllib, urllib2\nu = urllib2.urlopen(urllib.quote(x))\ntry: pass\nexcept urllib2.HTTPError: pass\n",
        "import urllib.parse, urllib.error, urllib.request\n"
        "u = urllib.request.urlopen(urllib.parse.quote(x))\n"
        "try: pass\nexcept urllib.error.HTTPError: pass\n",
    ),
    (
        "two lines that come to the same",
        "import urllib\nimport urlparse  # parts\nurllib.quote(urlparse.urljoin(a, b))\n",
        "import urllib.parse\npass  # parts\nurllib.parse.quote(urllib.parse.urljoin(a, b))\n",
    ),
    (
        "names of urllib that went two ways",
        "from urllib import quote as q, urlopen, urlencode\n",
        "from urllib.parse import quote as q, urlencode\nfrom urllib.request import urlopen\n",
    ),
    (
        "alias of one module",
        "import urllib as u\nu.quote(u.unquote(x))\n",
        "import urllib.parse as u\nu.quote(u.unquote(x))\n",
    ),
    (
        "in a function",
        "def f():\n    import urllib2\n    return urllib2.urlopen(x)\n",
        "def f():\n    import urllib.request\n    return urllib.request.urlopen(x)\n",
    ),
    (
        "after a colon",
        "if x: import urllib; y\nurllib.quote(urllib.urlopen)\n",
        "if x: import urllib.parse; import urllib.request; y\nurllib.parse.quote(urllib.request.urlopen)\n",
    ),
    (
        "a global of that name",
        "def f():\n    global Queue\n    import Queue\nQueue.Queue()\n",
        "def f():\n    global Queue\n    import queue as Queue\nQueue.Queue()\n",
    ),
    (
        "rebound elsewhere",
        "try:\n    import Queue\nexcept ImportError:\n    Queue = None\n",
        "try:\n    import queue as Queue\nexcept ImportError:\n    Queue = None\n",
    ),
    (
        "rebound and split",
        "try:\n    import urllib2\nexcept ImportError:\n    urllib2 = None\nurllib2.URLError\n",
        "try:\n    import urllib.request as urllib2\nexcept ImportError:\n    urllib2 = None\nurllib2.URLError\n",
    ),
    (
        "stdlib email 2.4",
        "import email.MIMEText\nm = email.MIMEText.MIMEText('')\n",
        "import email.mime.text\nm = email.mime.text.MIMEText('')\n",
    ),
    ("stdlib email 2.4", "from email.MIMEText import MIMEText\n", "from email.mime.text import MIMEText\n"),
    (
        "stdlib email 2.4",
        "from email import Encoders, Utils as u, message_from_string\n",
        "from email import encoders as Encoders, utils as u, message_from_string\n",
    ),
    ("stdlib email 2.4", "from email import MIMEText\n", "from email.mime import text as MIMEText\n"),
    ("elementtree", "from xml.etree import cElementTree as ET\n", "from xml.etree import ElementTree as ET\n"),
    (
        "elementtree",
        "import xml.etree.cElementTree as ET\nET.parse\n",
        "import xml.etree.ElementTree as ET\nET.parse\n",
    ),
    (
        "a Tk application",
        "from Tkinter import *\nimport tkMessageBox\ntkMessageBox.showinfo()\n",
        "from tkinter import *\nimport tkinter.messagebox\ntkinter.messagebox.showinfo()\n",
    ),
    (
        "digests before hashlib",
        "import md5, sha\nmd5.new(x), sha.sha(x), md5.md5()\n",
        "import hashlib\nhashlib.md5(x), hashlib.sha1(x), hashlib.md5()\n",
    ),
    ("digests before hashlib", "from md5 import new\nnew(x)\n", "from hashlib import md5\nmd5(x)\n"),
    ("sets before 2.4", "from sets import Set, ImmutableSet as F\nx = Set(), F()\n", "x = set(), frozenset()\n"),
    ("sets before 2.4", "import sets\nx = sets.Set()\n", "x = set()\n"),
    (
        "sets before 2.4",
        "def f():\n    from sets import Set as set\n    return set()\n",
        "def f():\n    return set()\n",
    ),
    ("exceptions", "import exceptions\nclass E(exceptions.StandardError): pass\n", "class E(Exception): pass\n"),
    ("exceptions by name", "import exceptions\ngetattr(exceptions, n)\n", "import builtins\ngetattr(builtins, n)\n"),
    (
        "stdlib UserDict 2.7",
        "import UserDict\nclass D(UserDict.UserDict): pass\nclass M(UserDict.DictMixin): pass\n",
        "import collections\nimport collections.abc\nclass D(collections.UserDict): pass\n"
        "class M(collections.abc.MutableMapping): pass\n",
    ),
    (
        "http handlers",
        "import BaseHTTPServer, SocketServer\nclass H(BaseHTTPServer.BaseHTTPRequestHandler): pass\n"
        "class S(SocketServer.ThreadingMixIn, BaseHTTPServer.HTTPServer): pass\n",
        "import http.server, socketserver\nclass H(http.server.BaseHTTPRequestHandler): pass\n"
        "class S(socketserver.ThreadingMixIn, http.server.HTTPServer): pass\n",
    ),
    (
        "chained modules",
        "import SimpleHTTPServer\nSimpleHTTPServer.BaseHTTPServer.test()\n",
        "import http.server\nhttp.server.test()\n",
    ),
    (
        "star of a split module",
        "from urllib import *\n",
        "from urllib.request import *\nfrom urllib.parse import *\nfrom urllib.error import *\n",
    ),
    (
        "the old name is the public name",
        "import Queue\n__all__ = ['Queue']\n",
        "import queue as Queue\n__all__ = ['Queue']\n",
    ),
    (
        "CRLF",
        "import urllib\r\nurllib.quote(urllib.urlopen)\r\n",
        "import urllib.parse\r\nimport urllib.request\r\nurllib.parse.quote(urllib.request.urlopen)\r\n",
    ),
    (
        "parentheses",
        "from urllib2 import (Request,  # a\n    urlopen)\n",
        "from urllib.request import (Request,  # a\n    urlopen)\n",
    ),
    (
        "speedups that are gone",
        "try:\n    import cPickle as pickle\nexcept ImportError:\n    pickle = None\n",
        "try:\n    import pickle\nexcept ImportError:\n    pickle = None\n",
    ),
    (
        "third party first",
        "try:\n    import elementtree.ElementTree as ET\n"
        "except ImportError:\n    import xml.etree.cElementTree as ET\n",
        "try:\n    import elementtree.ElementTree as ET\nexcept ImportError:\n    import xml.etree.ElementTree as ET\n",
    ),
]

LEFT = [
    ("both Pythons", "try:\n    import Queue\nexcept ImportError:\n    import queue as Queue\n"),
    ("both Pythons", "try:\n    from urllib import quote\nexcept ImportError:\n    from urllib.parse import quote\n"),
    ("older first", "try:\n    from hashlib import md5\nexcept ImportError:\n    from md5 import md5\n"),
    (
        "version check",
        "import sys\nif sys.version_info[0] < 3:\n    import urllib2\nelse:\n    import urllib.request as urllib2\n",
    ),
    ("Python 3 already", "from urllib import parse, request\nimport urllib.parse\nurllib.parse.quote(x)\n"),
    ("keyword and attribute", "import os\nf(Queue=1).Queue\n"),
    ("relative", "from . import Queue\nfrom .urllib2 import x\nQueue.x\n"),
]

NAMES = [
    (
        "stdlib itertools 2.7 docs",
        "from itertools import izip, chain\nfor a in izip(b, chain(c)): pass\n",
        "from itertools import chain\nfor a in zip(b, chain(c)): pass\n",
    ),
    (
        "stdlib itertools 2.7 docs",
        "import itertools as it\nit.imap(f, it.izip_longest(a))\n",
        "import itertools as it\nmap(f, it.zip_longest(a))\n",
    ),
    ("only izip", "from itertools import izip\nizip(a)\n", "zip(a)\n"),
    ("izip kept public", "from itertools import izip\n__all__ = ['izip']\n", "izip = zip\n__all__ = ['izip']\n"),
    (
        "abstract classes",
        "from collections import Mapping, OrderedDict\n",
        "from collections.abc import Mapping\nfrom collections import OrderedDict\n",
    ),
    (
        "abstract classes",
        "import collections\nisinstance(x, collections.Callable)\n",
        "import collections.abc\nimport collections\nisinstance(x, collections.abc.Callable)\n",
    ),
    (
        "types",
        "import types\ntype(x) is types.ListType or isinstance(x, types.StringTypes)\n",
        "import types\ntype(x) is list or isinstance(x, (str,))\n",
    ),
    (
        "types",
        "from types import *\ntype(x) == DictType, NoneType\n",
        "from types import *\ntype(x) == dict, NoneType\n",
    ),
    ("types", "from types import StringTypes, ListType as L\nStringTypes, L\n", "(str,), list\n"),
    ("os.errno", "import os\nos.errno.EINTR, os.getcwdu()\n", "import errno\nimport os\nerrno.EINTR, os.getcwd()\n"),
    (
        "os.errno beside a variable",
        "import os\ndef f(errno):\n    return os.errno.EINTR\n",
        "import errno as _errno\nimport os\ndef f(errno):\n    return _errno.EINTR\n",
    ),
    ("base64", "import base64\nbase64.encodestring(x)\n", "import base64\nbase64.encodebytes(x)\n"),
    (
        "base64",
        "from base64 import encodestring as e, decodestring\ndecodestring(x)\n",
        "from base64 import encodebytes as e, decodebytes\ndecodebytes(x)\n",
    ),
    (
        "a page generator",
        "import xml.etree.ElementTree as ET\nclass E(ET._ElementInterface): pass\n",
        "import xml.etree.ElementTree as ET\nclass E(ET.Element): pass\n",
    ),
    (
        "a page generator, for older Pythons too",
        "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n    import elementtree.ElementTree as ET\n"
        "class E(ET._ElementInterface): pass\n",
        "try:\n    import xml.etree.ElementTree as ET\nexcept ImportError:\n    import elementtree.ElementTree as ET\n"
        "class E(ET.Element): pass\n",
    ),
    ("timing", "from time import time, clock\nclock()\n", "from time import time, process_time\nprocess_time()\n"),
]

NAMES_LEFT = [
    ("a method", "x.izip(), self.getcwdu(), x.Mapping\n"),
    ("both Pythons", "try:\n    from itertools import izip\nexcept ImportError:\n    izip = zip\n"),
    (
        "both Pythons",
        "try:\n    from collections.abc import Mapping\nexcept ImportError:\n    from collections import Mapping\n",
    ),
    (
        "another one first",
        "try:\n    import elementtree.ElementTree as ET\nexcept ImportError:\n    import xml.etree.ElementTree as ET\n"
        "class E(ET._ElementInterface): pass\n",
    ),
    ("own variable", "from types import *\nListType = 1\nListType\n"),
]

FALLBACKS = [
    (
        "pickle",
        "try:\n    import pickle as P  \nexcept ImportError:\n    import pickle as P\nx\n",
        "import pickle as P\nx\n",
    ),
    (
        "in a function",
        "def f():\n    try: from io import StringIO\n    except ImportError: from io import StringIO\n",
        "def f():\n    from io import StringIO\n",
    ),
]


@pytest.mark.parametrize(("origin", "before", "after"), MODULES)
def test_module_by_its_new_name(origin: str, before: str, after: str) -> None:
    check_rewrite("renamed-modules", before, after)


@pytest.mark.parametrize(("origin", "source"), LEFT)
def test_import_that_is_left(origin: str, source: str) -> None:
    check_noop("renamed-modules", source)


@pytest.mark.parametrize(("origin", "before", "after"), NAMES)
def test_name_where_it_is_now(origin: str, before: str, after: str) -> None:
    check_rewrite("moved-names", before, after)


@pytest.mark.parametrize(("origin", "source"), NAMES_LEFT)
def test_name_that_is_left(origin: str, source: str) -> None:
    check_noop("moved-names", source)


@pytest.mark.parametrize(("origin", "before", "after"), FALLBACKS)
def test_fallback_that_became_one_import(origin: str, before: str, after: str) -> None:
    check_rewrite("same-fallback", before, after)


def test_a_module_of_the_repository_is_not_the_standard_library() -> None:
    source = b"import Queue\nQueue.Queue()\n"
    assert run("renamed-modules", source, "pkg/a.py", ("pkg/__init__.py", "pkg/Queue.py")) == source
    assert run("renamed-modules", source, "a.py", ("Queue.py",)) == source
    assert run("renamed-modules", source, "tests/a.py", ("tests/Queue/__init__.py",)) == source
    assert run("renamed-modules", source, "pkg/a.py", ("pkg/__init__.py", "pkg/sub/Queue.py")) != source


def test_what_another_branch_binds_the_name_to_is_its_own() -> None:
    before = (
        "try:\n    from Crypto.Hash import SHA as digest\n    make = digest.new\n"
        "except ImportError:\n    import sha as digest\n    make = digest.new\n"
    )
    check_rewrite(
        "renamed-modules",
        before,
        before.replace(
            "import sha as digest\n    make = digest.new", "import hashlib as digest\n    make = digest.sha1"
        ),
    )
