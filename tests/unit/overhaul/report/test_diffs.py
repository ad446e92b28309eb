"""Diffs as the real git writes them, as data for a page."""

import subprocess
from pathlib import Path

import pytest

from overhaul.report.diffs import FileDiff, parse, unquoted
from tests.support.repositories import git


class Repository:
    """Two states of some files, and git's diff between them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "init", "--quiet")

    def diff(self, before: dict[str, bytes], after: dict[str, bytes], *options: str) -> list[FileDiff]:
        commits = []
        for state in (before, after):
            for path in self.root.iterdir():
                if path.name != ".git":
                    path.unlink()
            for name, content in state.items():
                (self.root / name).write_bytes(content)
            git(self.root, "add", "--all")
            git(self.root, "commit", "--quiet", "--allow-empty", "-m", "x")
            commits.append(git(self.root, "rev-parse", "HEAD"))
        command = ["git", "-C", str(self.root), *options, "diff", "-M", *commits]
        said = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
        files, cut = parse(said, most_lines=1000)
        assert cut == 0
        return files


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def shown(file: FileDiff) -> list[tuple[str, int | None, int | None, str]]:
    return [(line.kind, line.old, line.new, line.html.striptags()) for _, lines in file.hunks for line in lines]


def test_lines_and_numbers(repository: Repository) -> None:
    (file,) = repository.diff({"a.txt": b"one\ntwo\nthree\n"}, {"a.txt": b"one\n2\nthree\nfour\n"})
    assert (file.path, file.note, file.added, file.removed) == ("a.txt", "", 2, 1)
    assert shown(file) == [
        ("same", 1, 1, "one"),
        ("del", 2, None, "two"),
        ("add", None, 2, "2"),
        ("same", 3, 3, "three"),
        ("add", None, 4, "four"),
    ]


def test_created_deleted_renamed(repository: Repository) -> None:
    body = b"x = 1\n" * 20
    files = repository.diff({"old.py": body, "gone.py": b"a\n"}, {"new.py": body + b"y\n", "made.py": b"b\n"})
    assert [(f.path, f.note, f.added, f.removed) for f in files] == [
        ("gone.py", "deleted", 0, 1),
        ("made.py", "new", 1, 0),
        ("new.py", "renamed from old.py", 1, 0),
    ]


def test_a_pure_rename_and_an_empty_file(repository: Repository) -> None:
    files = repository.diff({"old one.py": b"x = 1\n"}, {"new one.py": b"x = 1\n", "empty file": b""})
    notes = {file.path: file.note for file in files}
    assert notes == {"new one.py": "renamed from old one.py", "empty file": "new"}


def test_mode_changes_alone(repository: Repository) -> None:
    repository.diff({}, {"run me": b"x\n"})
    base = git(repository.root, "rev-parse", "HEAD")
    (repository.root / "run me").chmod(0o755)
    git(repository.root, "add", "--all")
    git(repository.root, "commit", "--quiet", "-m", "mode")
    (file,), _ = parse(git(repository.root, "diff", base, "HEAD"), most_lines=10)
    assert (file.path, file.note, file.hunks) == ("run me", "mode 100644 → 100755", ())


def test_binary(repository: Repository) -> None:
    (file,) = repository.diff({"b.bin": bytes(range(256))}, {"b.bin": bytes(range(255))})
    assert (file.path, file.note, file.hunks) == ("b.bin", "binary", ())


def test_no_newline_at_the_end(repository: Repository) -> None:
    (file,) = repository.diff({"a.py": b"x = 1"}, {"a.py": b"x = 2\n"})
    kinds = [line[0] for line in shown(file)]
    assert kinds == ["del", "note", "add"] and (file.added, file.removed) == (1, 1)


@pytest.mark.parametrize("quoted", ["core.quotePath=true", "core.quotePath=false"])
@pytest.mark.parametrize(
    "name", ["ä ö.py", "世界.py", 'qu"ote.py', "tab\there.py", "back\\slash.py", " lead.py", "a b/".strip("/")]
)
def test_names_that_git_quotes(repository: Repository, name: str, quoted: str) -> None:
    (file,) = repository.diff({name: b"1\n"}, {name: b"2\n"}, "-c", quoted)
    assert file.path == name


def test_unquoting() -> None:
    assert unquoted('"a/\\303\\244.py"') == "a/ä.py"
    assert unquoted('"\\\\\\"\\t\\377"') == '\\"\t\ufffd'
    assert unquoted("plain") == "plain"
    assert unquoted('"') == '"'


def test_crlf_is_quiet_until_line_ends_change(repository: Repository) -> None:
    (file,) = repository.diff({"a.txt": b"two\r\nx\r\n"}, {"a.txt": b"2\r\nx\r\n"})
    assert [line[3] for line in shown(file)] == ["two", "2", "x"]
    (file,) = repository.diff({"a.txt": b"one\r\nx\n"}, {"a.txt": b"one\nx\n"})
    assert [line[3] for line in shown(file)] == ["one␍", "one", "x"]


def test_tabs_in_changed_indentation_can_be_seen(repository: Repository) -> None:
    (file,) = repository.diff({"a.txt": b"\tx\n"}, {"a.txt": b"        x\n"})
    assert str(file.hunks[0][1][0].html) == "⇥\tx" and str(file.hunks[0][1][1].html) == "        x"


def test_lines_that_look_like_headers(repository: Repository) -> None:
    before = {"a.txt": b"-- a/x\ndiff --git a/y b/y\n@@ -1 +1 @@\n"}
    (file,) = repository.diff(before, {"a.txt": b"++ b/x\n"})
    assert (file.path, file.added, file.removed) == ("a.txt", 1, 3)


def test_form_feeds_do_not_end_lines(repository: Repository) -> None:
    (file,) = repository.diff({"a.txt": b"a\x0cb\n"}, {"a.txt": b"a\x0cc\n"})
    assert [line[3] for line in shown(file)] == ["a⟨U+000C⟩b", "a⟨U+000C⟩c"]


def test_strings_over_several_lines_keep_their_colour(repository: Repository) -> None:
    (file,) = repository.diff({"a.py": b'x = """\nprint 1\n"""\n'}, {"a.py": b'x = """\nprint 2\n"""\n'})
    assert str(file.hunks[0][1][1].html) == '<i class="s">print 1</i>'


def test_python_2_that_no_lexer_likes_is_still_all_there(repository: Repository) -> None:
    source = b"exec `x` in {}\nprint >>f, 'a\xff\n\tif 0777L <> 1: raise E, 'x'\n\"\"\"open\n"
    (file,) = repository.diff({"a.py": b""}, {"a.py": source})
    assert len(shown(file)) == 4 and "0777L <> 1" in shown(file)[2][3]


def test_what_is_too_much_is_cut_and_counted() -> None:
    lines = "".join(f"+{number}\n" for number in range(10_000))
    block = f"diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -0,0 +1,10000 @@\n{lines}"
    files, cut = parse(block * 30, most_lines=5_000)
    assert sum(file.shown() for file in files) == 5_000 and cut == 26
    assert all(file.added == 10_000 and file.shown() + file.cut == 10_000 for file in files)


def test_very_long_lines_are_cut() -> None:
    block = f"diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+{'x' * 100_000}\n"
    (file,), _ = parse(block, most_lines=10)
    assert len(file.hunks[0][1][0].html) < 1000 and "99,400 more characters" in file.hunks[0][1][0].html


@pytest.mark.parametrize(
    "text", ["", "nonsense", "diff --git ", "diff --git a/x b/x\n@@ broken\n+x", 'diff --git "a/x']
)
def test_nonsense_does_no_harm(text: str) -> None:
    parse(text, most_lines=10)
