"""Where a text that was looked for might have been meant, in any file."""

from tools.editing.nearest import closest


def test_the_likeliest_of_very_many_lines_is_found() -> None:
    lines = [f"    rows[{number}] = other.value({number})" for number in range(20_000)]
    lines[19_000] = "    return hashlib.sha1(key).hexdigest()"
    assert closest(lines, ["return hashlib.sha1(keys).hexdigest()"]) == (19_001, 19_001)


def test_a_long_text_among_equal_lines_is_answered_with_a_few() -> None:
    assert closest(["x = compute(a, b)"] * 5_000, ["x = compute(a, c)"] * 2_000) == (1, 8)


def test_what_is_like_nothing_is_nowhere() -> None:
    assert closest(["import os", "", "x = 1"], ["raise ValueError(message)"]) is None
