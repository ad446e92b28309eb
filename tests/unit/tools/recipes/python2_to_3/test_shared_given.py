"""What a function is given by all its calls in the file, it is known to be."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

KEY = """\
def key(secret):
    return sum((ord(c) & 0x7f) << i for i, c in enumerate(secret[:8]))
def crypt(secret, salt):
    return key(secret) + salt
class H:
    def digest(self, secret):
        if isinstance(secret, unicode):
            secret = secret.encode('utf-8')
        return crypt(secret, salt=self.salt)
"""


def test_bytes_are_followed_through_calls() -> None:
    check_rewrite("byte-ord", KEY, KEY.replace("ord(c)", "c"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("key(text)\n", id="given something else"),
        pytest.param("key(*args)\n", id="given what cannot be told"),
        pytest.param("run(key)\n", id="called by others"),
        pytest.param("if slow:\n    def key(x):\n        return 1\n", id="defined twice"),
    ],
)
def test_other_uses_leave_it_open(other: str) -> None:
    check_noop("byte-ord", KEY + other)


def test_literals_beside_what_is_given_are_bytes() -> None:
    before = KEY.replace("    return key(secret)", "    if '\\0' in secret: raise ValueError\n    return key(secret)")
    check_rewrite("bytes-literals", before, before.replace("'\\0'", "b'\\0'"))


def test_a_test_for_str_of_what_is_given_asks_for_bytes() -> None:
    before = KEY.replace(
        "    return key(secret)", "    if not isinstance(secret, str): raise E\n    return key(secret)"
    )
    check_rewrite("bytes-tests", before, before.replace("secret, str)", "secret, bytes)"))
