"""Prompts fit into the context of small models, whatever the repository, the tests and the model say."""

from pathlib import Path

import pytest

from agents.prompting import fenced, shortened
from agents.purse import Purse
from agents.roles.repairer import ModelRepairer, Setup
from overhaul.domain.jobs import ModelOptions
from overhaul.domain.models import ModelRequest, Role
from overhaul.domain.tokens import estimate, estimate_messages
from tests.support.repair_bench import FunctionBench
from tests.support.scripted_model import KeptSamples, ScriptedModel, question
from tools.editing.anchored import AnchoredEditor

LONG = "def work(x):\n" + "".join(f"    total[{n}] = compute(x, {n}) + other({n})\n" for n in range(400))
LOOK = {"kind": "look", "path": "other.py", "anchor": "1-120", "text": ""}
EDIT = {"kind": "replace-text", "path": "lib.py", "anchor": "    total[3] = compute(x, 3) + other(3)", "text": "    a"}


def _bench(folder: Path) -> FunctionBench:
    message = "what is wrong with [" + "0x3f, (u'é', None), " * 400
    files = {f"m{number}.py": LONG.encode() for number in range(30)}
    files |= {"lib.py": LONG.encode(), "other.py": LONG.encode()}
    checks = {f"test_{number}.py::t": lambda files: message for number in range(4)}
    return FunctionBench(folder, files | {f"test_{number}.py": b"import lib\n" for number in range(4)}, checks)


@pytest.mark.parametrize("window", [4_096, 8_192, 32_768])
def test_every_question_fits_and_the_newest_turn_is_in_it(tmp_path: Path, window: int) -> None:
    counts: dict[str, int] = {}

    def answer(request: ModelRequest) -> object:
        task = request.segments[-1].text
        counts[task] = counts.get(task, 0) + 1
        edit = {**EDIT, "text": f"    a = {request.difficulty}  # " + "why, " * 900}
        return {"reason": "it may be", "actions": [edit, *[LOOK] * 6]}

    model = ScriptedModel(answer)
    options = ModelOptions(agents=1, turns=4)
    guidance = "- what goes wrong, often: `x / 2`\n" * 60
    setup = Setup(model, AnchoredEditor(), KeptSamples(), Purse(options.budget), options, window, guidance)
    ModelRepairer(setup)(_bench(tmp_path).request())
    for request in model.asked:
        assert estimate_messages([segment.text for segment in request.segments]) + request.max_tokens <= window
    repairs = [request for request in model.asked if request.role is Role.REPAIRER]
    assert any(request.difficulty for request in repairs)
    for request in repairs:
        assert "def work" in question(request)
        assert ("That did not do it" in question(request)) == bool(request.difficulty)


def test_what_is_cut_closes_its_fence() -> None:
    cut = shortened(fenced("code", "x = 1\n" * 500, path="a.py"), 100)
    assert cut.endswith("</data>\n")
    assert estimate(cut) <= 100
    assert shortened("short", 100) == "short"
