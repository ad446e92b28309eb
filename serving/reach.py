"""Where endpoints may lie: checked before anything is sent, and again for every connection."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import BadSettings
from overhaul.domain.hosts import is_loopback
from overhaul.domain.policy import Policy
from serving.addresses import AddressRule, InternalHosts


def check_reach(endpoints: Sequence[Endpoint], policy: Policy) -> None:
    """Refuse endpoints that the policy can never let anything go to. Looks no name up.

    Raises:
        BadSettings: a URL is none, or it leads outside while ``air_gapped`` is set.
    """
    hosts = internal_hosts(policy)
    for endpoint in endpoints:
        _check_url(endpoint)
        if policy.air_gapped and not (is_loopback(endpoint.host) or hosts.lists(endpoint.host)):
            raise BadSettings(
                f"endpoint {endpoint.name}: {endpoint.host} is neither this machine nor listed, and nothing else "
                "may be connected to (air-gapped)",
                hint="list it in policy.internal_hosts, or remove the endpoint",
            )


def address_rule(policy: Policy) -> AddressRule:
    """Where an endpoint's connections may lead, whatever a name server says.

    Air-gapped, a listed name must lead to this machine, a private address or a listed network: a name server
    that answers with another address leads nowhere.
    """
    return AddressRule(internal_hosts(policy), internal=policy.air_gapped)


def internal_hosts(policy: Policy) -> InternalHosts:
    """Raises ``BadSettings`` where an entry of ``internal_hosts`` is neither name nor network."""
    try:
        return InternalHosts.parse(policy.internal_hosts)
    except ValueError as exc:
        raise BadSettings(f"policy.internal_hosts: {exc}") from exc


def _check_url(endpoint: Endpoint) -> None:
    try:
        url = urlsplit(endpoint.base_url)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:
        usable = False
    else:
        usable = usable and not (url.username or url.password or url.query or url.fragment)
    if not usable:
        raise BadSettings(
            f"endpoint {endpoint.name}: base_url is no plain http or https address",
            hint="like http://gpu1.corp.example:8000; a key goes into key_env or key_file",
        )
