"""Which Python a file is written for: the table of signs, and of what is no sign."""

import pytest

from overhaul.domain.findings import Dialect
from tools.syntax.dialect import dialect, is_modern
from tools.syntax.lexical import Lexed

LEGACY = {
    "a string": 'print "x"',
    "a name": "print x",
    "a number": "print 3",
    "a fraction": "print .5",
    "a negative number": "print -x",
    "a list": "print [1, 2]",
    "a dict": "print {}",
    "a complement": "print ~x",
    "negation": "print not x",
    "nothing": "if x:\n    print\nelse:\n    y()",
    "nothing, last in the file": "print",
    "nothing, before a semicolon": "print; x = 1",
    "two things, the first in parentheses": "print (a), b",
    "a formatted parenthesis": 'print ("%s") % c',
    "a method of a parenthesis": 'print ("a b").split()',
    "to a file": "print >>f, x",
    "to a file, no blanks": "print>>f",
    "after a colon": "if x: print x",
    "after a semicolon": "x = 1; print x",
    "after a continued line": "if x: \\\n  print y",
    "continued": "print \\\n  'x'",
    "a yield": "def f():\n    print yield x",
    "right behind the word": "print'x'",
    "windows line ends": "x = 1\r\nprint x\r\n",
    "old macintosh line ends": "x = 1\rprint x\r",
}

OTHER_LEGACY = {
    "exec of a string": "exec 'x = 1'",
    "exec in a namespace": "exec code in ns",
    "exec of a parenthesis in a namespace": "exec (x) in y",
    "exec of a call": "exec compile(x, y, 'exec') in z",
    "except with a comma": "try:\n    x\nexcept E, e:\n    y",
    "except of a tuple with a comma": "try:\n    x\nexcept (A, B), e:\n    y",
    "except of a tuple over two lines": "try:\n    x\nexcept (A,\n        B), e:\n    y",
    "except of an attribute": "try: x\nexcept m.E , e: y",
    "raise with a value": "raise E, 'no'",
    "raise with a traceback": "raise E, None, tb",
    "raise of a call with a traceback": "raise E(x, y), None, tb",
    "raise of what was caught": "raise info[0], info[1], info[2]",
    "raise of a string": "raise 'no', x",
    "backticks": "x = `y`",
    "unequal": "a <> b",
    "octal": "os.chmod(p, 0777)",
    "octal zero one": "x = 01",
    "long": "x = 10L",
    "small long": "x = 10l",
    "hexadecimal long": "x = 0xFFL",
    "octal long": "x = 0777L",
    "raw unicode": "re.compile(ur'x')",
    "raw unicode, capitals": 'x = UR"x"',
    "a tuple parameter": "def f(a, (b, c)): pass",
    "only a tuple parameter": "def f((b, c)): pass",
    "a tuple parameter after a default": "def f(a=(1, 2), (b, c)=x): pass",
    "a tuple parameter on the next line": "def f(a,\n      (b, c)): pass",
    "a lambda of a tuple": "f = lambda (a, b): a",
    "a lambda with a tuple": "f = lambda x, (a, b): a",
    "a lambda of a name in parentheses": "f = lambda (a): a",
    "an attribute called async": "x.async = 1",
    "a keyword called async": "f(async=True)",
    "a parameter called async": "def f(async): pass",
    "a module called async": "import async",
    "a name called await": "await = 1",
    "True assigned": "True = 1",
    "both assigned": "try:\n    True, False\nexcept NameError:\n    True, False = 1, 0",
    "False of a module": "constants.False",
    "False of a class": "class True: pass",
    "bytes beyond ASCII": "# coding: utf-8\nx = b'\xe9'",
    "arrows in a string": "print x\ny = 'def f() -> int: nonlocal z'",
    "async in a comment": "print x  # async def f(): await g()",
}

MODERN = {
    "print to a file": "print(x, file=f)",
    "print with an end": "print(f(x), end='')",
    "print with an end on the next line": "print(x,\n      end='')",
    "print unpacking": "print(*xs)",
    "print as a value": "log = print",
    "print as an argument": "map(print, xs)",
    "print in a comprehension": "[print(x) for x in y]",
    "print as a method": "doc.print()",
    "print assigned": "print = log.info",
    "a print keyword beside other prints": "print(x)\nprint(y, flush=True)",
    "nonlocal": "def f():\n    nonlocal x",
    "an f-string": "x = f'{y}'",
    "an f-string, double quotes": 'x = f"{y}"',
    "a raw f-string": "x = rf'{y}'",
    "an f-string, raw": "x = fr'{y}'",
    "an f-string after a parenthesis": "g(f'{y}')",
    "async def": "async def f(): pass",
    "async with": "async def f():\n    async with x as y:\n        await z",
    "a return annotation": "def f() -> int: pass",
    "a parameter annotation": "def f(x: int): pass",
    "a parameter annotation with a default": "def f(a, x: Dict[str, int] = {}): pass",
    "a star annotation": "def f(*args: int): pass",
    "raise from": "raise X from Y",
    "raise of a call from": "raise X('no', 1) from exc",
    "raise from nothing": "raise X() from None",
    "keyword-only parameters": "def f(a, *, b): pass",
    "keyword-only parameters after star": "def f(*args, b=1): pass",
    "positional-only parameters": "def f(a, /, b): pass",
    "a keyword-only lambda": "f = lambda *, a: a",
    "yield from": "def f():\n    yield from g()",
    "a starred target": "a, *b = c",
    "a starred first target": "*a, b = c",
    "a starred target in a loop's body": "for x in y:\n    a, *b = x",
    "a starred target of a loop": "for a, *b in c: pass",
    "a list of starred": "x = [*a, b]",
    "a dict of starred": "x = {**a, 'b': c}",
    "an optional None": "def f(x: str | None = None): pass",
    "two starred arguments": "f(*a, *b)",
    "walrus": "while (x := f()): pass",
    "match": "match x:\n    case 1:\n        pass",
    "match, indented": "def f(x):\n    match x, y:\n        case (1, 2):\n            pass",
    "except group": "try:\n    x\nexcept* E:\n    y",
    "matrix product": "a = b @ c",
    "a metaclass": "class X(metaclass=M): pass",
    "a metaclass beside a base": "class X(Base, metaclass=M): pass",
    "a class keyword": "class X(f(a), flag=True): pass",
    "underscores": "x = 1_000",
    "more underscores": "x = 100_000",
    "a variable annotation": "from typing import List\nx: List = []",
    "a field": "@dataclass\nclass A:\n    x: int\n    y: str = 'a'",
    "future annotations": "from __future__ import annotations",
    "a name beyond ASCII": "caf\u00e9 = 1",
    "exec as a method": "dialog.exec()",
}

