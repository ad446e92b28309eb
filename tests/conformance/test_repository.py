"""What every repository does, whatever the source is."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from overhaul.domain.errors import BadRepository
from overhaul.domain.ports.repository import CommitRequest, Repository
from tests.support.repositories import (
    FILES,
    LINK,
    LINK_TARGET,
    SCRIPT,
    contents,
    fill,
    git,
    new_repository,
    sdist,
    served,
    snapshot,
    spec,
)
from tools.vcs.repository import GitRepository


class Case(NamedTuple):
    source: str
    watched: Path
    """What must stay as it is."""
    local: Path | None
    """The repository that gets the branch."""


KINDS = ["worktree", "bare", "linked", "sha256", "file-url", "http", "folder", "subfolder", "tar.gz", "zip"]


@pytest.fixture(params=KINDS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    made = tmp_path / "made"
    kind = request.param
    if kind == "folder":
        yield Case(str(fill(made)), made, None)
    elif kind == "subfolder":
        around = new_repository(made)
        yield Case(str(fill(around / "inner")), made, None)
    elif kind in ("tar.gz", "zip"):
        archive = sdist(fill(tmp_path / "unpacked"), tmp_path / f"sample-1.0.{kind}")
        yield Case(str(archive), archive, None)
    elif kind == "bare":
        git(tmp_path, "clone", "--quiet", "--bare", str(new_repository(tmp_path / "first")), str(made))
        yield Case(str(made), made, made)
    elif kind == "linked":
        main = new_repository(tmp_path / "main")
        git(main, "worktree", "add", "--quiet", "--detach", str(made))
        yield Case(str(made), tmp_path / "main", main)
    elif kind == "http":
        git(tmp_path, "clone", "--quiet", "--bare", str(new_repository(tmp_path / "first")), str(made))
        git(made, "update-server-info")
        with served(tmp_path) as url:
            yield Case(f"{url}/made", made, None)
    else:
        new_repository(made, *(["--object-format=sha256"] if kind == "sha256" else []))
        yield Case(f"file://{made}" if kind == "file-url" else str(made), made, made)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return GitRepository(tmp_path / "job")


def request_for(parent: str, contents: dict[str, bytes | None], sequence: int = 1) -> CommitRequest:
    return CommitRequest(
        parent=parent,
        contents=contents,
        subject="Make print a call",
        body="Because Python 3 has no print statement \u2013 caf\u00e9.\n\nStage: syntax",
        sequence=sequence,
        identity_name="Overhaul",
        identity_email="overhaul@localhost",
    )


CHANGES: dict[str, bytes | None] = {
    "sample/__init__.py": b"print('hello')\n",
    "sample/crlf.py": b"print('one')\r\nprint('two')\r\n",
    "sample/latin1.py": b"# -*- coding: latin-1 -*-\nname = u'caf\xe9'\n",
    "data/blob.bin": bytes(range(255, -1, -1)) * 8,
    "sample/new/deep file.py": b"y = 2\n",
    "data/empty": None,
    SCRIPT: b"#!/bin/sh\nexit 0\n",
}


def test_intake_is_idempotent_and_survives_a_new_process(repository: Repository, case: Case, tmp_path: Path) -> None:
    base = repository.intake(spec(case.source))
    assert repository.intake(spec(case.source)) == base
    again = GitRepository(tmp_path / "job")
    assert again.intake(spec(case.source)) == base
    assert again.notes() == repository.notes()


def test_every_byte_mode_and_link_arrives(repository: Repository, case: Case) -> None:
    base = repository.intake(spec(case.source))
    tree = repository.export(base)
    assert contents(tree) == {**FILES, SCRIPT: b"#!/bin/sh\n"}
    assert (tree / SCRIPT).stat().st_mode & 0o777 == 0o755
    assert (tree / "setup.py").stat().st_mode & 0o777 == 0o644
    assert str((tree / LINK).readlink()) == LINK_TARGET
    assert not (tree / ".git").exists()
    assert repository.export(base) == tree


def test_files_and_read_agree_with_the_export(repository: Repository, case: Case) -> None:
    base = repository.intake(spec(case.source))
    files = repository.files(base)
    assert set(files) == {*FILES, SCRIPT}
    assert repository.read(base, files) == contents(repository.export(base))
    assert repository.read(base, []) == {}
    algorithm = "sha256" if len(base) == 64 else "sha1"
    content = FILES["data/blob.bin"]
    expected = hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()
    assert files["data/blob.bin"] == expected


@pytest.mark.parametrize("path", ["nothing.py", LINK, "sample", "../made/setup.py", ""])
def test_reading_what_is_no_file(repository: Repository, tmp_path: Path, path: str) -> None:
    base = repository.intake(spec(fill(tmp_path / "made")))
    with pytest.raises(FileNotFoundError):
        repository.read(base, [path])


def test_equal_requests_give_equal_ids(repository: Repository, case: Case, tmp_path: Path) -> None:
    base = repository.intake(spec(case.source))
    first = repository.commit(request_for(base, CHANGES))
    assert repository.commit(request_for(base, dict(reversed(CHANGES.items())))) == first
    other = GitRepository(tmp_path / "other-job")
    assert other.intake(spec(case.source)) == base
    assert other.commit(request_for(base, CHANGES)) == first
    assert repository.commit(request_for(base, CHANGES, sequence=2)) != first


def test_a_commit_changes_what_it_says_and_nothing_else(repository: Repository, case: Case) -> None:
    base = repository.intake(spec(case.source))
    before = contents(repository.export(base))
    commit, tree = repository.commit(request_for(base, CHANGES))
    assert repository.export(commit).name == tree
    expected = {path: content for path, content in {**before, **CHANGES}.items() if content is not None}
    assert contents(repository.export(commit)) == expected
    assert (repository.export(commit) / SCRIPT).stat().st_mode & 0o100
    assert contents(repository.export(base)) == before
    second, _ = repository.commit(request_for(commit, {"setup.py": b"\n"}, sequence=2))
    assert contents(repository.export(second)) == {**expected, "setup.py": b"\n"}


@pytest.mark.parametrize(
    "path",
    [
        *("../x.py", "/etc/x.py", "a/../../x.py", ".git/config", "sub/.GIT/hooks/post-checkout", "a//b", "", "."),
        *(LINK, f"{LINK}/x.py", "sample", "setup.py/x.py", "x\0.py"),
    ],
)
def test_a_commit_never_leaves_the_tree(repository: Repository, tmp_path: Path, path: str) -> None:
    base = repository.intake(spec(fill(tmp_path / "made")))
    with pytest.raises(ValueError, match=r"cannot be a file|link"):
        repository.commit(request_for(base, {path: b"x"}))


def test_an_unknown_parent(repository: Repository, tmp_path: Path) -> None:
    repository.intake(spec(fill(tmp_path / "made")))
    for parent in ("0" * 40, "HEAD; x", "--all", "refs/heads/none"):
        with pytest.raises(BadRepository):
            repository.commit(request_for(parent, {"x": b""}))


def test_diff_shows_changes_and_renames(repository: Repository, case: Case) -> None:
    base = repository.intake(spec(case.source))
    moved = {"sample/moved.py": FILES["sample/crlf.py"], "sample/crlf.py": None, "setup.py": b"setup()\n"}
    commit, _ = repository.commit(request_for(base, moved))
    diff = repository.diff(base, commit)
    assert "rename from sample/crlf.py\nrename to sample/moved.py\n" in diff
    assert "+setup()\n" in diff
    assert repository.diff(base, base) == ""


def test_the_source_stays_as_it_is(repository: Repository, case: Case, tmp_path: Path) -> None:
    has_work_tree = (case.watched / ".git").exists()
    status = git(case.watched, "status", "--porcelain") if has_work_tree else ""
    before = snapshot(case.watched)
    base = repository.intake(spec(case.source))
    commit, _ = repository.commit(request_for(base, CHANGES))
    repository.export(commit)
    assert snapshot(case.watched) == before
    repository.publish(spec(case.source), base, commit, tmp_path / "out")
    if case.local is None:
        assert snapshot(case.watched) == before
        return
    # The branch is new objects, a ref and its log: nothing else may be touched.
    git_dir = ".git/" if has_work_tree else ""
    written = tuple(git_dir + name for name in ("objects", "refs", "logs"))
    assert _but(snapshot(case.watched), written) == _but(before, written)
    if has_work_tree:
        assert git(case.watched, "status", "--porcelain") == status


def _but(seen: dict[str, tuple[object, ...]], written: tuple[str, ...]) -> dict[str, tuple[object, ...]]:
    return {k: v for k, v in seen.items() if not k.startswith(written) and k not in (".", ".git")}


def test_the_patches_apply_and_the_bundle_can_be_used(repository: Repository, case: Case, tmp_path: Path) -> None:
    base = repository.intake(spec(case.source))
    first, _ = repository.commit(request_for(base, CHANGES))
    last, tree = repository.commit(request_for(first, {"setup.py": b"last\n"}, sequence=2))
    out = tmp_path / "out"
    said = repository.publish(spec(case.source), base, last, out)
    assert all(str(tmp_path) in sentence for sentence in said)
    assert sorted(p.name for p in out.glob("*.patch")) == [
        "0001-Make-print-a-call.patch",
        "0002-Make-print-a-call.patch",
    ]
    copy = _copy_at_base(case, base, out, tmp_path / "copy")
    git(copy, "am", "--quiet", "--keep-cr", *map(str, sorted(out.glob("*.patch"))))
    assert git(copy, "rev-parse", "HEAD^{tree}") == tree
    git(copy, "fetch", "--quiet", str(out / "repo.bundle"), "overhaul/python3.12:from-bundle")
    assert git(copy, "rev-parse", "from-bundle") == last
    assert git(copy, "fsck", "--no-dangling") == ""
    if case.local is not None:
        assert git(case.local, "rev-parse", "overhaul/python3.12") == last
        assert git(case.local, "fsck", "--no-dangling") == ""
    elif (out / "tree").exists():
        assert contents(out / "tree") == contents(repository.export(last))


def _copy_at_base(case: Case, base: str, out: Path, copy: Path) -> Path:
    """A clone with ``base`` checked out, as a reviewer would have."""
    if case.local is not None:
        git(copy.parent, "clone", "--quiet", "--no-checkout", str(case.local), str(copy))
    elif case.source.startswith("http"):
        git(copy.parent, "clone", "--quiet", "--no-checkout", case.source, str(copy))
    else:
        git(copy.parent, "clone", "--quiet", "--no-checkout", str(out / "repo.bundle"), str(copy))
    (copy / ".git" / "info").mkdir(exist_ok=True)
    (copy / ".git" / "info" / "attributes").write_text("* -text -ident -filter -diff\n")
    git(copy, "checkout", "--quiet", "--detach", base)
    return copy


def test_publishing_again_gives_the_same(repository: Repository, case: Case, tmp_path: Path) -> None:
    base = repository.intake(spec(case.source))
    commit, _ = repository.commit(request_for(base, CHANGES))
    out = tmp_path / "out"
    repository.publish(spec(case.source), base, commit, out)
    before = contents(out)
    repository.publish(spec(case.source), base, commit, out)
    assert contents(out) == before


def test_nothing_changed_leaves_nothing(repository: Repository, case: Case, tmp_path: Path) -> None:
    base = repository.intake(spec(case.source))
    assert len(repository.publish(spec(case.source), base, base, tmp_path / "out")) == 1
    assert not (tmp_path / "out").exists()
