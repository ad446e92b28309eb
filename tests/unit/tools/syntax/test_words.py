"""Whole words, found by a plain search, are those a pattern finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.syntax.words import all_occurrences, first_occurrence, free_occurrences, occurrences

PIECES = [b"is", b"item", b"_", b" ", b".", b"9", "é".encode(), b"items", b"self.", b"\n"]


@given(st.sampled_from([b"is", b"item", b"items", b"_is", b"a1"]), st.lists(st.sampled_from(PIECES), max_size=14))
def test_occurrences_are_those_of_a_pattern(word: bytes, pieces: list[bytes]) -> None:
    mask = b"".join(pieces)
    pattern = re.compile(rb"(?<![\w\x80-\xff])" + word + rb"(?![\w\x80-\xff])")
    places = [match.start() for match in pattern.finditer(mask)]
    assert list(occurrences(mask, word)) == places
    assert all_occurrences(mask, word) == places
    assert list(free_occurrences(mask, word)) == [at for at in places if mask[at - 1 : at] != b"."]


@pytest.mark.parametrize("word", [b"is", b"item"])
def test_a_stretch_of_the_mask_is_searched_and_what_stands_around_it_counts(word: bytes) -> None:
    mask = word + b" x" + word + b" " + word + b" " + word + b"s"
    second = mask.index(b" " + word) + 1
    assert list(occurrences(mask, word, 1, second + len(word))) == [second]
    assert list(occurrences(mask, word, 0, len(mask) - 1)) == [0, second]


def test_the_first_of_several_or_none() -> None:
    assert first_occurrence(b"items item item", b"item") == 6
    assert first_occurrence(b"items", b"item") == -1
