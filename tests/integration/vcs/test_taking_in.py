"""What a source may be, and what is said about those that cannot be used."""

import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhaul.domain.errors import BadRepository
from overhaul.domain.ports.repository import CommitRequest
from tests.support.repositories import FILES, commit_all, contents, fill, git, new_repository, served, spec
from tools.vcs import folders
from tools.vcs.repository import GitRepository


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    return GitRepository(tmp_path / "job")


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[str]:
    """A git server on this machine, serving ``tmp_path``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", "--verbose"]
    server = subprocess.Popen(
        [*command, f"--base-path={tmp_path}", "--reuseaddr", str(tmp_path)], stderr=subprocess.PIPE
    )
    assert server.stderr is not None
    while b"Ready to rumble" not in (line := server.stderr.readline()):
        assert line, "git daemon did not start"
    yield f"git://127.0.0.1:{port}"
    server.terminate()
    server.communicate()


def refused(repository: GitRepository, source: object, **fields: object) -> BadRepository:
    with pytest.raises(BadRepository) as caught:
        repository.intake(spec(source, **fields))
    return caught.value


def test_an_empty_repository(repository: GitRepository, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "made")
    error = refused(repository, tmp_path / "made")
    assert "no commits yet" in error.message
    assert "git commit" in error.hint


def test_a_branch_without_commits_names_the_others(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    git(source, "checkout", "--quiet", "--orphan", "fresh")
    assert "main" in refused(repository, source).hint


@pytest.mark.parametrize("ref", ["v1.0", "refs/tags/v1.0", "maint", "HEAD~1", "abbreviated", "full", "light"])
def test_refs(repository: GitRepository, tmp_path: Path, ref: str) -> None:
    source = new_repository(tmp_path / "made")
    first = git(source, "rev-parse", "HEAD~1")
    git(source, "tag", "-a", "-m", "annotated", "v1.0", first)
    git(source, "tag", "light", first)
    git(source, "branch", "maint", first)
    git(source, "pack-refs", "--all")
    wanted = {"abbreviated": first[:8], "full": first}.get(ref, ref)
    assert repository.intake(spec(source, ref=wanted)) == first
    assert set(repository.files(first)) == {"README"}


def test_a_missing_ref_names_close_ones(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    git(source, "branch", "release-1.4")
    assert "release-1.4" in refused(repository, source, ref="relase-1.4").hint
    for odd in ("--all", "-x", "a b", "..", "@{upstream}", "HEAD:setup.py", "x\ny", "", "a\0b"):
        refused(repository, source, ref=odd)


def test_a_branch_only_the_remote_has(repository: GitRepository, tmp_path: Path) -> None:
    first = new_repository(tmp_path / "first")
    git(first, "branch", "maint", "HEAD~1")
    git(tmp_path, "clone", "--quiet", "--no-local", str(first), "made")
    assert repository.intake(spec(tmp_path / "made", ref="maint")) == git(first, "rev-parse", "maint")
    assert "origin/maint" in repository.notes()[0]


def test_a_dirty_work_tree_is_said_and_not_read(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    (source / "setup.py").write_bytes(b"changed\n")
    (source / "data" / "empty").unlink()
    (source / "untracked.py").write_bytes(b"x\n")
    base = repository.intake(spec(source))
    assert repository.notes() == (f"2 files have uncommitted changes in {source}; what is committed was used.",)
    assert contents(repository.export(base))["setup.py"] == FILES["setup.py"]


def test_a_shallow_clone(repository: GitRepository, tmp_path: Path) -> None:
    first = new_repository(tmp_path / "first")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{first}", "made")
    base = repository.intake(spec(tmp_path / "made"))
    assert contents(repository.export(base))["setup.py"] == FILES["setup.py"]


def test_a_folder_inside_a_repository_is_a_folder(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    (source / "sample" / "new.py").write_bytes(b"not committed\n")
    base = repository.intake(spec(source / "sample"))
    assert "new.py" in repository.files(base)
    assert "setup.py" not in repository.files(base)
    assert f"inside the repository {source}" in repository.notes()[0]


def test_equal_folders_have_equal_ids_wherever_they_are(tmp_path: Path) -> None:
    bases = []
    for name in ("one", "two"):
        folder = fill(tmp_path / name)
        (folder / ".git-like").write_bytes(b"kept")
        if name == "two":  # neither times nor nested repositories count
            git(folder, "init", "--quiet", "data/nested")
        bases.append(GitRepository(tmp_path / f"job-{name}").intake(spec(folder)))
    assert bases[0] == bases[1]


def test_the_jobs_own_folders_are_not_taken_in(tmp_path: Path) -> None:
    source = fill(tmp_path / "made")
    repository = GitRepository(source / ".overhaul" / "job")
    (source / "out").mkdir()
    (source / "out" / "0001-old.patch").write_bytes(b"old")
    base = repository.intake(spec(source, out=str(source / "out")))
    assert not [path for path in repository.files(base) if path.startswith(("out", ".overhaul"))]


def test_things_that_are_no_source(repository: GitRepository, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / ".git").write_text("gitdir: /nowhere")
    (tmp_path / "broken.tar.gz").write_bytes(b"\x1f\x8b\x08broken")
    for name in ("empty", "text.txt", "broken", "broken.tar.gz", "nothing"):
        assert name in refused(repository, tmp_path / name).message
    assert "--ref" in refused(repository, fill(tmp_path / "folder"), ref="main").hint
    refused(repository, "")


@pytest.mark.parametrize(
    "url",
    [
        *("ext::sh -c touch% x", "fd::17", "ftp://host/x", "ftps://host/x", "foo+ssh://host/x"),
        *("ssh://-oProxyCommand=touch x/y", "https://", "-u:x", "git://ho st/x", "javascript://x"),
    ],
)
def test_protocols_that_run_programs_are_refused(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(repository, url)
    assert not (tmp_path / "x").exists()


def test_passwords_in_urls_are_not_repeated(repository: GitRepository, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(new_repository(tmp_path / "first")), "made")
    git(tmp_path / "made", "update-server-info")
    with served(tmp_path) as url:
        url = url.replace("://", "://me:secret@")
        error = refused(repository, f"{url}/none")
        base = repository.intake(spec(f"{url}/made"))
    assert "secret" not in f"{error.message}{error.hint}{error.__cause__}"
    commit, _ = repository.commit(CommitRequest(base, {"x.py": b""}, "x", "", 1, "O", "o@localhost"))
    said = repository.publish(spec(f"{url}/made"), base, commit, tmp_path / "job" / "out")
    assert "secret" not in f"{said}{repository.notes()}"
    assert not [p for p in (tmp_path / "job").rglob("*") if p.is_file() and b"secret" in p.read_bytes()]


def test_a_server_gives_one_commit_without_history(repository: GitRepository, tmp_path: Path, daemon: str) -> None:
    source = new_repository(tmp_path / "made")
    base = repository.intake(spec(f"{daemon}/made"))
    assert base == git(source, "rev-parse", "HEAD")
    assert contents(repository.export(base))["setup.py"] == FILES["setup.py"]
    assert git(tmp_path / "job" / "repo.git", "rev-list", "--count", base) == "1"


@pytest.mark.parametrize("ref", ["main", "v1", "refs/tags/v1", "old", "id", "short id"])
def test_refs_of_a_server(repository: GitRepository, tmp_path: Path, daemon: str, ref: str) -> None:
    source = new_repository(tmp_path / "made")
    first = git(source, "rev-parse", "HEAD~1")
    git(source, "tag", "-a", "-m", "annotated", "v1", first)
    git(source, "branch", "old", first)
    (source / "more").write_bytes(b"")
    commit_all(source)
    wanted = {"id": first, "short id": first[:9]}.get(ref, ref)
    expected = git(source, "rev-parse", "main") if ref == "main" else first
    assert repository.intake(spec(f"{daemon}/made", ref=wanted)) == expected
    assert "README" in repository.files(expected) or ref == "main"


def test_what_a_server_does_not_have(repository: GitRepository, tmp_path: Path, daemon: str) -> None:
    source = new_repository(tmp_path / "made")
    git(source, "branch", "release-1.4")
    git(tmp_path, "init", "--quiet", "empty")
    assert "release-1.4" in refused(repository, f"{daemon}/made", ref="release-14").hint
    assert "abc1234" in refused(repository, f"{daemon}/made", ref="abc1234").message
    assert "no commits" in refused(repository, f"{daemon}/empty").message
    assert refused(repository, f"{daemon}/none").hint


def test_an_intake_that_was_interrupted_starts_again(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    (tmp_path / "job" / "repo.git" / "objects").mkdir(parents=True)
    (tmp_path / "job" / "repo.git" / "HEAD").write_text("half")
    assert repository.intake(spec(source)) == git(source, "rev-parse", "HEAD")


def test_too_much_is_refused(repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(20):
            packed.writestr(f"{n}.py", b"\0" * 100_000)
    monkeypatch.setattr(folders, "MAX_BYTES", 1_000_000)
    assert "too large" in refused(repository, archive).message
    assert "too large" in refused(repository, _unpacked(archive, tmp_path / "folder")).message
    monkeypatch.setattr(folders, "MAX_FILES", 10)
    assert "more than 10 files" in refused(repository, archive).message


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder


def test_a_path_means_the_same_to_a_later_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = new_repository(tmp_path / "made")
    monkeypatch.chdir(tmp_path)
    base = GitRepository(tmp_path / "job").intake(spec("made"))
    monkeypatch.chdir("/")
    later = GitRepository(tmp_path / "job")
    assert later.intake(spec("made")) == base
    commit, _ = later.commit(CommitRequest(base, {"x.py": b""}, "x", "", 1, "O", "o@localhost"))
    later.publish(spec("made"), base, commit, tmp_path / "out")
    assert git(source, "rev-parse", "overhaul/python3.12") == commit


def test_one_folder_holds_one_clone(repository: GitRepository, tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    repository.intake(spec(source))
    with pytest.raises(ValueError, match="another source or ref"):
        repository.intake(spec(source, ref="main"))


def test_the_users_configuration_counts_only_for_urls_and_only_where_it_may(
    tmp_path: Path, daemon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = new_repository(tmp_path / "made")
    home = tmp_path / "home"
    home.mkdir()
    marker = tmp_path / "was-run"
    rewrite = f'[url "{daemon}/"]\n\tinsteadOf = https://git.internal.invalid/\n'
    helper = f'[url "ext::touch {marker} "]\n\tinsteadOf = https://ext.internal.invalid/\n'
    (home / ".gitconfig").write_text(f"{rewrite}{helper}[protocol]\n\tallow = always\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    url = "https://git.internal.invalid/made"
    allowed = GitRepository(tmp_path / "one", user_credentials=True)
    assert allowed.intake(spec(url)) == git(source, "rev-parse", "HEAD")
    assert "credentials were not used" in refused(GitRepository(tmp_path / "two"), url).hint
    refused(GitRepository(tmp_path / "three", user_credentials=True), "https://ext.internal.invalid/x")
    assert not marker.exists()
    assert not (tmp_path / "elsewhere").exists()
