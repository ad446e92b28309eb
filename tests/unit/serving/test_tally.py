"""What calls cost: by tokens, or by a share of GPU time that is paid for once."""

from decimal import Decimal

import pytest

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Label, Residency, Usage
from serving.tally import SharedTime, Tally, cost_of, expected_cost

LOCAL = Endpoint(name="gpu", base_url="http://h", residency=Residency.ON_PREM, gpu_hour_cost=Decimal(36), gpus=2)
HOSTED = Endpoint(
    name="api", base_url="http://h", residency=Residency.THIRD_PARTY, price_input=Decimal(3), price_output=Decimal(15)
)


def test_shares_of_calls_add_up_to_the_time_the_server_was_busy() -> None:
    now = [0.0]
    shared = SharedTime(lambda: now[0])
    first = shared.begin()
    now[0] = 10
    second = shared.begin()
    now[0] = 20
    assert shared.end(first) == 15  # ten alone, ten shared by two
    now[0] = 26
    assert shared.end(second) == 11
    now[0] = 100  # idle
    third = shared.begin()
    now[0] = 101
    assert shared.end(third) == 1


def test_costs() -> None:
    usage = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=100_000)
    assert cost_of(HOSTED, usage, 99) == Decimal("4.5")
    assert cost_of(HOSTED.model_copy(update={"price_cached": Decimal(1)}), usage, 99) == Decimal("3.7")
    assert cost_of(LOCAL, usage, 50) == 1
    assert expected_cost(HOSTED) > 0 < expected_cost(LOCAL)


def test_the_tally() -> None:
    tally = Tally()
    usage = Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=3)
    tally.add(LOCAL, "base", Label.INTERNAL, usage, 1.5, Decimal("0.1"), failed=False)
    tally.add(
        LOCAL, "base", Label.RESTRICTED, usage.model_copy(update={"estimated": True}), 1.5, Decimal("0.2"), failed=True
    )
    tally.add(LOCAL, "other", Label.PUBLIC, Usage(), 0.0, Decimal(0), failed=False)
    one, other = tally.uses()
    assert (one.calls, one.failed_calls, one.prompt_tokens, one.cached_tokens, one.completion_tokens) == (
        2,
        1,
        20,
        8,
        6,
    )
    assert one.estimated and one.highest_label is Label.RESTRICTED and one.cost == pytest.approx(0.3)
    assert (other.model, other.calls, other.estimated) == ("other", 1, False)
