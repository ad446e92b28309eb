"""Code objects made of the parts of others."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from types import CodeType\nisinstance(x, CodeType)\nc = x.co_code\n", id="a test for the type"),
        pytest.param("from types import CodeType\nc = CodeType(0, *state['co_code'])\n", id="parts from elsewhere"),
        pytest.param(
            "from types import CodeType\n"
            "c = CodeType(0, 0, 0, 0, made, c.co_consts, (), (), f, n, 1, c.co_lnotab, c.co_code)\n",
            id="code from elsewhere",
        ),
    ],
)
def test_code_object_leaves(source: str) -> None:
    check_noop("code-object", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from types import CodeType\ndef at(c, f, line):\n"
            "    return CodeType(0, c.co_nlocals, c.co_stacksize, c.co_flags | 64, c.co_code,\n"
            "        c.co_consts, c.co_names, c.co_varnames, f, c.co_name, line, c.co_lnotab, (), c.co_cellvars)\n",
            "from types import CodeType\ndef at(c, f, line):\n"
            "    return c.replace(co_argcount=0, co_flags=c.co_flags | 64, co_filename=f, co_firstlineno=line,"
            " co_freevars=())\n",
            id="a template engine's line numbers",
        ),
        pytest.param(
            "import new\nf = g.func_code\nx = new.code(f.co_argcount, f.co_nlocals, f.co_stacksize, f.co_flags,"
            " f.co_code, f.co_consts, f.co_names, f.co_varnames, 'x', f.co_name, 1, f.co_lnotab)\n",
            "import new\nf = g.func_code\nx = f.replace(co_filename='x', co_firstlineno=1, co_freevars=(),"
            " co_cellvars=())\n",
            id="new.code",
        ),
    ],
)
def test_code_object(before: str, after: str) -> None:
    check_rewrite("code-object", before, after)
