"""print statements in every form."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

RECIPE = "print-statement"

NOOP = [
    pytest.param("print(x)\n", id="one value in parentheses is a call already"),
    pytest.param("print ('usage: %s' % name)\n", id="2to3 leaves it too"),
    pytest.param("print(a, b)\n", id="no proof of Python 2: a program written for both"),
    pytest.param("print()\n", id="written for both"),
    pytest.param("from __future__ import print_function\nprint ('a', 'b')\nprint\n", id="future import"),
    pytest.param(
        "from __future__ import (division,\n  print_function)\nprint ('a', 'b')\n", id="future import over lines"
    ),
    pytest.param("print('x', file=sys.stderr)\n", id="Python 3 call"),
    pytest.param("print (\n    'x',\n    file=sys.stderr)\n", id="Python 3 call over lines"),
    pytest.param("print (*names)\n", id="star argument"),
    pytest.param("log.print(x)\n", id="method"),
    pytest.param("def print(self, x): pass\n", id="a method of that name"),
    pytest.param("x = 'print x'\n# print x\n", id="in a string and in a comment"),
    pytest.param("print = logger.info\n", id="assignment: not Python 2"),
    pytest.param("blueprint x\n", id="end of another word"),
]

REWRITE = [
    pytest.param("print\n", "print()\n", id="bare"),
    pytest.param("print  # done\n", "print()  # done\n", id="bare with comment"),
    pytest.param("print x\n", "print(x)\n", id="one value"),
    pytest.param("print x", "print(x)", id="no line break at the end of the file"),
    pytest.param("print x, y,\n", "print(x, y, end=' ')\n", id="trailing comma"),
    pytest.param("print 'a\\n',\n", "print('a\\n', end='')\n", id="no space after a line break"),
    pytest.param("print 'a\\t%s\\t' % b ,\n", "print('a\\t%s\\t' % b , end='')\n", id="tabulated output"),
    pytest.param("print r'a\\n',\n", "print(r'a\\n', end=' ')\n", id="raw string ends in n"),
    pytest.param("print 'a\\\\n',\n", "print('a\\\\n', end=' ')\n", id="escaped backslash, n"),
    pytest.param('print """a\n""",\n', 'print("""a\n""", end=\'\')\n', id="line break itself"),
    pytest.param("print 'Name:\\t', name\n", "print('Name:\\t' + str(name))\n", id="no space after a tab inside"),
    pytest.param("print '\\n', '-=' * 30\n", "print('\\n' + '-=' * 30)\n", id="a test's title, bsddb"),
    pytest.param("print 'a\\n', 'b' % c, d\n", "print('a\\n' + 'b' % c, d)\n", id="two literals"),
    pytest.param("str = 1\nprint 'a\\n', str\n", "str = 1\nprint('a\\n' + '%s' % (str,))\n", id="str is a variable"),
    pytest.param("print >>f, x\n", "print(x, file=f)\n", id="to a file"),
    pytest.param("print >>f\n", "print(file=f)\n", id="line break to a file"),
    pytest.param("print>>sys.stderr,'x',\n", "print('x', end=' ', file=sys.stderr)\n", id="no blanks, comma"),
    pytest.param(
        "print >>sys.stderr, \\\n      'x'  # why\n",
        "print(\\\n      'x', file=sys.stderr)  # why\n",
        id="the text to stderr on its own line",
    ),
    pytest.param("print >>f, (a, b)\n", "print((a, b), file=f)\n", id="tuple to a file"),
    pytest.param("print (a), b\n", "print((a), b)\n", id="first value in parentheses"),
    pytest.param("print ('%s') % c\n", "print(('%s') % c)\n", id="format in parentheses"),
    pytest.param("print (a).b\n", "print((a).b)\n", id="attribute of parentheses"),
    pytest.param("print (a, b)\n", "print((a, b))\n", id="a tuple"),
    pytest.param("print(a, b)\nprint x\n", "print((a, b))\nprint(x)\n", id="a tuple, the file is Python 2"),
    pytest.param("print ()\n", "print(())\n", id="the empty tuple"),
    pytest.param("print (a),\n", "print((a), end=' ')\n", id="parentheses, trailing comma"),
    pytest.param("def f():\n    print (yield 1)\n", "def f():\n    print((yield 1))\n", id="yield"),
    pytest.param("if x: print x; print\n", "if x: print(x); print()\n", id="one-line suite"),
    pytest.param("print'x'\n", "print('x')\n", id="no blank"),
    pytest.param("print`x`\n", "print(`x`)\n", id="backticks"),
    pytest.param("print -1\n", "print(-1)\n", id="negative number"),
    pytest.param("print ~x, +y\n", "print(~x, +y)\n", id="unary operators"),
    pytest.param("print [1, 2]\n", "print([1, 2])\n", id="list"),
    pytest.param("print not x\n", "print(not x)\n", id="not"),
    pytest.param("print lambda x, y: x, z\n", "print(lambda x, y: x, z)\n", id="lambda"),
    pytest.param("print 'a' \\\n  'b'\n", "print('a' \\\n  'b')\n", id="continued by a backslash"),
    pytest.param("print \\\n  x\n", "print(\\\n  x)\n", id="continued at once"),
    pytest.param("print f(a,\n        b), c\n", "print(f(a,\n        b), c)\n", id="call over lines"),
    pytest.param("print x\r\nprint y,\r\n", "print(x)\r\nprint(y, end=' ')\r\n", id="CRLF"),
    pytest.param("flags.print_function\nprint x\n", "flags.print_function\nprint(x)\n", id="2to3's own option"),
    pytest.param("print\tx\n", "print(x)\n", id="tab"),
    pytest.param("try: print x\nexcept: print y\n", "try: print(x)\nexcept: print(y)\n", id="try on one line"),
]


@pytest.mark.parametrize("source", NOOP)
def test_print_that_is_left(source: str) -> None:
    check_noop(RECIPE, source)


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_print_that_is_rewritten(before: str, after: str) -> None:
    check_rewrite(RECIPE, before, after)
