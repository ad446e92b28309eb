"""A repository that tries to run something whenever git touches it."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhaul.domain.errors import BadRepository
from overhaul.domain.ports.repository import CommitRequest
from tests.support.repositories import commit_all, git, new_repository, snapshot, spec, tar_of
from tools.vcs.repository import GitRepository

HOOKS = (
    *("post-checkout", "reference-transaction", "pre-commit", "commit-msg", "post-commit", "pre-auto-gc"),
    *("post-index-change", "fsmonitor-watchman", "update", "pre-receive", "post-receive", "post-update"),
    *("post-merge", "post-rewrite", "proc-receive", "push-to-checkout", "applypatch-msg", "pre-applypatch"),
)


def make_trap(folder: Path) -> tuple[Path, Path]:
    """A program that says when it was run, and where it says so."""
    marker = folder / "was-run"
    program = folder / "trap"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {marker}\nexit 0\n')
    program.chmod(0o755)
    return program, marker


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Path]:
    """The trap. At the end of every test nothing may have run it."""
    program, marker = make_trap(tmp_path)
    yield program
    assert not marker.exists(), marker.read_text()


def rig(git_dir: Path, trap: Path) -> None:
    """Point everything git can be told to run at the trap."""
    for place in (git_dir / "hooks", git_dir / "more-hooks"):
        place.mkdir(exist_ok=True)
        for hook in HOOKS:
            (place / hook).write_text(f"#!/bin/sh\nexec {trap} {hook}\n")
            (place / hook).chmod(0o755)
    lines = {
        "core.hooksPath": git_dir / "more-hooks",
        "core.fsmonitor": trap,
        "core.sshCommand": trap,
        "core.gitProxy": trap,
        "core.pager": trap,
        "core.editor": trap,
        "core.askPass": trap,
        "core.alternateRefsCommand": trap,
        "core.attributesFile": git_dir / "attributes",
        "credential.helper": f"!{trap}",
        "diff.external": trap,
        "diff.evil.textconv": trap,
        "diff.evil.command": trap,
        "filter.evil.clean": trap,
        "filter.evil.smudge": trap,
        "filter.evil.process": trap,
        "filter.evil.required": "true",
        "merge.evil.driver": trap,
        "gpg.program": trap,
        "commit.gpgSign": "true",
        "tag.gpgSign": "true",
        "log.showSignature": "true",
        "pager.diff": trap,
        "pager.log": trap,
        "alias.for-each-ref": f"!{trap}",
        "alias.rev-parse": f"!{trap}",
        "alias.update-ref": f"!{trap}",
        "uploadpack.packObjectsHook": trap,
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.uploadpack": trap,
        "remote.origin.promisor": "true",
        "remote.origin.partialCloneFilter": "blob:none",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
        "url.ext::sh.insteadOf": "/",
        "init.templateDir": git_dir,
        "sequence.editor": trap,
        "trailer.evil.command": trap,
        "trailer.evil.key": "Evil",
        "format.signatureFile": "/etc/passwd",
        "submodule.recurse": "true",
        "gc.auto": "1",
        "gc.autoDetach": "false",
    }
    for key, value in lines.items():
        git(git_dir, "config", "--file", str(git_dir / "config"), key, str(value))
    (git_dir / "attributes").write_text("* filter=evil diff=evil merge=evil\n")
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil working-tree-encoding=UTF-16\n")


def whole_job(source: Path, tmp_path: Path) -> tuple[GitRepository, str]:
    repository = GitRepository(tmp_path / "job")
    base = repository.intake(spec(source))
    repository.export(base)
    commit, _ = repository.commit(
        CommitRequest(base, {"setup.py": b"new\n", ".gitattributes": None}, "Change", "", 1, "O", "o@localhost")
    )
    repository.diff(base, commit)
    repository.read(base, ["setup.py"])
    repository.export(commit)
    repository.publish(spec(source), base, commit, tmp_path / "out")
    repository.publish(spec(source), base, commit, tmp_path / "out")
    second, _ = repository.commit(CommitRequest(base, {"setup.py": b"newer\n"}, "Change", "", 1, "O", "o@localhost"))
    repository.publish(spec(source), base, second, tmp_path / "out")
    return repository, second


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("diff",),
        ("diff", "HEAD~1"),
        ("update-ref", "refs/heads/x", "HEAD"),
        ("checkout", "--force", "HEAD~1"),
        ("log", "-p"),
        ("fetch", "origin"),
    ],
    ids=" ".join,
)
def test_the_trap_does_catch_a_git_that_is_not_sealed(tmp_path: Path, command: tuple[str, ...]) -> None:
    program, marker = make_trap(tmp_path)
    source = new_repository(tmp_path / "made")
    (source / "setup.py").write_bytes(b"not committed\n")
    rig(source / ".git", program)
    git(source, *command, check=False)
    assert marker.exists()


@pytest.mark.parametrize("kind", ["worktree", "bare", "linked"])
def test_nothing_the_repository_names_is_run(kind: str, tmp_path: Path, trap: Path) -> None:
    first = new_repository(tmp_path / "first")
    source = first
    if kind == "bare":
        source = tmp_path / "made"
        git(tmp_path, "clone", "--quiet", "--bare", str(first), str(source))
        rig(source, trap)
    else:
        if kind == "linked":
            source = tmp_path / "made"
            git(first, "worktree", "add", "--quiet", "--detach", str(source))
        rig(first / ".git", trap)
        (source / "setup.py").write_bytes(b"not committed\n")  # so that status has something to compare
    before = snapshot(source)
    repository, commit = whole_job(source, tmp_path)
    assert repository.read(commit, ["setup.py"]) == {"setup.py": b"newer\n"}
    common = source if kind == "bare" else first / ".git"
    assert (common / "refs/heads/overhaul/python3.12").read_text().strip() == commit
    assert {k: v for k, v in snapshot(source).items() if k.startswith("sample")} == {
        k: v for k, v in before.items() if k.startswith("sample")
    }
    if kind != "bare":
        assert repository.notes() == (f"1 file has uncommitted changes in {source}; what is committed was used.",)


def test_what_surrounds_overhaul_does_not_matter(tmp_path: Path, trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = new_repository(tmp_path / "made")
    _, commit = whole_job(source, tmp_path / "plain")
    elsewhere = new_repository(tmp_path / "elsewhere")
    rig(elsewhere / ".git", trap)
    before = snapshot(elsewhere)
    surroundings = {
        "GIT_DIR": elsewhere / ".git",
        "GIT_WORK_TREE": elsewhere,
        "GIT_INDEX_FILE": elsewhere / ".git" / "index",
        "GIT_OBJECT_DIRECTORY": elsewhere / ".git" / "objects",
        "GIT_CONFIG_GLOBAL": elsewhere / ".git" / "config",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": trap,
        "GIT_EXTERNAL_DIFF": trap,
        "GIT_SSH_COMMAND": trap,
        "GIT_PAGER": trap,
        "GIT_TEMPLATE_DIR": elsewhere / ".git",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_TRACE": tmp_path / "trace",
        "GIT_NAMESPACE": "x",
        "GIT_EXEC_PATH": tmp_path,
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00",
        "LC_ALL": "de_DE.UTF-8",
        "TZ": "Asia/Tokyo",
    }
    for name, value in surroundings.items():
        monkeypatch.setenv(name, str(value))
    assert whole_job(source, tmp_path / "around")[1] == commit
    assert snapshot(elsewhere) == before
    assert not (tmp_path / "trace").exists()


def test_a_missing_object_is_never_fetched(tmp_path: Path, trap: Path) -> None:
    source = new_repository(tmp_path / "made")
    blob = git(source, "rev-parse", "HEAD:setup.py")
    rig(source / ".git", trap)
    (source / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(BadRepository, match="not complete"):
        GitRepository(tmp_path / "job").intake(spec(source))


def test_objects_borrowed_from_elsewhere_are_not_followed(tmp_path: Path) -> None:
    private = new_repository(tmp_path / "private")
    source = tmp_path / "made"
    git(tmp_path, "clone", "--quiet", "--shared", str(private), str(source))
    with pytest.raises(BadRepository, match="borrows objects") as caught:
        GitRepository(tmp_path / "job").intake(spec(source))
    assert "git clone" in caught.value.hint


def test_links_that_lead_out_are_left_out_and_said(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    source = tmp_path / "made"
    (source / "a" / "b").mkdir(parents=True)
    (source / "a" / "b" / "file.py").write_text("x = 1\n")
    links = {
        "absolute": str(secret),
        "up": "../secret",
        "a/b/up": "../../../secret",
        "self": ".",
        "through": "self/self/../secret",
        "loop": "loop",
        "ping": "pong",
        "pong": "ping",
        "inside": "a/b/file.py",
        "folder": "a/b",
        "a/back": "../a/b/file.py",
        "chain": "folder/../back",
        "dangling": "a/none",
    }
    for name, target in links.items():
        (source / name).symlink_to(target)
    repository = GitRepository(tmp_path / "job")
    tree = repository.export(repository.intake(spec(source)))
    kept = {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_symlink()}
    assert kept == {"self", "inside", "folder", "a/back", "chain", "dangling"}
    assert all(p.resolve().is_relative_to(tree) for p in tree.rglob("*"))
    assert [n for n in repository.notes() if "'up'" in n and "leads out" in n]


def test_a_tree_made_by_hand(tmp_path: Path) -> None:
    source = new_repository(tmp_path / "made")
    blob = git(source, "hash-object", "-w", "--stdin", stdin=b"evil\n")
    link = git(source, "hash-object", "-w", "--stdin", stdin=b"/tmp")

    def tree(*rows: tuple[str, str, str]) -> str:
        raw = b"".join(f"{m} {n}".encode() + b"\0" + bytes.fromhex(o) for m, n, o in rows)
        return git(source, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=raw)

    inner = tree(("100644", "evil.py", blob))
    root = tree(
        ("40000", "..", inner),
        ("40000", ".git", inner),
        ("120000", "both", link),
        ("40000", "both", inner),
        ("100664", "fine.py", blob),
    )
    commit = git(source, "commit-tree", "-m", "by hand", root)
    git(source, "branch", "byhand", commit)
    repository = GitRepository(tmp_path / "job")
    base = repository.intake(spec(source, ref="byhand"))
    place = repository.export(base)
    assert {p.relative_to(place).as_posix() for p in place.rglob("*")} == {"both", "both/evil.py", "fine.py"}
    assert not (place.parent / "evil.py").exists()
    assert set(repository.files(base)) == {"both/evil.py", "fine.py"}
    assert len(repository.notes()) == 3


def test_submodules_are_left_out_and_lfs_pointers_stay(tmp_path: Path, trap: Path) -> None:
    inner = new_repository(tmp_path / "inner")
    source = new_repository(tmp_path / "made")
    git(source, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(inner), "vendor/inner")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12\n"
    (source / "large.bin").write_bytes(pointer)
    (source / ".gitattributes").write_bytes(b"*.bin filter=lfs diff=lfs merge=lfs -text\n")
    commit_all(source)
    rig(source / ".git" / "modules" / "vendor" / "inner", trap)
    (source / "vendor" / "inner" / "setup.py").write_bytes(b"changed\n")
    repository, commit = whole_job(source, tmp_path)
    assert "'vendor/inner' is a submodule and was left out." in repository.notes()
    assert not any(path.startswith("vendor/") for path in repository.files(commit))
    assert repository.read(commit, ["large.bin"]) == {"large.bin": pointer}
    # The commit still has it, as it was: leaving it out of the export is not deleting it.
    assert git(source, "ls-tree", "overhaul/python3.12", "vendor/").startswith("160000 commit")


def test_names_that_are_hard_to_write(tmp_path: Path) -> None:
    source = tmp_path / "made"
    source.mkdir()
    names = ["new\nline.py", 'quo"te.py', "back\\slash.py", "tab\t.py", " lead", "-rf", "caf\udce9.py", "世.py", "a:b"]
    for name in names:
        (source / name).write_bytes(b"x\n")
    git(source, "init", "--quiet")
    commit_all(source)
    repository = GitRepository(tmp_path / "job")
    base = repository.intake(spec(source))
    assert set(repository.files(base)) == set(names)
    assert {p.name for p in repository.export(base).iterdir()} == set(names)
    commit, _ = repository.commit(
        CommitRequest(base, dict.fromkeys(names, b"y\n"), "All of them", "", 1, "O", "o@localhost")
    )
    assert repository.read(commit, names) == dict.fromkeys(names, b"y\n")
    repository.publish(spec(source), base, commit, tmp_path / "out")
    git(source, "am", "--quiet", *map(str, sorted((tmp_path / "out").glob("*.patch"))))
    assert (source / "new\nline.py").read_bytes() == b"y\n"


@pytest.mark.parametrize(
    "name", ["../../out.py", "/etc/out.py", "sample-1.0/../../out.py", "..", "sample-1.0/a/../../../b"]
)
def test_archives_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    archive = tar_of(tmp_path / "a.tar.gz", [(tarfile.TarInfo(name), b"x")])
    with pytest.raises(BadRepository, match="leads out"):
        GitRepository(tmp_path / "job").intake(spec(archive))
    assert not (tmp_path / "out.py").exists()


def test_links_in_archives(tmp_path: Path) -> None:
    def link(name: str, target: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        return info, b""

    real = (tarfile.TarInfo("s/real.py"), b"x = 1\n")
    good = [link("s/hard.py", "s/real.py", tarfile.LNKTYPE), link("s/soft.py", "real.py", tarfile.SYMTYPE)]
    out = [link("s/out", "../../etc/passwd", tarfile.SYMTYPE), link("s/pipe", "", tarfile.FIFOTYPE)]
    archive = tar_of(tmp_path / "a.tar.gz", [real, *good, *out])
    repository = GitRepository(tmp_path / "job")
    tree = repository.export(repository.intake(spec(archive)))
    assert (tree / "hard.py").read_bytes() == b"x = 1\n"
    assert str((tree / "soft.py").readlink()) == "real.py"
    assert {p.name for p in tree.iterdir()} == {"real.py", "hard.py", "soft.py"}
    assert len(repository.notes()) == 2
    bad = tar_of(tmp_path / "b.tar.gz", [real, link("s/hard", "../../etc/passwd", tarfile.LNKTYPE)])
    with pytest.raises(BadRepository, match="leads out"):
        GitRepository(tmp_path / "other").intake(spec(bad))
