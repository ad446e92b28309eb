"""Estimates of tokens: near what tokenizers of code models count, and never nothing for something."""

from pathlib import Path

import pytest

from overhaul.domain.tokens import estimate, estimate_messages


def test_code_has_three_to_four_characters_a_token() -> None:
    text = (Path(__file__).parents[2] / "serving" / "test_client.py").read_text()
    assert 2.8 < len(text) / estimate(text) < 4.2


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("return", 1, 2),
        ("def f(x):\n    return x + 1\n", 9, 16),
        ("0123456789", 3, 10),
        ("!" * 30, 10, 30),
        (" " * 1_000, 1, 20),
        ("漢字仮名交じり文", 6, 20),
        ("Слово" * 10, 10, 80),
    ],
)
def test_estimates(text: str, least: int, most: int) -> None:
    assert least <= estimate(text) <= most


def test_a_message_costs_more_than_its_text() -> None:
    assert estimate_messages(["a", "b"]) > estimate("a") + estimate("b")
