"""exec, except and raise."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

EXEC_NOOP = ["exec(code)\n", "exec (code, g)\n", "db.exec(x)\n", "exec = 3\n", "'exec x'\n"]

EXEC = [
    ("exec code\n", "exec(code)\n"),
    ("exec code in ns\n", "exec(code, ns)\n"),
    ("exec code in g, l  # c\n", "exec(code, g, l)  # c\n"),
    ("exec(code) in ns\n", "exec(code, ns)\n"),
    ("exec (code) in ns\n", "exec (code, ns)\n"),
    ('exec "x = 1" in d; y\n', 'exec("x = 1", d); y\n'),
    ("exec f(x in y) in z\n", "exec(f(x in y), z)\n"),
    ("exec (a + b).strip() in ns\n", "exec((a + b).strip(), ns)\n"),
    ("exec '''a\nb''' \\\n  in ns\n", "exec('''a\nb''', ns)\n"),
    ("if 1: exec compile(s, f, 'exec') in d\n", "if 1: exec(compile(s, f, 'exec'), d)\n"),
]

EXCEPT_NOOP = [
    "try: x\nexcept: pass\n",
    "try: x\nexcept (A, B): pass\n",
    "try: x\nexcept E as e: pass\n",
    "try: x\nexcept f(a, b): pass\n",
    "try: x\nexcept (A, B) as e: pass\n",
]

EXCEPT = [
    ("except E, e: pass\n", "except E as e: pass\n"),
    ("except E,e:\n    pass\n", "except E as e:\n    pass\n"),
    ("except (A, B), e :\n    pass\n", "except (A, B) as e :\n    pass\n"),
    ("except (A,\n        B), e:\n    pass\n", "except (A,\n        B) as e:\n    pass\n"),
    (
        "except socket.error, (code, text):\n    # why\n    pass\n",
        "except socket.error as exc:\n    # why\n    code, text = exc.args\n    pass\n",
    ),
    ("except E, (a, b): f(a)\n", "except E as exc: a, b = exc.args; f(a)\n"),
    ("except E, (a,):\n\tf(a)\n", "except E as exc:\n\t(a,) = exc.args\n\tf(a)\n"),
    ("except E, [a, b]:\n  f(a)\n", "except E as exc:\n  [a, b] = exc.args\n  f(a)\n"),
    ("except E, self.e:\n    pass\n", "except E as exc:\n    self.e = exc\n    pass\n"),
    ("except E, d['e']:\n    pass\n", "except E as exc:\n    d['e'] = exc\n    pass\n"),
    ("except E, (exc, b): pass\n", "except E as exc_2: exc, b = exc_2.args; pass\n"),
]

RAISE_NOOP = [
    "raise\n",
    "raise E\n",
    "raise E(a, b)\n",
    "raise (E)\n",
    "raise E from e\n",
    "raise E[a, b]\n",
    "raise , ;\n",
]

RAISE = [
    ("raise E, v\n", "raise E(v)\n"),
    ("raise E,v\n", "raise E(v)\n"),
    ("raise a.E, 'x' % y  # c\n", "raise a.E('x' % y)  # c\n"),
    ("raise E, (a, b)\n", "raise E(a, b)\n"),
    ("raise E, (a, b)[0]\n", "raise E((a, b)[0])\n"),
    ("raise E, ()\n", "raise E()\n"),
    ("raise E, ('a'\n    'b')\n", "raise E('a'\n    'b')\n"),
    ("raise E, \\\n    'x'\n", "raise E(\\\n    'x')\n"),
    ("raise E, None\n", "raise E\n"),
    ("raise E, v, None\n", "raise E(v)\n"),
    ("raise E, 'v', tb\n", "raise E('v').with_traceback(tb)\n"),
    ("raise E, v, b\n", "raise (v if isinstance(v, E) else E(v)).with_traceback(b)\n"),
    ("raise error_reply, resp\n", "raise error_reply(resp)\n"),
    ("class odd(Exception): pass\nraise odd, v\n", "class odd(Exception): pass\nraise odd(v)\n"),
    ("raise E, (a, b), tb\n", "raise E(a, b).with_traceback(tb)\n"),
    ("raise E, None, tb\n", "raise E().with_traceback(tb)\n"),
    ("raise E('x'), None, tb\n", "raise E('x').with_traceback(tb)\n"),
    ("raise E, E('x'), tb\n", "raise E('x').with_traceback(tb)\n"),
    ("raise i[0], i[1], i[2]\n", "raise i[1].with_traceback(i[2])\n"),
    ("t, v, tb = sys.exc_info()\nraise t, v, tb\n", "t, v, tb = sys.exc_info()\nraise v.with_traceback(tb)\n"),
    ("raise t, v\n", "raise v if isinstance(v, t) else t(v)\n"),
    ("raise t, v, b\n", "raise (v if isinstance(v, t) else t(v)).with_traceback(b)\n"),
    ("raise t, None, b\n", "raise (t() if isinstance(t, type) else t).with_traceback(b)\n"),
    ("try: x\nexcept E as e: raise E, e\n", "try: x\nexcept E as e: raise e\n"),
    (
        "try: x\nexcept E as e: raise e, None, b\n",
        "try: x\nexcept E as e: raise e.with_traceback(b)\n",
    ),
    ("try: x\nexcept F as e: raise E, e\n", "try: x\nexcept F as e: raise E(e)\n"),
    ("raise (E1, (E2, E3)), v\n", "raise E1(v)\n"),
    ("raise 'text'\n", "raise Exception('text')\n"),
    ("raise 'text', v\n", "raise Exception('text', v)\n"),
    ("raise self.kind[0], 'x'\n", "raise self.kind[0]('x')\n"),
    ("if x: raise E, v; y\n", "if x: raise E(v); y\n"),
]


@pytest.mark.parametrize(
    ("recipe", "source"),
    [
        *(("exec-statement", source) for source in EXEC_NOOP),
        *(("except-clause", source) for source in EXCEPT_NOOP),
        *(("raise-statement", source) for source in RAISE_NOOP),
    ],
)
def test_statement_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source)


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        *(("exec-statement", *row) for row in EXEC),
        *(("except-clause", "try: x\n" + before, "try: x\n" + after) for before, after in EXCEPT),
        *(("raise-statement", *row) for row in RAISE),
        (
            "except-clause",
            "try: x\r\nexcept E, e[0]:\r\n\tpass\r\n",
            "try: x\r\nexcept E as exc:\r\n\te[0] = exc\r\n\tpass\r\n",
        ),
    ],
)
def test_statement_that_is_rewritten(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)
