"""Bytes in text: Python 2 put their characters there, Python 3 shows them as ``b'…'``."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

READ = "def f(p, other):\n    name = open(p, 'rb').read(4)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "    return u'%s: %s' % (other, name)\n",
            "    return u'%s: %s' % (other, name.decode('latin-1'))\n",
            id="a literal that is text",
        ),
        pytest.param(
            "    return '%s: %s' % (str(other), name)\n",
            "    return '%s: %s' % (str(other), name.decode('latin-1'))\n",
            id="beside text",
        ),
        pytest.param(
            "    raise IOError('no TRAK but %s, %d%%' % (name[:4], other))\n",
            "    raise IOError('no TRAK but %s, %d%%' % (name[:4].decode('latin-1'), other))\n",
            id="an error's message",
        ),
        pytest.param(
            "    print('found %s' % name)\n", "    print('found %s' % name.decode('latin-1'))\n", id="printed"
        ),
        pytest.param(
            "    other['%s:%s' % (p, name)] = 1\n",
            "    other['%s:%s' % (p, name.decode('latin-1'))] = 1\n",
            id="a key",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("formatted-bytes", READ + before, READ + after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(name):\n    raise IOError('no %s' % name)\n", id="anything"),
        pytest.param(READ + "    return 'TAG%s%s' % (name, other)\n", id="perhaps binary itself"),
        pytest.param(READ + "    open(other, 'wb').write('%s/%s' % (name, str(other)))\n", id="binary itself"),
        pytest.param(READ + "    raise IOError('no %r' % name)\n", id="its repr"),
        pytest.param(READ + "    raise IOError('no %(n)s' % name)\n", id="by name"),
        pytest.param(READ + "    raise IOError('no %*s' % (9, name))\n", id="as wide as asked for"),
        pytest.param(
            "def f(p, q):\n    name = None\n    if q:\n        name = open(p, 'rb').read(4)\n"
            "    raise IOError('no %s' % name)\n",
            id="perhaps None",
        ),
        pytest.param("def f(t):\n    x = t.encode('utf-8')\n    raise IOError('no %s' % x)\n", id="encoded text"),
        pytest.param(READ + "    print('%d. %s' % (1, other.encode('utf-8')))\n", id="encoded text, printed"),
        pytest.param(READ + "    return other % name\n", id="by another format"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("formatted-bytes", source)
