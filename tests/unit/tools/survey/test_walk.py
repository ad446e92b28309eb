"""Walking trees that do not mean well."""

import os
from pathlib import Path

import pytest

from tools.survey.walk import read, walk


def paths(tree: Path) -> list[str]:
    return [entry.path for entry in walk(tree)]


def test_every_regular_file_sorted(tmp_path: Path) -> None:
    for name in ("b.py", "a/c.py", "a/.hidden", "Z"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert paths(tmp_path) == ["Z", "a/.hidden", "a/c.py", "b.py"]


@pytest.mark.parametrize("folder", [".git", ".hg", ".svn", "CVS", "__pycache__", ".tox", "a/.git"])
def test_what_is_no_source_is_left_out(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "x.py").write_bytes(b"")
    assert paths(tmp_path) == []


def test_virtual_environments_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env/pyvenv.cfg").write_bytes(b"")
    (tmp_path / "env/x.py").write_bytes(b"")
    assert paths(tmp_path) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_bytes(b"")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "loop").symlink_to(tree)
    (tree / "out").symlink_to(outside)
    (tree / "file.py").symlink_to(outside / "secret.py")
    (tree / "gone.py").symlink_to(tree / "nowhere")
    assert paths(tree) == []


def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert paths(tmp_path) == []


def test_a_file_that_became_a_link_or_a_pipe_is_not_read(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(b"x")
    first, second = walk(tmp_path)
    (tmp_path / "a.py").unlink()
    (tmp_path / "a.py").symlink_to("/etc/passwd")
    (tmp_path / "b.py").unlink()
    os.mkfifo(tmp_path / "b.py")
    for entry in (first, second):
        with pytest.raises(OSError):
            read(entry, 100)


def test_names_with_newlines_and_blanks(tmp_path: Path) -> None:
    (tmp_path / "a\nb .py").write_bytes(b"x")
    (entry,) = walk(tmp_path)
    assert (entry.path, entry.readable_name) == ("a\nb .py", True)
    assert read(entry, 10) == b"x"


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_bytes(b"x")
    (entry,) = walk(tmp_path)
    assert (entry.path, entry.readable_name) == ("caf\\xe9.py", False)
    assert read(entry, 10) == b"x"


def test_very_deep_trees_end(tmp_path: Path) -> None:
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(150):
            Path("d").mkdir()
            os.chdir("d")
            Path("x.py").write_bytes(b"")
    finally:
        os.chdir(here)
    assert len(walk(tmp_path)) == 100


def test_folders_that_cannot_be_read_are_empty(tmp_path: Path) -> None:
    assert walk(tmp_path / "nowhere") == []
