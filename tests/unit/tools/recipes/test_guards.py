"""Which code only Python 2 reaches: version checks and fallbacks, and what only looks like one."""

import pytest

from tools.recipes import guards
from tools.syntax.python import parse


def answer(source: str) -> bool:
    """Whether the place of ``HERE`` in ``source`` is out of Python 3's reach."""
    data = source.encode()
    at = data.index(b"HERE")
    node = parse(data).root_node.named_descendant_for_byte_range(at, at + 4)
    assert node is not None
    return guards.legacy_only(data, node)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("if sys.version_info < (3,):\n    HERE\n", id="a version check"),
        pytest.param("if PY3:\n    pass\nelse:\n    HERE\n", id="the other branch of one"),
        pytest.param("try:\n    HERE\nexcept NameError:\n    pass\n", id="a name that may be gone"),
        pytest.param("try:\n    HERE()\nexcept (ImportError, AttributeError):\n    pass\n", id="several that may be"),
        pytest.param("try:\n    n = f.HERE\nexcept AttributeError:\n    n = f.__name__\n", id="another attribute"),
        pytest.param("try:\n    n = HERE(x)\nexcept AttributeError:\n    n = other(x)\n", id="another call"),
    ],
)
def test_out_of_reach(source: str) -> None:
    assert answer(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("if sys.version_info >= (3,):\n    HERE\n", id="a check for Python 3"),
        pytest.param("try:\n    HERE\nexcept KeyError:\n    x.y()\n", id="another error"),
        pytest.param("try:\n    n = HERE()\nexcept AttributeError:\n    return None\n", id="a default"),
        pytest.param("try:\n    HERE()\nexcept (AttributeError, StopIteration):\n    n = x.y()\n", id="data errors"),
        pytest.param("try:\n    HERE\n    a()\n    b()\n    c()\nexcept AttributeError:\n    d()\n", id="a long body"),
    ],
)
def test_within_reach(source: str) -> None:
    assert not answer(source)
