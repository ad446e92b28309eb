"""What a model may say: one JSON object, bounded in every part, read as a stranger's words.

No server's tool-call parser is relied on: the schema is given to the server, and what comes back is checked here
whether the server kept to it or not.
"""

import json
from typing import Any, NamedTuple

from overhaul.domain.anchored import AnchoredEdit, AnchorKind
from overhaul.domain.evidence import LEVELS

_MOST_EDITS = 12
MOST_TASKS = 200
MOST_RISKS = 40
_LONGEST = 12_000
_LOOK = "look"
_KINDS = (*(kind.value for kind in AnchorKind), _LOOK)
_MOST_ANSWER = 400_000


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(item: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": most}


ACTIONS_SCHEMA: dict[str, Any] = _object(
    reason=_text(600),
    actions=_array(
        _object(
            kind={"type": "string", "enum": list(_KINDS)}, path=_text(300), anchor=_text(4_000), text=_text(_LONGEST)
        ),
        _MOST_EDITS,
    ),
)
"""An answer that changes code. No actions: there is nothing to be done."""

ORDER_SCHEMA: dict[str, Any] = _object(
    tasks=_array(_object(task={"type": "integer", "minimum": 1, "maximum": 999}, advice=_text(400)), MOST_TASKS)
)
"""The planner's answer: tasks by number, first things first."""

RISKS_SCHEMA: dict[str, Any] = _object(
    risks=_array(
        _object(
            path=_text(300),
            line={"type": "integer", "minimum": 1, "maximum": 9_999_999},
            level={"type": "string", "enum": list(LEVELS)},
            message=_text(400),
        ),
        MOST_RISKS,
    )
)
"""The reviewer's answer."""


class Look(NamedTuple):
    """A wish to read a definition, or lines, or a whole small file."""

    path: str
    anchor: str


class Actions(NamedTuple):
    """One answer, read."""

    reason: str
    edits: tuple[AnchoredEdit, ...]
    looks: tuple[Look, ...]


class Unreadable(NamedTuple):
    """Why an answer cannot be read, in words its author can act on."""

    problem: str


def read_actions(text: str) -> Actions | Unreadable:
    """The actions in an answer."""
    value = _json(text)
    if isinstance(value, Unreadable):
        return value
    actions = value.get("actions")
    if not isinstance(actions, list) or len(actions) > _MOST_EDITS:
        return Unreadable(f"'actions' must be a list of at most {_MOST_EDITS} objects")
    edits, looks = [], []
    for number, action in enumerate(actions, start=1):
        parts = _parts(action)
        if parts is None:
            return Unreadable(
                f"action {number} must have the texts kind, path, anchor and text; kind is one of {_KINDS}"
            )
        kind, path, anchor, new = parts
        if kind == _LOOK:
            looks.append(Look(path, anchor))
        else:
            edits.append(AnchoredEdit(AnchorKind(kind), path, anchor, new))
    reason = value.get("reason")
    return Actions(reason[:600] if isinstance(reason, str) else "", tuple(edits), tuple(looks))


def read_list(text: str, key: str, most: int) -> list[dict[str, Any]] | Unreadable:
    """The objects in the list ``key`` of an answer, the first ``most`` of them; what is no object is left out."""
    value = _json(text)
    if isinstance(value, Unreadable):
        return value
    items = value.get(key)
    if not isinstance(items, list):
        return Unreadable(f"{key!r} must be a list")
    return [item for item in items if isinstance(item, dict)][:most]


def _parts(action: object) -> tuple[str, str, str, str] | None:
    if not isinstance(action, dict):
        return None
    parts = tuple(action.get(key) for key in ("kind", "path", "anchor", "text"))
    if not all(isinstance(part, str) for part in parts) or parts[0] not in _KINDS:
        return None
    return parts  # type: ignore[return-value]


def _json(text: str) -> dict[str, Any] | Unreadable:
    """The object in an answer, with the fence some models put around it taken off."""
    if len(text) > _MOST_ANSWER:
        return Unreadable("the answer is far too long")
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.partition("\n")[2].rpartition("```")[0].strip()
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError):
        return Unreadable("the answer is not one JSON object" + (", it was cut off" if "}" not in bare[-3:] else ""))
    return value if isinstance(value, dict) else Unreadable("the answer is not one JSON object")
