"""Where connections may lead, whatever a name server says."""

import asyncio

import pytest

from serving.addresses import AddressRefused, AddressRule, InternalHosts, Resolver

HOSTS = InternalHosts.parse(["GPU1.corp.example.", ".lab.example", "203.0.113.0/24", "2001:db8::1"])


def resolved(host: str, answers: list[str], *, internal: bool = True) -> list[str]:
    async def lookup(name: str, port: int) -> list[str]:
        assert name == host
        return answers

    resolver = Resolver(AddressRule(HOSTS, internal=internal), lookup)
    return asyncio.run(resolver.addresses(host, 8000))


@pytest.mark.parametrize(
    "host", ["gpu1.corp.example", "GPU1.CORP.EXAMPLE.", "a.lab.example", "203.0.113.9", "2001:db8::1"]
)
def test_listed(host: str) -> None:
    assert HOSTS.lists(host)


@pytest.mark.parametrize(
    "host",
    ["gpu1.corp.example.evil.example", "xgpu1.corp.example", "lab.example", "xlab.example", "203.0.114.9", "::1", ""],
)
def test_not_listed(host: str) -> None:
    assert not HOSTS.lists(host)


@pytest.mark.parametrize("entry", ["", "http://x", "a b", "10.0.0.0/99", "x/y", "*.example"])
def test_entries_that_are_none(entry: str) -> None:
    with pytest.raises(ValueError, match="is no host name"):
        InternalHosts.parse([entry])


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "192.168.0.9", "203.0.113.200", "fd00::1", "::ffff:10.0.0.1"]
)
def test_a_name_may_lead_inside(address: str) -> None:
    assert resolved("gpu1.corp.example", [address]) == [address]


@pytest.mark.parametrize(
    "answers",
    [["8.8.8.8"], ["10.0.0.1", "8.8.8.8"], ["::ffff:8.8.8.8"], ["0.0.0.0"], ["224.0.0.1"], ["169.254.169.254"]],
)
def test_a_name_that_leads_outside_leads_nowhere(answers: list[str]) -> None:
    with pytest.raises(AddressRefused, match="outside"):
        resolved("gpu1.corp.example", answers)
    assert resolved("gpu1.corp.example", answers, internal=False) == answers


def test_numbers_and_this_machine_are_not_looked_up() -> None:
    async def never(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    resolver = Resolver(AddressRule(HOSTS, internal=True), never)
    for host, found in {"127.0.0.1": ["127.0.0.1"], "[::1]": ["::1"], "localhost": ["127.0.0.1", "::1"]}.items():
        assert asyncio.run(resolver.addresses(host, 1)) == found
    with pytest.raises(AddressRefused):
        asyncio.run(resolver.addresses("8.8.8.8", 1))


def test_what_was_found_holds_for_a_while_and_is_checked_each_time() -> None:
    asked, now = [], [0.0]
    answers = [["10.0.0.1"], ["8.8.8.8"]]

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    resolver = Resolver(AddressRule(internal=True), lookup, clock=lambda: now[0])
    for moment in (0.0, 29.0):
        now[0] = moment
        assert asyncio.run(resolver.addresses("x", 1)) == ["10.0.0.1"]
    now[0] = 31.0
    with pytest.raises(AddressRefused):
        asyncio.run(resolver.addresses("x", 1))
    assert asked == ["x", "x"]
