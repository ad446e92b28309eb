"""The cache costs time at worst."""

from pathlib import Path

import pytest

from tools.survey.cache import AnalysisCache


def test_what_was_put_is_there(tmp_path: Path) -> None:
    AnalysisCache(tmp_path).put({b"a": b"1", b"b": b"2"})
    assert AnalysisCache(tmp_path).get([b"a", b"b", b"c"]) == {b"a": b"1", b"b": b"2"}


def test_many_keys(tmp_path: Path) -> None:
    rows = {str(i).encode(): b"x" for i in range(2_000)}
    AnalysisCache(tmp_path).put(rows)
    assert AnalysisCache(tmp_path).get(rows) == rows


@pytest.mark.parametrize("junk", [b"", b"junk" * 1000, b"SQLite format 3\0" + b"\0" * 200])
def test_a_damaged_file_is_replaced(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "survey.sqlite3").write_bytes(junk)
    cache = AnalysisCache(tmp_path)
    assert cache.get([b"a"]) == {}
    cache.put({b"a": b"1"})
    assert cache.get([b"a"]) == {b"a": b"1"}


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = AnalysisCache(tmp_path / "file" / "below")
    cache.put({b"a": b"1"})
    assert cache.get([b"a"]) == {}


def test_no_folder() -> None:
    cache = AnalysisCache(None)
    cache.put({b"a": b"1"})
    assert cache.get([b"a"]) == {}
