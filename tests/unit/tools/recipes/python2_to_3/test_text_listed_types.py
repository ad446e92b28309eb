"""Types looked for among types."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

BOTH = "def f(self, kinds):\n    self.raw = {} in kinds\n    self.text = unicode {}in kinds\n"

REWRITE = [
    (BOTH.format("str", ""), BOTH.format("bytes", "")),
    (BOTH.format("str", "not "), BOTH.format("bytes", "not ")),
    ("if str not in a.b or unicode in a.b: pass\n", "if bytes not in a.b or unicode in a.b: pass\n"),
]

NOOP = [
    "if str in kinds or unicode in others: pass\n",
    "def f(kinds): return str in kinds\ndef g(kinds): return unicode in kinds\n",
    "if str in kinds: x = unicode(y)\n",
    "def f(str, kinds): return str in kinds and unicode in kinds\n",
    "if 'str' in kinds or unicode in kinds or kind.str in kinds: pass\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_str_beside_unicode_is_bytes(before: str, after: str) -> None:
    check_rewrite("listed-types", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_others_are_left(source: str) -> None:
    check_noop("listed-types", source)


def test_both_are_told_apart_in_the_end() -> None:
    done = run_track({"m.py": BOTH.format("str", "").encode()})["m.py"]
    assert done.decode() == BOTH.format("bytes", "").replace("unicode", "str")
