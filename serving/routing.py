"""Which endpoints a question may go to, in the order to try."""

from collections.abc import Sequence
from typing import NamedTuple

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Label, ModelRequest
from overhaul.domain.policy import Policy
from overhaul.domain.tokens import estimate_messages
from serving.chat import chat
from serving.tally import expected_cost


class Route(NamedTuple):
    """The way of a question; with no endpoints, why there is none."""

    endpoints: tuple[Endpoint, ...]
    problem: str = ""
    hint: str = ""


def route(request: ModelRequest, label: Label, endpoints: Sequence[Endpoint], policy: Policy) -> Route:
    """The endpoints that may see ``label``, serve the role and hold the prompt; the cheapest first.

    ``difficulty`` passes over that many of the cheapest, as long as one is left. Those come back at the end:
    a fallback may be to a worse model, never to a place the label does not allow.
    """
    allowed = [endpoint for endpoint in endpoints if policy.allows(label, endpoint.residency)]
    if not allowed:
        return Route((), _no_residency(label, endpoints, policy), "add an endpoint it may go to, or see [policy]")
    serving = [endpoint for endpoint in allowed if not endpoint.roles or request.role in endpoint.roles]
    if not serving:
        names = ", ".join(endpoint.name for endpoint in allowed)
        problem = f"no endpoint that code labelled {label} may go to serves the {request.role} ({names} do not)"
        return Route((), problem, "name the role in the endpoint's roles, or name none there")
    sizes = {endpoint.name: _size(request, endpoint) for endpoint in serving}
    holding = [endpoint for endpoint in serving if sizes[endpoint.name] <= endpoint.context]
    if not holding:
        return Route((), _too_long(request, serving, sizes), "ask for less at once, or serve with a longer context")
    ordered = sorted(holding, key=expected_cost)
    start = min(request.difficulty, len(ordered) - 1)
    return Route((*ordered[start:], *reversed(ordered[:start])))


def _size(request: ModelRequest, endpoint: Endpoint) -> int:
    return estimate_messages([message["content"] for message in chat(request, endpoint)]) + request.max_tokens


def _no_residency(label: Label, endpoints: Sequence[Endpoint], policy: Policy) -> str:
    if not endpoints:
        return "no model endpoint is set"
    places = ", ".join(place.value for place in policy.residencies.get(label, ())) or "nowhere"
    known = ", ".join(f"{endpoint.name} ({endpoint.residency})" for endpoint in endpoints)
    return f"code labelled {label} may go to: {places}; there is only {known}"


def _too_long(request: ModelRequest, endpoints: Sequence[Endpoint], sizes: dict[str, int]) -> str:
    longest = max(endpoints, key=lambda endpoint: endpoint.context)
    prompt = sizes[longest.name] - request.max_tokens
    return (
        f"the prompt has about {prompt:,} tokens and the answer may have {request.max_tokens:,}: "
        f"more than the {longest.context:,} of {longest.name}"
    )
