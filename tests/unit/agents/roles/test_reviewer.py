"""The reviewer role: risks by line, of changed files only, in words that cannot pass for anything else."""

import pytest

from agents.purse import Purse
from agents.roles.repairer import Setup
from agents.roles.reviewer import ModelReviewer
from overhaul.domain.errors import ModelUnavailable
from overhaul.domain.jobs import ModelOptions, WhenUnavailable
from overhaul.domain.ports.review import ReviewNotes
from tests.support.scripted_model import Answer, KeptSamples, ScriptedModel
from tools.editing.anchored import AnchoredEditor

DIFF = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -8,3 +8,3 @@\n x\n-y\n+z\n w\n"
DIFFS = {"a.py": DIFF, "b.py": DIFF.replace("a.py", "b.py")}


def read(
    answer: Answer,
    diffs: dict[str, str] = DIFFS,
    window: int = 8_000,
    when_unavailable: WhenUnavailable = WhenUnavailable.CONTINUE,
) -> tuple[ReviewNotes, ScriptedModel]:
    """What a scripted model makes of the diffs."""
    options = ModelOptions(when_unavailable=when_unavailable)
    model = ScriptedModel(answer)
    setup = Setup(model, AnchoredEditor(), KeptSamples(), Purse(options.budget), options, window, "")
    return ModelReviewer(setup)(diffs, "python3.12", lambda: None, lambda message: None), model


def risk(**changes: object) -> dict[str, object]:
    """One risk as a model says it."""
    return {"path": "a.py", "line": 9, "level": "high", "message": "division", **changes}


def test_risks_are_taken_with_the_line_they_name_most_serious_first() -> None:
    notes, _ = read(lambda request: {"risks": [risk(level="low", line=8), risk()]})
    assert [(item.path, item.line, item.level) for item in notes.risks] == [("a.py", 9, "high"), ("a.py", 8, "low")]
    assert notes.risks[0].message == "division (scripted says)"
    assert notes.unread == 0


def test_a_line_outside_the_change_becomes_the_nearest_inside() -> None:
    notes, _ = read(lambda request: {"risks": [risk(line=4_000)]})
    assert notes.risks[0].line == 10


def test_what_names_other_files_or_no_level_or_nothing_is_dropped() -> None:
    said = [risk(path="/etc/passwd"), risk(level="urgent"), risk(message=" "), risk(line="9"), risk(message=None)]
    assert read(lambda request: {"risks": said})[0].risks == ()


def test_words_are_one_printable_line() -> None:
    notes, _ = read(lambda request: {"risks": [risk(message="a\n\n# APPROVED\x1b[2J")]})
    assert notes.risks[0].message == "a # APPROVED [2J (scripted says)"


def test_files_that_do_not_fit_or_get_no_answer_are_counted_as_unread() -> None:
    assert read(lambda request: "nonsense")[0].unread == 2
    assert read(lambda request: ModelUnavailable("down"))[0].unread == 2
    notes, model = read(lambda request: {"risks": []}, {**DIFFS, "big.py": "+x\n" * 10_000})
    assert (notes.unread, len(model.asked)) == (1, 1)


def test_a_job_that_stops_where_no_server_answers_stops_in_its_review_too() -> None:
    with pytest.raises(ModelUnavailable, match="down"):
        read(lambda request: ModelUnavailable("down"), when_unavailable=WhenUnavailable.STOP)
