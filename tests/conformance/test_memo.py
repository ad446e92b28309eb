"""The port ``Memo``: what a job has worked out survives its process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from overhaul.domain.errors import StoreFailure
from overhaul.domain.ports.store import Memo
from overhaul.store.memo import FileMemo

Open = Callable[[], Memo]


@pytest.fixture(params=[FileMemo])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same memory anew each time."""
    return lambda: request.param(tmp_path / "memo")


def test_what_was_never_kept_is_none(opened: Open) -> None:
    assert opened().get("key") is None


def test_what_is_kept_is_there_for_a_new_process(opened: Open) -> None:
    opened().put("key", "a" * 64)
    assert opened().get("key") == "a" * 64
    assert opened().get("other") is None


def test_the_newest_counts(opened: Open) -> None:
    memo = opened()
    memo.put("key", "a" * 64)
    memo.put("key", "b" * 64)
    assert memo.get("key") == "b" * 64


@pytest.mark.parametrize("key", ["../../escape", "with/slash", "", "x" * 5000, "\x00", "ключ"])
def test_keys_may_be_any_text(opened: Open, key: str) -> None:
    opened().put(key, "c" * 64)
    assert opened().get(key) == "c" * 64


def test_a_crash_while_writing_leaves_no_half(tmp_path: Path) -> None:
    memo = FileMemo(tmp_path)
    memo.put("key", "a" * 64)
    (kept,) = tmp_path.iterdir()
    kept.with_suffix(".999").write_text("aaa")  # what a killed process leaves behind
    assert FileMemo(tmp_path).get("key") == "a" * 64


def test_a_name_without_content_is_nothing(tmp_path: Path) -> None:
    """What a machine that lost power may leave."""
    FileMemo(tmp_path).put("key", "a" * 64)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"")
    assert FileMemo(tmp_path).get("key") is None
    kept.write_bytes(b"\xff\xfe")
    assert FileMemo(tmp_path).get("key") is None


def test_a_folder_that_cannot_be_used_is_a_store_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailure) as caught:
        FileMemo(tmp_path / "file" / "memo").put("key", "a" * 64)
    assert caught.value.hint
