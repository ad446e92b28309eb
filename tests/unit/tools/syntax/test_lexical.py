"""The mask, the words and the numerals of a source."""

import re

import pytest

from tools.syntax.lexical import Lexed

MASKS = [
    (b"x = 'a' # 'b'\ny", b'x = """      \ny'),
    (b"ur'a' bu\"b\" xr'c'", b'""""" """"" xr"""'),
    (b"u''u''", b'""""""'),
    (b"'''a\n'b''' + r'\\'", b'"""""""""" + """"'),
    (b"'open\nb'x'", b'"""""\n""""'),
    (b"f(b'', B\"\")", b'f(""", """)'),
    (b"# b\n'x'", b'   \n"""'),
]


@pytest.mark.parametrize(("data", "mask"), MASKS)
def test_strings_with_their_prefixes_and_comments_are_masked(data: bytes, mask: bytes) -> None:
    assert Lexed(data).mask == mask


@pytest.mark.parametrize("data", [data for data, _ in MASKS])
def test_the_strings_are_what_the_mask_hides(data: bytes) -> None:
    lexed = Lexed(data)
    hidden = {at for at, byte in enumerate(lexed.mask) if byte == 0x22}
    assert hidden == {at for token in lexed.strings for at in range(token.start, token.end)}
    assert {token.prefix.lower() for token in lexed.strings} - {b""} == lexed.prefixes
    assert all(lexed.string_at(token.start) == token for token in lexed.strings)


def test_words_are_what_a_pattern_finds_and_numerals_start_with_a_digit() -> None:
    lexed = Lexed("if 1if 0xFFL else 12or_x + 3.5e7j - é_1 # no\n'neither'".encode())
    assert lexed.words == frozenset(re.findall(rb"[A-Za-z_]\w*", lexed.mask))
    assert lexed.numerals == {b"1if", b"0xFFL", b"12or_x", b"3", b"5e7j"}
