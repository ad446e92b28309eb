"""Globs in overhaul.toml mean one thing everywhere."""

import pytest

from overhaul.domain.paths import matches


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("setup.py", "setup.py"),
        ("*.py", "setup.py"),
        ("src/*.py", "src/a.py"),
        ("src", "src/deep/a.py"),
        ("src/", "src/deep/a.py"),
        ("**/*.py", "a.py"),
        ("**/*.py", "src/deep/a.py"),
        ("src/**", "src/deep/a.py"),
        ("**/vendor", "src/vendor/a.py"),
        ("a?.py", "ab.py"),
        ("a+b[1].py", "a+b[1].py"),
        ("*.py", "new\nline.py"),
    ],
)
def test_matches(glob: str, path: str) -> None:
    assert matches(path, [glob])
    assert matches(path, ["nothing", glob])


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.py", "src/a.py"),
        ("src/*.py", "src/deep/a.py"),
        ("src", "source/a.py"),
        ("src", "lib/src/a.py"),
        ("setup.py", "setup.pyc"),
        ("setup.py", "setupXpy"),
        ("a?.py", "a/.py"),
        ("", "a.py"),
    ],
)
def test_does_not_match(glob: str, path: str) -> None:
    assert not matches(path, [glob])


def test_no_globs_match_nothing() -> None:
    assert not matches("a.py", [])
