"""Hosts as they are written: this machine, a private address, or somewhere else. Nothing here asks a name server."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal(host: str) -> Address | None:
    """The address a host is written as; None where it is a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def unmapped(address: Address) -> Address:
    """An IPv4 address that is dressed as an IPv6 one, undressed."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_inside(address: Address) -> bool:
    """Whether it is this machine, or an address that the internet does not route.

    Link-local ones are not: there clouds answer questions about the machine.
    """
    address = unmapped(address)
    if address.is_unspecified or address.is_multicast or address.is_link_local:
        return False
    return address.is_loopback or address.is_private


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, by number or as ``localhost``."""
    address = literal(host)
    return host.rstrip(".").lower() == "localhost" if address is None else unmapped(address).is_loopback


def is_private(host: str) -> bool:
    """Whether ``host`` is written as an address of the inside; a name other than ``localhost`` never is."""
    address = literal(host)
    return is_loopback(host) or (address is not None and is_inside(address))
