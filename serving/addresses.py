"""Which addresses a connection may go to: names are looked up here, checked, and connected to as numbers."""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from overhaul.domain.hosts import Address, is_inside, is_loopback, literal, unmapped

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Lookup = Callable[[str, int], Awaitable[list[str]]]
_REMEMBERED_SECONDS = 30.0


class AddressRefused(Exception):
    """A name led where the policy lets nothing go."""


@dataclass(frozen=True)
class InternalHosts:
    """The hosts that count as inside: ``internal_hosts`` of the policy.

    Names match whole, or below a domain written ``.corp.example``; numbers and networks match numbers.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "InternalHosts":
        """Raises ``ValueError`` for what is neither a name nor an address nor a network."""
        names: set[str] = set()
        networks: list[Network] = []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                if not entry or not all(c.isalnum() or c in "-._" for c in entry):
                    raise ValueError(f"{entry!r} is no host name, address or network") from None
                names.add(entry.rstrip(".").lower())
        return cls(frozenset(names), tuple(networks))

    def lists(self, host: str) -> bool:
        """Whether ``host``, as it is written, is inside. Looks nothing up."""
        address = literal(host)
        if address is not None:
            return self.holds(unmapped(address))
        name = host.rstrip(".").lower()
        return name in self.names or any(name.endswith(entry) for entry in self.names if entry.startswith("."))

    def holds(self, address: Address) -> bool:
        """Whether a listed network holds ``address``."""
        return any(address.version == network.version and address in network for network in self.networks)


@dataclass(frozen=True)
class AddressRule:
    """Where one endpoint's connections may lead.

    Args:
        internal: only to this machine, private addresses and listed networks, whatever a name server says.
    """

    hosts: InternalHosts = InternalHosts()
    internal: bool = False

    def allows(self, address: Address) -> bool:
        """Whether a connection to ``address`` may be made."""
        address = unmapped(address)
        return not self.internal or is_inside(address) or self.hosts.holds(address)


class Resolver:
    """Names to addresses that the rule allows; what was found is good for half a minute."""

    def __init__(
        self, rule: AddressRule, lookup: Lookup | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rule, self._lookup, self._clock = rule, lookup or _system_lookup, clock
        self._known: dict[str, tuple[float, list[str]]] = {}

    async def addresses(self, host: str, port: int) -> list[str]:
        """Where to connect to, in the order to try.

        Raises:
            AddressRefused: the name leads outside, in whole or in part.
            OSError: there is no such name.
        """
        address = literal(host)
        if address is not None:
            return self._checked(host, [str(address)])
        if is_loopback(host):
            return ["127.0.0.1", "::1"]  # without asking anybody what localhost is
        until, found = self._known.get(host, (0.0, []))
        if self._clock() >= until:
            found = await self._lookup(host, port)
            self._known[host] = (self._clock() + _REMEMBERED_SECONDS, found)
        return self._checked(host, found)

    def _checked(self, host: str, found: list[str]) -> list[str]:
        for text in found:
            address = literal(text)
            if address is None or not self._rule.allows(address):
                raise AddressRefused(f"{host} leads to {text}, which is outside")
        return found


async def _system_lookup(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    infos = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))
