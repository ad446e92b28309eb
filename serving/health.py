"""Whether a model server answers: the first thing to know of an endpoint."""

from typing import NamedTuple

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import OverhaulError
from serving.addresses import AddressRule
from serving.client import EndpointClient
from serving.failures import Failure
from serving.wire import Wire

_SECONDS = 3.0


class Health(NamedTuple):
    """What an OpenAI-compatible server said of itself."""

    ok: bool
    models: tuple[str, ...]
    """The names it serves: the base model and its adapters."""
    problem: str = ""


def probe(endpoint: Endpoint, rule: AddressRule | None = None) -> Health:
    """Ask a server which models it serves, the way questions go: same key, same certificates, no proxy."""
    try:
        with EndpointClient(endpoint, rule=rule) as client:
            names = client.models()
    except OverhaulError as error:
        return Health(False, (), error.message)
    if not names:
        return Health(False, (), "it names no model")
    if endpoint.model and endpoint.model not in names:
        return Health(False, names, f"it serves no {endpoint.model}, but: {', '.join(names) or 'nothing'}")
    return Health(True, names)


def answers(endpoint: Endpoint) -> bool:
    """Whether ``/health`` of a server says that it works."""
    with Wire(endpoint) as wire:
        try:
            return wire.get(f"{wire.root}/health", seconds=_SECONDS).status == 200
        except Failure:
            return False
