"""Telling a server which JSON schema the answer must obey, in the words it understands."""

import json
import re
from typing import Any

from pydantic import JsonValue

from overhaul.domain.endpoints import Structured

LONGEST_STRING = 20_000
"""Characters of a string whose schema sets no bound: without one, small models never close the quote."""
LONGEST_LIST = 200
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*[ \t]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)

Schema = dict[str, JsonValue]


def body_fields(style: Structured, schema: Schema | None) -> dict[str, Any]:
    """The fields of the request's body that ask for ``schema``."""
    if schema is None or style is Structured.PROMPT:
        return {}
    if style is Structured.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    if style is Structured.VLLM:
        return {"structured_outputs": {"json": bounded(schema)}}
    named = {"name": "answer", "strict": True, "schema": bounded(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def instruction(style: Structured, schema: Schema | None) -> str:
    """What must be said in the prompt, at its very end so that what comes before stays cached; mostly nothing."""
    if schema is None or style in (Structured.JSON_SCHEMA, Structured.VLLM):
        return ""
    text = json.dumps(bounded(schema), ensure_ascii=False, separators=(",", ":"))
    return f"\n\nAnswer with one JSON value that obeys this JSON schema, and with nothing else:\n{text}"


def unwrapped(text: str, schema: Schema | None) -> str:
    """A structured answer without what models put around it: a thought before, a fence about it."""
    if schema is None:
        return text
    text = _THOUGHT.sub("", text)
    fenced = _FENCE.match(text)
    return fenced[1] if fenced else text


def bounded(schema: Schema) -> Schema:
    """The same schema with a bound on every string and every list that has none."""
    found = _bounded(schema)
    assert isinstance(found, dict)
    return found


def _bounded(part: JsonValue) -> JsonValue:
    if isinstance(part, list):
        return [_bounded(item) for item in part]
    if not isinstance(part, dict):
        return part
    result: Schema = {key: _inside(key, value) for key, value in part.items()}
    kinds = part.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds and not result.keys() & {"maxLength", "enum", "const", "pattern", "format"}:
        result["maxLength"] = LONGEST_STRING
    if "array" in kinds:
        result.setdefault("maxItems", LONGEST_LIST)
    return result


def _inside(key: str, value: JsonValue) -> JsonValue:
    if key in ("enum", "const", "default", "examples", "required"):
        return value
    if key in ("properties", "$defs", "definitions") and isinstance(value, dict):
        return {name: _bounded(schema) for name, schema in value.items()}  # names, which may look like keywords
    return _bounded(value)
