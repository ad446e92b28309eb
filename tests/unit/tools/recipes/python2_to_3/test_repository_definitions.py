"""Who defines and who calls a name, told from text."""

import pytest

from overhaul.domain.ports.recipes import Learned
from tools.recipes.python2_to_3._shared.learned import learn
from tools.recipes.python2_to_3._shared.repository_definitions import Definitions


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (b"x = read(y)\n", True),
        (b"x.read(y)\n", True),
        (b"def read(y): pass\n", False),
        (b"def read(y): pass\nread(1)\n", True),
        (b"spread(y)\nre_read(y)\n", False),
        (b"x = read\n", False),
    ],
)
def test_calls_in_files_where_bytes_are_not_followed(text: bytes, called: bool) -> None:
    assert Definitions({}, [b"import os", text]).called_far(b"read") is called


def test_functions_of_all_files_count() -> None:
    near = {"a.py": b"class A(object):\n    def read(self, data, size): pass\n"}
    definitions = Definitions(near, [b"def read(name):\n    pass", b"class B:\n    def read(self, text): pass\n"])
    assert sorted(definitions.parameters(b"read")) == [(b"data", b"size"), (b"name",), (b"text",)]


def test_classes_at_the_top_of_modules_are_learned_where_a_traceback_may_name_one() -> None:
    classes = b"class A: pass\nx = 1\nclass  B(A):\n    class C: pass\nclasses = 2\n"
    expected = (
        b"'''\n>>> f()\nTraceback (most recent call last):\nA\n>>> g()\nTraceback (most recent call last):\n B: no'''\n"
    )
    other = b"class D: pass\n"
    told = learn({"a.py": classes, "test.py": expected, "d.py": other})
    assert told == {Learned("class", "A", "a.py"), Learned("class", "B", "a.py")}
    assert learn({"a.py": classes}) == frozenset()
