"""Functions, methods and classes of the standard library that changed with their names."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

TREE = "import xml.etree.ElementTree as ET\n"
WALK = '''

def walk_folders(top, visit, argument):
    """Call ``visit(argument, folder, names)`` for each folder from ``top`` down; it may take names out."""
    try:
        names = os.listdir(top)
    except OSError:
        return
    visit(argument, top, names)
    for name in names:
        folder = os.path.join(top, name)
        if os.path.isdir(folder) and not os.path.islink(folder):
            walk_folders(folder, visit, argument)


'''
REWRITE = [
    (
        "path-walk",
        "import os, sys\nos.path.walk(top, visit, None)\ndef f():\n    os.path.walk(top, visit, 1)\n",
        "import os, sys\n" + WALK + "walk_folders(top, visit, None)\ndef f():\n    walk_folders(top, visit, 1)\n",
    ),
    (
        "path-walk",
        "from os import path\nwalker = path.walk\n",
        "import os\nfrom os import path\n" + WALK + "walker = walk_folders\n",
    ),
    (
        "tokenize-patterns",
        "from tokenize import pseudoprog, TokenError\npseudoprog.match(x)\n",
        "import re\nfrom tokenize import TokenError, PseudoToken\n"
        "pseudoprog = re.compile(PseudoToken)\npseudoprog.match(x)\n",
    ),
    (
        "tokenize-patterns",
        "import tokenize\nm = tokenize.tokenprog.match(x)\n",
        "import re\nimport tokenize\nm = re.compile(tokenize.Token).match(x)\n",
    ),
    ("expat-text", "p.returns_unicode = True\np.parse(x)\n", "p.parse(x)\n"),
    ("hmac-digest", "import hmac\nhmac.new(key, text)\n", "import hmac\nhmac.new(key, text, digestmod='md5')\n"),
    (
        "hmac-digest",
        "from hmac import new as keyed, HMAC\nHMAC(key).digest()\n",
        "from hmac import new as keyed, HMAC\nHMAC(key, digestmod='md5').digest()\n",
    ),
    (
        "moved-names",
        "import inspect\nif not hasattr(inspect.imp, 'get_suffixes'): pass\n",
        "import imp\nimport inspect\nif not hasattr(imp, 'get_suffixes'): pass\n",
    ),
    (
        "moved-names",
        "import cgi\ndef prepare(self, escape_func=cgi.escape): pass\n",
        "import html\nimport cgi\n"
        "def prepare(self, escape_func=lambda s, quote=False: html.escape(s, quote=bool(quote))): pass\n",
    ),
    (
        "moved-names",
        "from cgi import escape\nf = {'h': escape, 'x': str}\nescape(y)\n",
        "from html import escape\n"
        "f = {'h': lambda s, quote=False: escape(s, quote=bool(quote)), 'x': str}\nescape(y, quote=False)\n",
    ),
    (
        "moved-names",
        "from operator import getslice\ngetslice(a, i, j)\nf = getslice\n",
        "from operator import getitem\ngetitem(a, slice(i, j))\nf = lambda a, b, c: getitem(a, slice(b, c))\n",
    ),
    (
        "moved-names",
        "import operator\noperator.setslice(a, i, j, v)\noperator.delslice(a, 0, j)\n",
        "import operator\noperator.setitem(a, slice(i, j), v)\noperator.delitem(a, slice(0, j))\n",
    ),
    ("moved-names", "import cgi\ncgi.escape(x)\n", "import html\nimport cgi\nhtml.escape(x, quote=False)\n"),
    ("moved-names", "from cgi import escape\nescape(x, 0)\n", "from html import escape\nescape(x, quote=False)\n"),
    (
        "moved-names",
        "from cgi import escape\nescape(x, quote=True)\n",
        "from html import escape\nescape(x, quote=False).replace('\"', '&quot;')\n",
    ),
    (
        "moved-names",
        "import inspect\nargs, va, kw, d = inspect.getargspec(f)\n",
        "import inspect\nargs, va, kw, d = inspect.getfullargspec(f)[:4]\n",
    ),
    (
        "moved-names",
        "import inspect\ns = inspect.getargspec(f)\ns.keywords, s.args\n",
        "import inspect\ns = inspect.getfullargspec(f)\ns.varkw, s.args\n",
    ),
    (
        "moved-names",
        "import operator\noperator.isMappingType(x)\n",
        "import collections.abc\nimport operator\nisinstance(x, collections.abc.Mapping)\n",
    ),
    (
        "renamed-modules",
        "import imp\nm = imp.load_source('m', path)\nimp.reload(m)\n",
        "import importlib\nimport importlib.machinery\n"
        "m = importlib.machinery.SourceFileLoader('m', path).load_module()\nimportlib.reload(m)\n",
    ),
    ("renamed-modules", "import imp, sys\nimp.new_module('x')\n", "import types, sys\ntypes.ModuleType('x')\n"),
    (
        "renamed-modules",
        "import rfc822\nmonth = rfc822._monthnames[m - 1]\n",
        "import email._parseaddr\nmonth = email._parseaddr._monthnames[m - 1]\n",
    ),
    (
        "renamed-modules",
        "from rfc822 import formatdate, parsedate\nformatdate(t)\n",
        "from email.utils import formatdate, parsedate\nformatdate(t, usegmt=True)\n",
    ),
    ("method-type", "import types\ntypes.MethodType(f, o, C)\n", "import types\ntypes.MethodType(f, o)\n"),
    (
        "method-type",
        "from new import instancemethod\ninstancemethod(f, None, C)\n",
        "from new import instancemethod\nf\n",
    ),
    ("element-children", TREE + "for e in x.y.getchildren(): pass\n", TREE + "for e in list(x.y): pass\n"),
    ("renamed-methods", TREE + "x.getiterator('a')\n", TREE + "x.iter('a')\n"),
    (
        "renamed-methods",
        "import gettext\nt = gettext.translation('d')\n_ = t.ugettext\nn = t.ungettext\n",
        "import gettext\nt = gettext.translation('d')\n_ = t.gettext\nn = t.ngettext\n",
    ),
    (
        "gettext-install",
        "import gettext\ngettext.install('d', unicode=True)\n",
        "import gettext\ngettext.install('d')\n",
    ),
    ("gettext-install", "import gettext\ngettext.install('d', p, 1)\n", "import gettext\ngettext.install('d', p)\n"),
    (
        "gettext-install",
        "from gettext import translation\ntranslation('d', fallback=True).install(unicode=1, names=n)\n",
        "from gettext import translation\ntranslation('d', fallback=True).install(names=n)\n",
    ),
    ("renamed-methods", "if t.isAlive(): pass\n", "if t.is_alive(): pass\n"),
    (
        "renamed-methods",
        "info = response.info()\nkind, code = info.gettype(), info.getparam('charset')\n",
        "info = response.info()\nkind, code = info.get_content_type(), info.get_param('charset')\n",
    ),
    (
        "renamed-methods",
        "import ConfigParser as CP\nCP.ConfigParser.readfp(self, fp, name)\n",
        "import ConfigParser as CP\nCP.ConfigParser.read_file(self, fp, name)\n",
    ),
    ("renamed-methods", "import ConfigParser\np.readfp(f)\n", "import ConfigParser\np.read_file(f)\n"),
    (
        "array-strings",
        "import array\na = array.array('i')\na.tostring()\n",
        "import array\na = array.array('i')\na.tobytes()\n",
    ),
    ("array-strings", "array.array('i', x).tostring()\n", "array.array('i', x).tobytes()\n"),
    (
        "dict-mixin",
        "from UserDict import DictMixin\nclass A(DictMixin, dict):\n    def __getitem__(self, k): pass\n",
        "from UserDict import DictMixin\nclass A(DictMixin, dict):\n    def __getitem__(self, k): pass\n\n"
        "    __setitem__ = dict.__setitem__\n\n    __delitem__ = dict.__delitem__\n\n"
        "    __iter__ = dict.__iter__\n\n    __len__ = dict.__len__\n",
    ),
    (
        "dict-mixin",
        "from UserDict import DictMixin\nclass A(DictMixin):\n    def __getitem__(self, k): pass\n"
        "    def __setitem__(self, k, v): pass\n"
        "    def __delitem__(self, k): pass\n    def keys(self): pass\n",
        "from UserDict import DictMixin\nclass A(DictMixin):\n    def __getitem__(self, k): pass\n"
        "    def __setitem__(self, k, v): pass\n"
        "    def __delitem__(self, k): pass\n    def keys(self): pass\n\n"
        "    def __iter__(self):\n        return iter(self.keys())\n\n"
        "    def __len__(self):\n        return len(list(self.keys()))\n",
    ),
    (
        "dict-mixin",
        "import UserDict\nclass A(UserDict.DictMixin):\n\tdef keys(self): pass\nx\n",
        "import UserDict\nclass A(UserDict.DictMixin):\n\tdef keys(self): pass\n\n"
        "\tdef __iter__(self):\n\t\treturn iter(self.keys())\n\n"
        "\tdef __len__(self):\n\t\treturn len(list(self.keys()))\n\n"
        "\tdef __getitem__(self, key):\n\t\traise NotImplementedError('__getitem__')\n\n"
        "\tdef __setitem__(self, key, value):\n\t\traise NotImplementedError('__setitem__')\n\n"
        "\tdef __delitem__(self, key):\n\t\traise NotImplementedError('__delitem__')\nx\n",
    ),
    (
        "dict-mixin",
        "from UserDict import DictMixin\nclass O(dict, DictMixin):\n"
        "    def keys(self): pass\n    items = DictMixin.iteritems\n",
        "from UserDict import DictMixin\nclass O(dict, DictMixin):\n"
        "    def keys(self): pass\n    items = DictMixin.items\n",
    ),
    ("dead-delete", "class A:\n    x = [i for i in y]\n    del(i)\n", "class A:\n    x = [i for i in y]\n"),
    ("dead-delete", "x = [(i, j) for i, j in y]\ndel i, j\n", "x = [(i, j) for i, j in y]\n"),
    ("dead-delete", "x = [i for i in y]\ndel x, i\n", "x = [i for i in y]\ndel x\n"),
    ("buffer-literals", "import io\nio.BytesIO('a' 'b')\n", "import io\nio.BytesIO(b'a' b'b')\n"),
    (
        "buffer-literals",
        "from io import BytesIO as StringIO\nStringIO('')\n",
        "from io import BytesIO as StringIO\nStringIO(b'')\n",
    ),
    (
        "string-reexports",
        "if old:\n    def rsplit(x): pass\nelse:\n    from string import rsplit\n",
        "if old:\n    def rsplit(x): pass\nelse:\n    rsplit = str.rsplit\n",
    ),
    (
        "renamed-modules",
        "from ConfigParser import SafeConfigParser, NoOptionError\nSafeConfigParser()\n",
        "from configparser import ConfigParser, NoOptionError\nConfigParser()\n",
    ),
    (
        "renamed-modules",
        "import ConfigParser\nConfigParser.SafeConfigParser()\n",
        "import configparser\nconfigparser.ConfigParser()\n",
    ),
    (
        "moved-names",
        "from configparser import ConfigParser, SafeConfigParser\nConfigParser, SafeConfigParser\n",
        "from configparser import ConfigParser, ConfigParser as SafeConfigParser\nConfigParser, SafeConfigParser\n",
    ),
    ("string-reexports", "from string import rsplit, atoi as i\n", "rsplit = str.rsplit\ni = int\n"),
    ("regex-octal", "re.compile(r'[ -~\\200-\\777]')\n", "re.compile(r'[ -~\\200-\\377]')\n"),
]

NOOP = [
    ("renamed-methods", "kind = column.gettype()\nx = column.getparam('a')\n"),
    ("expat-text", "p.returns_unicode = 0\nx = p.returns_unicode\n"),
    ("path-walk", "import os\nos.walk(top)\ntree.path.walk(f)\n"),
    ("hmac-digest", "import hmac\nhmac.new(k, m, sha)\nhmac.new(*a)\nhmac.new(k, digestmod=d)\nnew(k)\n"),
    ("moved-names", "from cgi import FieldStorage\nimport cgi\ncgi.FieldStorage()\n"),
    ("moved-names", "import inspect\nf(inspect.getargspec)\n"),
    ("renamed-modules", "import imp\nimp.find_module('x')\nimp.new_module('x')\n"),
    ("renamed-modules", "from rfc822 import Message, parsedate\n"),
    ("method-type", "import types\ntypes.MethodType(f, o)\nisinstance(x, types.MethodType)\n"),
    ("element-children", "node.getchildren()\n"),
    ("renamed-methods", "p.readfp(f)\nclass T:\n    def isAlive(self): pass\nT().isAlive()\n"),
    ("array-strings", "import array\nimage.tostring()\n"),
    (
        "dict-mixin",
        "from collections.abc import MutableMapping\nclass A(MutableMapping):\n    def __iter__(self): pass\n",
    ),
    ("dead-delete", "i = 1\nx = [i for i in y]\ndel i\n"),
    ("dead-delete", "del i\nx = {i for i in y}\ndel z\n"),
    ("buffer-literals", "from io import BytesIO, StringIO\nStringIO('a'), BytesIO(u'a'), BytesIO(x), BytesIO(b'')\n"),
    ("string-reexports", "from string import split\nsplit(x)\n"),
    ("string-reexports", "from string import ascii_letters, Template\n"),
    ("regex-octal", "x = r'\\777'\ny = '[\\777]'\nz = r'[\\\\777]'\n"),
]


@pytest.mark.parametrize(("recipe", "before", "after"), REWRITE)
def test_use_that_changed_with_its_name(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_use_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)
