"""The editor role: what recipes found and could not convert, one file an agent."""

from dataclasses import replace
from pathlib import Path

from agents.purse import Purse
from agents.roles.editor import ModelEditor
from agents.roles.repairer import Setup
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.jobs import ModelOptions
from overhaul.domain.models import ModelRequest, Role
from tests.support.repair_bench import FunctionBench
from tests.support.scripted_model import Answer, KeptSamples, ScriptedModel, question, replace_text
from tools.editing.anchored import AnchoredEditor

FILES = {"a.py": b"x = old(1)\n", "b.py": b"y = old(2)\n", "c.py": b"z = 3\n", "test_a.py": b"old(3)\n"}
FINDING = Finding("old", "", 1, 1, "old() is gone", Severity.WARNING, fixable=False)


def finds(path: str, data: bytes) -> list[Finding]:
    """``old`` where it is called."""
    return [replace(FINDING, path=path)] if b"old(" in data else []


def edit(folder: Path, answer: Answer, **fields: object) -> tuple[int, FunctionBench, ScriptedModel, KeptSamples]:
    """Let a scripted model edit; one test holds what b must keep."""
    checks = {"test_a.py::t": lambda files: "" if b"2" in files["b.py"] else "b lost its 2"}
    bench = FunctionBench(folder, dict(FILES), checks, finds=finds)
    model, samples, options = ScriptedModel(answer), KeptSamples(), ModelOptions(agents=4)
    setup = Setup(model, AnchoredEditor(), samples, Purse(options.budget), options, 8_000, "")
    return ModelEditor(setup)(bench.request(**fields)).accepted, bench, model, samples


def mend(request: ModelRequest) -> object:
    """What an able model answers."""
    for path, old in (("a.py", "old(1)"), ("b.py", "old(2)")):
        if f"You may change: {path}" in question(request):
            return replace_text(path, old, old.replace("old", "new"))
    return {"reason": "", "actions": []}


def test_each_file_with_something_left_is_one_task_and_tests_are_none(tmp_path: Path) -> None:
    accepted, bench, model, _ = edit(tmp_path, mend)
    assert accepted == 2
    assert bench.files == {**FILES, "a.py": b"x = new(1)\n", "b.py": b"y = new(2)\n"}
    assert {request.role for request in model.asked} == {Role.EDITOR}
    assert len(model.asked) == 2
    assert "old() is gone" in question(model.asked[0])


def test_what_breaks_a_test_is_refused_and_the_rest_kept(tmp_path: Path) -> None:
    def answer(request: ModelRequest) -> object:
        if "You may change: b.py" in question(request):
            return replace_text("b.py", "old(2)", "new(5)")
        return mend(request)

    accepted, bench, _, samples = edit(tmp_path, answer)
    assert accepted == 1
    assert bench.files["a.py"] == b"x = new(1)\n"
    assert bench.files["b.py"] == FILES["b.py"]
    assert sorted(sample.accepted for sample in samples.kept) == [False, True]


def test_an_edit_that_leaves_as_much_as_before_is_not_tried_at_the_gate(tmp_path: Path) -> None:
    accepted, bench, model, _ = edit(tmp_path, lambda request: replace_text("a.py", "x =", "xx ="))
    assert (accepted, bench.attempted) == (0, [])
    assert any("As much is left as before" in question(request) for request in model.asked)


def test_nothing_left_asks_nothing(tmp_path: Path) -> None:
    bench = FunctionBench(tmp_path, {"a.py": b"x = 1\n"}, {})
    options = ModelOptions()
    model = ScriptedModel(mend)
    setup = Setup(model, AnchoredEditor(), KeptSamples(), Purse(options.budget), options, 8_000, "")
    assert ModelEditor(setup)(bench.request()).accepted == 0
    assert model.asked == []


def test_a_file_the_target_does_not_compile_is_a_task_too(tmp_path: Path) -> None:
    _, _, model, _ = edit(tmp_path, mend, unready=(("c.py", "invalid syntax"),))
    assert any("c.py: invalid syntax" in question(request) for request in model.asked)
