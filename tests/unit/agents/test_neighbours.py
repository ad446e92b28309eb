"""What stands around a definition, found by looking at each file once."""

from collections import Counter

from agents.neighbours import Neighbours
from overhaul.domain.anchored import Definition
from tests.support.repair_bench import survey_of
from tools.editing.anchored import AnchoredEditor

LIB = b"def work(x):\n    return helper(x)\n\n\ndef helper(x):\n    return x\n"
TEST = b"import lib\n\nclass Tests:\n    def test_it(self):\n        def inner(): pass\n        lib.work(1)\n"


class _Counted(AnchoredEditor):
    def __init__(self) -> None:
        self.seen: Counter[bytes] = Counter()

    def outline(self, data: bytes) -> tuple[Definition, ...]:
        self.seen[data] += 1
        return super().outline(data)


def test_callees_and_callers_are_found_and_each_file_is_looked_at_once() -> None:
    files, editor = {"lib.py": LIB, "test_lib.py": TEST}, _Counted()
    near = Neighbours(survey_of(files), files.get, editor)
    work = AnchoredEditor().outline(LIB)[0]
    for _ in range(3):
        found = [(item.relation, item.path, item.name) for item in near.of("lib.py", work)]
        assert found == [("callee", "lib.py", "helper"), ("caller", "test_lib.py", "Tests.test_it")]
    assert set(editor.seen.values()) == {1}


def test_many_calls_outside_of_definitions_are_not_all_looked_at() -> None:
    many = b"import lib\n" + b"lib.work(1)\n" * 20_000 + b"def a():0\n" * 20_000
    files = {"lib.py": LIB, "test_lib.py": many}
    near = Neighbours(survey_of(files), files.get, AnchoredEditor())
    assert [item.relation for item in near.of("lib.py", AnchoredEditor().outline(LIB)[0])] == ["callee"]
