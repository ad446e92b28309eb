"""Whose branch it is, and how it is left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from overhaul.domain.errors import BadRepository
from overhaul.domain.ports.repository import CommitRequest
from tests.support.repositories import commit_all, contents, fill, git, new_repository, spec
from tools.vcs.repository import GitRepository

BRANCH = "overhaul/python3.12"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "made")


def result(source: Path, job: Path, content: bytes = b"new\n", **fields: object) -> tuple[GitRepository, str, str]:
    repository = GitRepository(job)
    base = repository.intake(spec(source, **fields))
    request = CommitRequest(base, {"setup.py": content}, "Change", "Why", 1, "Overhaul", "overhaul@localhost")
    return repository, base, repository.commit(request)[0]


def leave(source: Path, job: Path, content: bytes = b"new\n", **fields: object) -> str:
    repository, base, commit = result(source, job, content, **fields)
    repository.publish(spec(source, **fields), base, commit, job / "out")
    return commit


def tip(source: Path, branch: str = BRANCH) -> str:
    return git(source, "rev-parse", "--verify", f"refs/heads/{branch}")


def test_an_earlier_result_is_replaced_and_can_be_found_again(source: Path, tmp_path: Path) -> None:
    first = leave(source, tmp_path / "one")
    second = leave(source, tmp_path / "two", b"other\n")
    assert tip(source) == second != first
    assert git(source, "reflog", "show", "--format=%H", BRANCH).splitlines()[-1] == first


def test_an_earlier_result_of_an_older_base_is_replaced(source: Path, tmp_path: Path) -> None:
    leave(source, tmp_path / "one")
    (source / "more.py").write_bytes(b"x\n")
    commit_all(source)
    assert tip(source) != leave(source, tmp_path / "two")
    assert git(source, "rev-parse", f"{BRANCH}~1") == git(source, "rev-parse", "main")


def test_a_branch_at_the_base_is_moved_forward(source: Path, tmp_path: Path) -> None:
    git(source, "branch", BRANCH)
    assert leave(source, tmp_path / "one") == tip(source)


@pytest.mark.parametrize("how", ["a commit on top", "an amended commit", "somebody's branch"])
def test_somebodys_work_is_never_replaced(source: Path, tmp_path: Path, how: str) -> None:
    repository, base, commit = result(source, tmp_path / "late")
    if how != "somebody's branch":
        leave(source, tmp_path / "one", b"first\n")
        git(source, "checkout", "--quiet", BRANCH)
    else:
        git(source, "checkout", "--quiet", "-b", BRANCH)
    (source / "mine.py").write_bytes(b"mine\n")
    git(source, "add", "mine.py")
    git(source, "commit", "--quiet", *(["--amend", "--no-edit"] if "amended" in how else ["-m", "Mine"]))
    git(source, "checkout", "--quiet", "--force", "main")
    before = tip(source)
    with pytest.raises(BadRepository, match="did not make") as caught:
        repository.publish(spec(source), base, commit, tmp_path / "out")
    assert "--branch" in caught.value.hint
    assert tip(source) == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"0001-Change.patch", "repo.bundle"}
    # A new job hears of it before any work is done.
    with pytest.raises(BadRepository, match="did not make"):
        GitRepository(tmp_path / "new").intake(spec(source))
    GitRepository(tmp_path / "plan").intake(spec(source, plan_only=True))
    assert leave(source, tmp_path / "other", branch="overhaul/other") == tip(source, "overhaul/other")


@pytest.mark.parametrize("where", ["here", "in another work tree", "from another work tree"])
def test_a_branch_that_is_checked_out_is_left_alone(source: Path, tmp_path: Path, where: str) -> None:
    leave(source, tmp_path / "one")
    before = tip(source)
    given = source
    if where == "in another work tree":
        git(source, "worktree", "add", "--quiet", str(tmp_path / "linked"), BRANCH)
    else:
        git(source, "checkout", "--quiet", "--force", BRANCH)
    if where == "from another work tree":
        given = tmp_path / "linked"
        git(source, "worktree", "add", "--quiet", "--detach", str(given))
    with pytest.raises(BadRepository, match="is checked out"):
        leave(given, tmp_path / "two", b"other\n", ref="main")
    assert tip(source) == before


def test_a_job_on_the_branch_itself_is_refused_before_any_work(source: Path, tmp_path: Path) -> None:
    leave(source, tmp_path / "one")
    git(source, "checkout", "--quiet", "--force", BRANCH)
    with pytest.raises(BadRepository, match="is checked out"):
        GitRepository(tmp_path / "two").intake(spec(source))
    repository = GitRepository(tmp_path / "one")
    base, commit = git(source, "rev-parse", "main"), tip(source)
    assert "already" in repository.publish(spec(source), base, commit, tmp_path / "out")[0]


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "x.lock", "HEAD", "", "a\nb", "../x", "@{x}", "refs/../x"])
def test_names_no_branch_can_have(source: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRepository, match="name of a branch"):
        GitRepository(tmp_path / "job").intake(spec(source, branch=name))


def test_a_name_that_is_a_folder_of_branches(source: Path, tmp_path: Path) -> None:
    git(source, "branch", f"{BRANCH}/below")
    with pytest.raises(BadRepository, match="could not be made"):
        leave(source, tmp_path / "one")


def test_commits_say_who_made_them(source: Path, tmp_path: Path) -> None:
    leave(source, tmp_path / "one")
    shown = git(source, "show", "-s", "--format=%an <%ae>|%cn|%aI|%B", BRANCH)
    assert (
        shown == "Overhaul <overhaul@localhost>|Overhaul|2010-01-01T00:00:01+00:00|Change\n\nWhy\n\nMade-by: Overhaul"
    )


def test_the_files_of_a_folder_are_left_beside_the_patches(tmp_path: Path) -> None:
    folder = fill(tmp_path / "made")
    out = tmp_path / "out"
    for content in (b"one\n", b"two\n"):
        repository, base, commit = result(folder, tmp_path / content.decode().strip(), content)
        (out / "tree").mkdir(parents=True, exist_ok=True)
        (out / "tree" / "stale.py").write_bytes(b"")
        said = repository.publish(spec(folder), base, commit, out)
        assert contents(out / "tree") == contents(repository.export(commit))
        assert (out / "tree" / "setup.py").read_bytes() == content
        assert len(list(out.glob("*.patch"))) == 1
        assert any(str(out / "tree") in sentence for sentence in said)
    assert sorted(os.listdir(out)) == ["0001-Change.patch", "repo.bundle", "tree"]  # noqa: PTH208


def test_a_repository_that_is_read_only_gets_no_branch_and_that_is_said(source: Path, tmp_path: Path) -> None:
    repository, base, commit = result(source, tmp_path / "job")
    code = (
        "import sys; from pathlib import Path; from tools.vcs.repository import GitRepository; "
        "from tests.support.repositories import spec; a = sys.argv; "
        "print(GitRepository(Path(a[1])).publish(spec(a[2]), a[3], a[4], Path(a[5]))[0])"
    )
    out = tmp_path / "out"
    run = [sys.executable, "-c", code, str(tmp_path / "job"), str(source), base, commit, str(out)]
    if os.geteuid() == 0:  # root may write anything, except what is mounted read-only
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" "$0" || exit 77; exec "$@"'
        run = ["unshare", "--mount", "sh", "-c", mount, str(source), *run]
    else:
        for folder in ("objects", "refs"):
            (source / ".git" / folder).chmod(0o555)
    here = Path(__file__).parents[3]
    done = subprocess.run(run, cwd=here, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("nothing can be mounted here")
    assert "cannot be written, so no branch was left" in done.stdout, done.stderr
    assert (out / "repo.bundle").exists()
    assert repository.files(commit)


def test_where_nothing_can_be_written(tmp_path: Path, source: Path) -> None:
    repository, base, commit = result(source, tmp_path / "job")
    with pytest.raises(BadRepository, match="/proc/none"):
        repository.publish(spec(source), base, commit, Path("/proc/none/out"))
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRepository):
        repository.materialize(commit, tmp_path / "file" / "tree")
    with pytest.raises(BadRepository):
        GitRepository(Path("/proc/none")).intake(spec(source))
