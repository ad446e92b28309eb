"""What an exception holds."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
try: pass
except ParseError as e:
    print(e.message)
""",
            id="one of the repository",
        ),
        pytest.param(
            """\
class E(Exception):
    def __init__(self, m):
        self.message = m
try: pass
except E as e:
    print(e.message)
""",
            id="one of the file with a message",
        ),
        pytest.param(
            """\
try: pass
except ValueError as e:
    pass
e = [1]
x = e[0]
""",
            id="outside its handler",
        ),
        pytest.param(
            """\
try: pass
except ValueError as e:
    print(e.args[0])
""",
            id="args",
        ),
    ],
)
def test_exception_value_leaves(source: str) -> None:
    check_noop("exception-value", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
try: pass
except socket.error as why:
    if why[0] == 1: pass
""",
            """\
try: pass
except socket.error as why:
    if why.args[0] == 1: pass
""",
            id="stdlib asyncore 2.7",
        ),
        pytest.param(
            """\
try: pass
except IOError as e:
    errno, text = e
""",
            """\
try: pass
except IOError as e:
    errno, text = e.args
""",
            id="unpacking",
        ),
        pytest.param(
            """\
try: pass
except ValueError as e:
    print(e.message)
""",
            """\
try: pass
except ValueError as e:
    print(str(e))
""",
            id="a message",
        ),
        pytest.param(
            """\
class E(ValueError): pass
try: pass
except E as e:
    print(e.message)
""",
            """\
class E(ValueError): pass
try: pass
except E as e:
    print(str(e))
""",
            id="one of the file",
        ),
        pytest.param(
            """\
try: pass
except KeyError as e:
    print(e.message)
""",
            """\
try: pass
except KeyError as e:
    print(e.args[0])
""",
            id="a missing key",
        ),
    ],
)
def test_exception_value_rewrites(before: str, after: str) -> None:
    check_rewrite("exception-value", before, after)
