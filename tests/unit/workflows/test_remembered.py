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


def test_uses_count_what_was_asked_before_whether_or_not_it_is_asked_again(tmp_path: Path) -> None:
    artifacts = MemoryArtifacts()
    first = RememberedModel(ScriptedModel(lambda request: "x"), FileMemo(tmp_path), artifacts)
    for _ in range(2):
        first.ask(ASK)
    (use,) = first.uses()
    assert use.calls == 1, "an answer that was remembered is no call"
    idle = ScriptedModel(lambda request: "y")
    later = RememberedModel(idle, FileMemo(tmp_path), artifacts)
    for _ in range(2):
        (use,) = later.uses()
        assert (use.calls, use.prompt_tokens, use.completion_tokens) == (1, 100, 10)
        later.ask(ASK)
    assert idle.asked == []
