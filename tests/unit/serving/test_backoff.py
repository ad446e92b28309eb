"""Pauses between tries, and what servers ask for."""

from datetime import UTC, datetime

import pytest

from serving.backoff import pause, retry_after


def test_pauses_double_up_to_a_bound_and_are_random_from_nothing() -> None:
    assert [pause(tries, None, lambda: 1.0) for tries in (1, 2, 3, 4)] == [0.5, 1, 2, 4]
    assert pause(50, None, lambda: 1.0) == 20 and pause(50, None, lambda: 0.0) == 0


def test_never_sooner_than_asked() -> None:
    assert pause(1, 7.0, lambda: 0.0) == 7 and 7 < pause(9, 7.0, lambda: 1.0) <= 8


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3),
        ("0.5", 0.5),
        ("-4", 0),
        ("Tue, 24 Nov 2026 10:00:30 GMT", 30),
        ("Tue, 24 Nov 2020 10:00:30 GMT", 0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, lambda: datetime(2026, 11, 24, 10, tzinfo=UTC)) == seconds