NEITHER_NOR = {
    "nothing": "",
    "a call of print": "print('x')",
    "a call of print with a blank": "print ('x')",
    "a call of print with two": "print('x', y)",
    "a call of print with a call": "print(dict(end=3, file=4))",
    "a comparison in a call of print": "print(a == b)",
    "a product in a call of print": "print(a * b)",
    "print under the future import": "from __future__ import print_function\nprint(x, file=f)\nlog = print",
    "the future import among others": "from __future__ import (\n  division,\n  print_function)\nprint(x, end='')",
    "a lambda of a product": "f = lambda x: x * y",
    "exec of a call's argument": "exec(code, ns)",
    "except as": "try:\n    x\nexcept (A, B) as e:\n    y",
    "except of a tuple": "try:\n    x\nexcept (A, B):\n    y",
    "raise of a call": "raise E('a', b)",
    "raise of a call over two lines": "raise E('a',\n        b)",
    "raise again": "try:\n    x\nexcept E:\n    raise\nx, y = 1, 2",
    "raise then a tuple": "raise E; x, y = 1, 2",
    "import": "from a import b\nfrom .c import d",
    "new octal": "x = 0o777",
    "zero": "x = 0; y = 00; z = 0.5; w = 10.0",
    "a fraction with zeros": "x = 1.0777; y = 1e-07; z = 0777.5; w = 1E+05",
    "a name with an L": "x = L; y = x1L",
    "True compared": "True == x; f(x=True, y=None)",
    "a decorator": "class A:\n    @property\n    def f(self): pass",
    "star arguments": "f(a, *b, **c)\ndef g(a, *b, **c): pass",
    "star arguments over lines": "f(a,\n  *b,\n  key=1)",
    "a lambda default": "def f(a, key=lambda x: x, *b): pass",
    "a dict default": "def f(a={1: 2}): pass",
    "a dict": "x = {\n    a: b,\n    c: d,\n}",
    "a dict beside typing": "from typing import Any\nx = {\n    a: b,\n    c: d,\n}",
    "compound statements": "import typing\ntry: x\nexcept: y\nelse: z\nfinally: w",
    "match as a name": "match = re.match(x)\ncase = 1",
    "a default in parentheses": "def f(a=(1, 2), b=((1, 2), 3)): pass",
    "a placeholder": "lambda _1, _2: _1 + _2",
    "unicode and bytes": "u'x' b'x' r'x' br'x'",
    "a word before a quote": "if'a'in b: pass\nx = 1 if'a'else 2",
    "a class with a call": "class A(namedtuple('A', 'b c')): pass",
    "print as a word in a string": "x = 'print y'",
    "print as a part of names": "pprint(x); x.pprint(y); print_it = 1",
    "multiplication before star arguments": "f(a*b, *c)",
}

MIXED = {
    "print and f-strings": "print x\ny = f'{x}'",
    "except with a comma and an annotation": "def f(x: int):\n    try: g()\n    except E, e: pass",
    "async of Python 3.4": "def f():\n    yield from asyncio.async(g())",
}


def cases(table: dict[str, str]) -> list[object]:
    return [pytest.param(source, id=name) for name, source in table.items()]


@pytest.mark.parametrize("source", cases(LEGACY) + cases(OTHER_LEGACY))
def test_python2(source: str) -> None:
    encoding = "latin-1" if "\xe9" in source else "utf-8"
    assert dialect(Lexed(source.encode(encoding))) is Dialect.PYTHON2


@pytest.mark.parametrize("source", cases(MODERN))
def test_python3(source: str) -> None:
    assert dialect(Lexed(source.encode())) is Dialect.PYTHON3
    assert is_modern(Lexed(source.encode()))


@pytest.mark.parametrize("source", cases(NEITHER_NOR))
def test_both(source: str) -> None:
    assert dialect(Lexed(source.encode())) is Dialect.BOTH


@pytest.mark.parametrize("source", cases(MIXED))
def test_neither(source: str) -> None:
    lexed = Lexed(source.encode())
    assert dialect(lexed) is Dialect.UNKNOWN
    assert not is_modern(lexed), "recipes must not be kept from it"


def test_what_only_suggests_python2_yields_to_python3() -> None:
    assert dialect(Lexed(b"def f() -> int:\n    print\n")) is Dialect.PYTHON3
