"""Module names in strings, imports by name at run time, and what is gone for good."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tests.support.recipes import TRACK, check_noop, check_rewrite
from tools.recipes.registry import load

STRINGS = [
    ("m = __import__('ConfigParser')\n", "m = __import__('configparser')\n"),
    ("m = __import__('urllib2')\n", "import importlib\nm = importlib.import_module('urllib.request')\n"),
    ("sys.modules['Queue'] = fake\n", "sys.modules['queue'] = fake\n"),
    ("@mock.patch('urllib2.urlopen')\ndef f(): pass\n", "@mock.patch('urllib.request.urlopen')\ndef f(): pass\n"),
    ("patch('pkg.client.urllib.quote')\n", "patch('pkg.client.urllib.parse.quote')\n"),
    ("pytest.importorskip('Tkinter')\n", "pytest.importorskip('tkinter')\n"),
    ("monkeypatch.setattr('httplib.HTTPConnection', X)\n", "monkeypatch.setattr('http.client.HTTPConnection', X)\n"),
]
STRINGS_LEFT = [
    "print('urllib2')\n",
    "patch('pkg.commands.run')\n",
    "setattr(urllib2, 'urlopen', f)\n",
    "x = modules['Queue']\n",
    "__import__(name)\n",
]


@pytest.mark.parametrize(("before", "after"), STRINGS)
def test_module_named_in_a_string(before: str, after: str) -> None:
    check_rewrite("names-in-strings", before, after)


@pytest.mark.parametrize("source", STRINGS_LEFT)
def test_string_that_is_left(source: str) -> None:
    check_noop("names-in-strings", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("builtins = BuiltinModule('__builtin__', initial=x)\n", "builtins = BuiltinModule('builtins', initial=x)\n"),
        ('ok = kind.__module__ != "__builtin__"\n', 'ok = kind.__module__ != "builtins"\n'),
    ],
)
def test_the_module_of_builtins(before: str, after: str) -> None:
    check_rewrite("builtin-module-name", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "x = getattr(m, '__builtin__')\n",
        "x = d.get('__builtin__')\n",
        "RENAMED = {'__builtin__': 'builtins'}\nf('__builtin__')\n",
        "'''See '__builtin__' too.'''\n",
        "ok = name == '__builtin__'\n",
    ],
)
def test_the_module_of_builtins_left(source: str) -> None:
    check_noop("builtin-module-name", source)


def test_import_by_name_looks_beside_the_module_first() -> None:
    check_rewrite(
        "dynamic-siblings",
        "m = __import__(name, globals(), locals())\n",
        "import importlib.util\nm = __import__(name, globals(), locals(), [], "
        "int(importlib.util.find_spec('.' + name.split('.')[0], __package__) is not None))\n",
        path="pkg/a.py",
        paths=("pkg/__init__.py",),
    )
    check_noop("dynamic-siblings", "m = __import__(name, globals(), locals())\n")
    check_noop("dynamic-siblings", "m = __import__(f(), globals())\n", path="p/a.py", paths=("p/__init__.py",))


def findings(source: str) -> list[tuple[str, int]]:
    facts = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())
    found = load(TRACK).engine.find(["gone-modules", "gone-functions"], {"a.py": source.encode()}, facts)
    return [(finding.rule, finding.line) for finding in found]


def test_what_is_gone_is_found() -> None:
    assert findings("import os, htmllib\nfrom parser import suite\n") == [
        ("gone-modules", 1),
        ("gone-modules", 2),
    ]
    assert findings("import os\nos.popen3('x')\nfrom platform import dist\n") == [
        ("gone-functions", 2),
        ("gone-functions", 3),
    ]
    assert findings("try:\n    import json\nexcept ImportError:\n    import parser\nimport json\nos.popen3()\n") == []
