"""Code that programs write as text."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "self.add('if self.filters.has_key(\"' + name + '\"):')\n",
            "self.add('if self.filters.__contains__(\"' + name + '\"):')\n",
            id="a template compiler",
        ),
        pytest.param(
            "lines = ['def f(d):', '    for k, v in d.iteritems():', '        yield xrange(k)']\n",
            "lines = ['def f(d):', '    for k, v in d.items():', '        yield range(k)']\n",
            id="lines",
        ),
        pytest.param(
            "CODE = 'x = 1\\nf = lambda x: unicode(x)\\n'\n",
            "CODE = 'x = 1\\nf = lambda x: str(x)\\n'\n",
            id="after others",
        ),
        pytest.param(
            "self.line('for n, b in parent.'\n          'blocks.iteritems():')\n",
            "self.line('for n, b in parent.'\n          'blocks.items():')\n",
            id="literals side by side",
        ),
        pytest.param("s = '''\\\nok = d.has_key(k)\n'''\n", "s = '''\\\nok = d.__contains__(k)\n'''\n", id="a block"),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("code-in-strings", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('"""Use it if d.has_key(k) is true."""\n', id="documentation"),
        pytest.param("log('mapping.has_key() is gone')\n", id="prose"),
        pytest.param("if d.has_key(k): pass\n", id="code itself"),
        pytest.param("log('the mapping'\n    '.has_key() is gone')\n", id="prose side by side"),
        pytest.param("t = '''a\n'''\n'''\nif d.has_key(k): pass\n'''\n", id="a comment below a string"),
        pytest.param("# if d.has_key(k)\n", id="a comment"),
        pytest.param("x = r'if \\w+\\.has_key\\('\n", id="a pattern"),
        pytest.param("x = 'return my.unicode(x)'\n", id="another's"),
        pytest.param("log('see unicode(x) there')\n", id="prose with a call"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("code-in-strings", source)
