"""Schemas with bounds, what is said of them in the prompt, and answers unwrapped."""

from typing import Any

import pytest

from overhaul.domain.endpoints import Structured
from serving.structured import LONGEST_LIST, LONGEST_STRING, body_fields, bounded, instruction, unwrapped


def test_every_string_and_list_gets_a_bound() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "required": {"type": ["string", "null"]},
            "short": {"type": "string", "maxLength": 3},
            "one": {"type": "string", "enum": ["a", "b"]},
            "many": {"type": "array", "items": {"$ref": "#/$defs/item"}},
            "few": {"type": "array", "maxItems": 2, "items": {"type": "integer"}},
        },
        "required": ["type"],
        "$defs": {"item": {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"x": {"type": "string"}}}]}},
    }
    found: Any = bounded(schema)
    names = found["properties"]
    assert names["type"]["maxLength"] == names["required"]["maxLength"] == LONGEST_STRING
    assert names["short"] == {"type": "string", "maxLength": 3} and "maxLength" not in names["one"]
    assert (names["many"]["maxItems"], names["few"]["maxItems"]) == (LONGEST_LIST, 2)
    one, other = found["$defs"]["item"]["anyOf"]
    assert one["maxLength"] == other["properties"]["x"]["maxLength"] == LONGEST_STRING
    assert found["required"] == ["type"] and "maxLength" not in str(schema["properties"]["type"])


@pytest.mark.parametrize("style", list(Structured))
def test_without_a_schema_nothing_is_said(style: Structured) -> None:
    assert (
        body_fields(style, None) == {} and instruction(style, None) == "" and unwrapped("```\nx\n```", None)[0] == "`"
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        (' ```\n{"a": 1}```\n', '{"a": 1}'),
        ("<think>a ``` b</think>\n{}", "{}"),
        ('Here: {"a": 1}', 'Here: {"a": 1}'),
        ("```", "```"),
        ("", ""),
    ],
)
def test_what_models_put_around_an_answer_goes(text: str, bare: str) -> None:
    assert unwrapped(text, {"type": "object"}) == bare
