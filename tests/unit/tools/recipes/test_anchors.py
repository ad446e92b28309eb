"""The fast search finds what a pattern finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.recipes.anchors import finder, leading_literal, leading_word, needle, rarest


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        (rb"\bclass\b(?=[ \t]+\w+)", b"class"),
        (rb"lambda(?<!\wlambda)\b", b""),
        (rb"\bfrom[ \t]+(?:a|b)", b"from"),
        (rb"\babc+", b"abc"),
        (rb"\babcd?", b"abc"),
        (rb"\babc?", b""),
        (rb"\babc|def", b""),
        (rb"\babc(d)|def", b""),
        (rb"\babc[|]", b"abc"),
        (rb"\babc\|", b"abc"),
        (rb"(?:abc)", b""),
        (rb"(?i)abc", b""),
        (rb"\.abc", b""),
    ],
)
def test_leading_word(pattern: bytes, word: bytes) -> None:
    assert leading_word(re.compile(pattern)) == word


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (rb"\\[uUN]", b"\\"),
        (rb">>> ", b">>> "),
        (rb"\.[ \t]*", b"."),
        (rb"abc?", b"ab"),
        (rb"a?", b""),
        (rb"<>|`", b""),
        (rb"\bab", b""),
        (rb"l(?<=[0-9]l)", b"l"),
        (rb"\(\?[iL]+\)", b"(?"),
        (rb"/(?<!//)", b"/"),
        (b"\x00", b"\x00"),
        (rb"\x00", b""),
        (rb"\A#!", b""),
    ],
)
def test_leading_literal(pattern: bytes, literal: bytes) -> None:
    assert leading_literal(re.compile(pattern)) == literal


PATTERNS = [
    rb"\babc\b",
    rb"abc(?=[ab])",
    rb"abca?",
    rb"\babc[ab]*b",
    rb"abc(?<!aabc)",
    rb"ab",
    rb"\Aab",
    rb"\babc",
    rb"bc(?<=abc)",
]


@pytest.mark.parametrize(
    ("pattern", "sought", "rare"),
    [
        (rb"\(\?[iL]+\)", b"(?", b"?"),
        (rb"<>", b"<>", b"<"),
        (rb"\bclass\b", b"class", b"class"),
        (rb"\.get\(", b".get(", b".get("),
        (rb"\A", b"", b""),
    ],
)
def test_one_rare_byte_is_looked_for_before_a_pattern_is(pattern: bytes, sought: bytes, rare: bytes) -> None:
    assert needle(re.compile(pattern)) == sought and rarest(sought) == rare


@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from([b"abc", b"a", b"b", b" ", b"ab"]), max_size=12))
def test_matches_are_those_of_finditer(pattern: bytes, pieces: list[bytes]) -> None:
    text, compiled = b"".join(pieces), re.compile(pattern)
    spans = [m.span() for m in compiled.finditer(text)]
    assert [m.span() for m in finder(compiled)(text)] == spans
    assert not spans or needle(compiled) in text
