"""A job remembers what models answered."""

from pathlib import Path

from overhaul.domain.models import ModelRequest, Role
from overhaul.store.memo import FileMemo
from overhaul.store.memory import MemoryArtifacts
from tests.support.scripted_model import ScriptedModel
from workflows.remembered import RememberedModel

ASK = ModelRequest(role=Role.EDITOR, segments=())


def test_an_equal_question_is_asked_once_even_by_another_process(tmp_path: Path) -> None:
    model, artifacts = ScriptedModel(lambda request: f"seed {request.seed}"), MemoryArtifacts()
    first = RememberedModel(model, FileMemo(tmp_path), artifacts)
    said = first.ask(ASK)
    later = RememberedModel(model, FileMemo(tmp_path), artifacts)
    assert later.ask(ASK) == said
    assert later.ask(ASK.model_copy(update={"seed": 1})).text == "seed 1"
    assert len(model.asked) == 2


def test_uses_count_what_was_asked_before(tmp_path: Path) -> None:
    artifacts = MemoryArtifacts()
    RememberedModel(ScriptedModel(lambda request: "x"), FileMemo(tmp_path), artifacts).ask(ASK)
    idle = ScriptedModel(lambda request: "y")
    later = RememberedModel(idle, FileMemo(tmp_path), artifacts)
    later.ask(ASK)
    (use,) = later.uses()
    assert (use.calls, use.prompt_tokens, use.completion_tokens) == (1, 100, 10)
    assert idle.asked == []
