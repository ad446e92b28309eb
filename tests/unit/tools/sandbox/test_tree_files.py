"""Reading and writing a tree that somebody else arranged."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.sandbox.tree import READ_LIMIT, TreeFiles, components


@pytest.fixture
def files(tmp_path: Path) -> Iterator[TreeFiles]:
    (tmp_path / "tree").mkdir()
    opened = TreeFiles(os.open(tmp_path / "tree", os.O_PATH | os.O_DIRECTORY))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("path", "parts"), [("a/b", ("a", "b")), ("./a//b/", ("a", "b")), (".", ()), ("a..b", ("a..b",))]
)
def test_components(path: str, parts: tuple[str, ...]) -> None:
    assert components(path) == parts


@pytest.mark.parametrize("path", ["..", "a/..", "/a", "a\0b", "a/../b"])
def test_components_refuse(path: str) -> None:
    with pytest.raises(ValueError, match="workspace"):
        components(path)


def test_modes_are_kept_without_set_id_bits(files: TreeFiles, tmp_path: Path) -> None:
    target = tmp_path / "tree" / "x"
    target.write_text("x")
    target.chmod(0o6755)
    files.write("x", b"y")
    assert target.stat().st_mode & 0o7777 == 0o755
    files.write("new", b"y")
    assert (tmp_path / "tree" / "new").stat().st_mode & 0o7777 == 0o644


def test_no_temporary_file_is_left(files: TreeFiles, tmp_path: Path) -> None:
    files.write("a/b", b"1")
    files.write("a/b", b"2")
    assert [path.name for path in (tmp_path / "tree" / "a").iterdir()] == ["b"]


def test_a_link_in_the_middle_is_refused_even_inside(files: TreeFiles, tmp_path: Path) -> None:
    (tmp_path / "tree" / "real").mkdir()
    (tmp_path / "tree" / "real" / "x").write_text("x")
    (tmp_path / "tree" / "link").symlink_to("real")
    (tmp_path / "tree" / "loop").symlink_to("loop")
    for path in ("link/x", "loop/x", "link"):
        with pytest.raises(ValueError, match="link"):
            files.read(path)
    assert not files.is_folder("link")
    assert files.is_folder("real")
    assert files.is_folder(".")


def test_reads_are_limited(files: TreeFiles, tmp_path: Path) -> None:
    with (tmp_path / "tree" / "large").open("wb") as file:
        file.truncate(READ_LIMIT + 1)
    with pytest.raises(ValueError, match="larger"):
        files.read("large")


def test_names_too_long_are_about_the_path(files: TreeFiles) -> None:
    with pytest.raises(ValueError, match="cannot be used"):
        files.write("x" * 300, b"")
