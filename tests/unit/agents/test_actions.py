"""Answers of models are read as a stranger's words."""

import json

import pytest

from agents.actions import Actions, Look, Unreadable, read_actions, read_list
from overhaul.domain.anchored import AnchoredEdit, AnchorKind

EDIT = {"kind": "replace-lines", "path": "a.py", "anchor": "1-2", "text": "x = 1"}
LOOK = {"kind": "look", "path": "b.py", "anchor": "f", "text": ""}


def test_edits_and_looks_are_told_apart() -> None:
    read = read_actions(json.dumps({"reason": "why", "actions": [EDIT, LOOK]}))
    assert read == Actions("why", (AnchoredEdit(AnchorKind.LINES, "a.py", "1-2", "x = 1"),), (Look("b.py", "f"),))


def test_a_fence_around_the_answer_is_taken_off() -> None:
    assert isinstance(read_actions("```json\n" + json.dumps({"reason": "", "actions": []}) + "\n```"), Actions)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would change a.py",
        "[1, 2]",
        '{"reason": "cut off", "actions": [{"kind": "repl',
        json.dumps({"reason": "x"}),
        json.dumps({"reason": "x", "actions": "none"}),
        json.dumps({"reason": "x", "actions": ["replace"]}),
        json.dumps({"reason": "x", "actions": [{**EDIT, "kind": "run-shell"}]}),
        json.dumps({"reason": "x", "actions": [{**EDIT, "text": None}]}),
        json.dumps({"reason": "x", "actions": [EDIT] * 13}),
        "[" * 100_000,
        "9" * 500_000,
    ],
)
def test_what_is_no_answer_is_said_to_be_none(text: str) -> None:
    assert isinstance(read_actions(text), Unreadable)


def test_lists_keep_only_objects() -> None:
    assert read_list('{"risks": [{"path": "a"}, 3, null]}', "risks", 9) == [{"path": "a"}]
    assert len(read_list(json.dumps({"risks": [{}] * 50}), "risks", 9)) == 9
    assert isinstance(read_list('{"tasks": []}', "risks", 9), Unreadable)
