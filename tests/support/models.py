"""Requests and endpoints for tests of whatever asks models."""

from typing import Any

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import ModelRequest, Residency, Role, Segment, Speaker
from tests.support.simulated_endpoint import SimulatedEndpoint

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 200}},
    "required": ["answer"],
    "additionalProperties": False,
}


def endpoint_of(server: SimulatedEndpoint, name: str = "sim", **fields: Any) -> Endpoint:
    """The settings that lead to ``server``."""
    given = {"model": "tiny", "residency": Residency.ON_PREM, **fields}
    return Endpoint(name=name, base_url=server.base_url, **given)


def question(text: str = "What is 6 times 7?", **fields: Any) -> ModelRequest:
    """One question with an instruction of ours before it."""
    own = Segment(speaker=Speaker.SYSTEM, text="You answer.", own=True)
    return ModelRequest(**{"role": Role.EDITOR, "segments": (own, Segment(speaker=Speaker.USER, text=text)), **fields})
