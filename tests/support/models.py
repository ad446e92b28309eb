"""Requests and endpoints for tests of whatever asks models."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import ModelRequest, Residency, Role, Segment, Speaker
from overhaul.domain.policy import Policy
from serving.gateway import Gateway
from serving.labels import Labels
from serving.ledger import FileLedger
from serving.masking import Masker
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


def gateway_of(
    folder: Path, endpoints: Sequence[Endpoint], policy: Policy | None = None, labels: Labels | None = None, **rest: Any
) -> Gateway:
    """A gateway whose ledger lies in ``folder``, for job ``j1``."""
    policy = policy or Policy()
    labels = labels or Labels(policy)
    ledger = FileLedger(folder / "ledger.jsonl", durable=False)
    return Gateway(endpoints, policy, labels, ledger, **{"job": "j1", "masker": Masker(b"fixed"), **rest})
