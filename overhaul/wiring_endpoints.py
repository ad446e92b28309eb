"""The composition root of what a job does before it asks an endpoint: choose an adapter, load it, check the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from overhaul.domain.servers import Adapter, CanaryCheck, CanaryReport, ServerStatus
from overhaul.settings import Settings

if TYPE_CHECKING:
    from overhaul.domain.endpoints import Endpoint
    from serving.adapters import AdapterRegistry
    from serving.addresses import AddressRule


def registry(settings: Settings) -> AdapterRegistry:
    """The adapters of this machine."""
    from serving.adapters import AdapterRegistry

    return AdapterRegistry(settings.state_dir / "adapters.json")


def adapter_for(settings: Settings, track: str, repository: str, model: str = "") -> Adapter | None:
    """The adapter a job on ``repository`` uses on top of ``model``; its ``served_name`` is the model to ask for."""
    from serving.adapters import choose

    return choose(registry(settings).all(), track, repository, model)


def prepared_all(settings: Settings, endpoints: Sequence[Endpoint], track: str, repository: str) -> Iterator[Endpoint]:
    """Endpoints as a job asks them: see ``prepared``.

    One that does not answer at all is asked later: what the job does then is its own setting.
    """
    from serving.canary import served

    for endpoint in endpoints:
        names, _ = served(endpoint, rule_of(settings, endpoint))
        yield prepared(settings, endpoint, track, repository)[0] if names else endpoint


def prepared(settings: Settings, endpoint: Endpoint, track: str, repository: str) -> tuple[Endpoint, Adapter | None]:
    """An endpoint as a job is to ask it: with the job's adapter in place of the base, loaded there and tried.

    A gateway of such endpoints says in every reply, and in the evidence, which adapter answered.

    Raises:
        EndpointBroken: it cannot be trusted, or does not load the adapter; says what is broken.
        BadSettings: the policy lets nothing go there, not even the question.
    """
    from overhaul.domain.errors import EndpointBroken
    from serving.canary import Trust
    from serving.replicas import load
    from serving.wire import Wire

    rule = rule_of(settings, endpoint)
    asked = _asked(endpoint, rule)
    adapter = adapter_for(settings, track, repository, asked.model)
    if adapter is not None:
        with Wire(asked, rule=rule) as wire:
            change = load(wire, adapter)
        if not change.ok:
            raise EndpointBroken(
                f"endpoint {endpoint.name}: {change.problem}", hint=f"overhaul adapter unload {adapter.served_name}"
            )
    used = (adapter.served_name,) if adapter else ()
    Trust(settings.cache_dir / "canary").require(asked, rule=rule, adapters=used)
    if adapter is None:
        return asked, None
    return asked.model_copy(update={"model": adapter.served_name, "adapter": adapter.served_name}), adapter


def status_of(settings: Settings, endpoint: Endpoint) -> ServerStatus:
    """How one server fares."""
    from serving.metrics import status
    from serving.wire import Wire

    with Wire(endpoint, rule=rule_of(settings, endpoint)) as wire:
        return status(wire)


def check_of(
    settings: Settings, endpoint: Endpoint, adapters: Sequence[str] | None, told: Callable[[CanaryCheck], None]
) -> CanaryReport:
    """Try one server now; ``adapters`` None: those it lists."""
    from serving.canary import check

    rule = rule_of(settings, endpoint)
    return check(_asked(endpoint, rule), rule=rule, adapters=adapters, told=told)


def rule_of(settings: Settings, endpoint: Endpoint) -> AddressRule:
    """Where connections to ``endpoint`` may lead.

    Raises:
        BadSettings: the policy lets nothing go there, not even a question.
    """
    from serving.reach import address_rule, check_reach

    check_reach([endpoint], settings.models.policy)
    return address_rule(settings.models.policy)


def _asked(endpoint: Endpoint, rule: AddressRule) -> Endpoint:
    """The endpoint with the model it will be asked for: the first listed, where it names none."""
    if endpoint.model:
        return endpoint
    from serving.canary import served

    known, _ = served(endpoint, rule)
    return endpoint.model_copy(update={"model": known[0] if known else ""})
