"""Reading a repository on this machine without running git in it.

A repository's own configuration can name programs. So it is never in effect: its refs are copied into a
git folder of ours, whose configuration is ours, and whose object folder is the repository's, read-only.
"""

import difflib
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from overhaul.domain.errors import BadRepository
from tools.vcs.process import GitFailed, SealedGit
from tools.vcs.sources import LocalRepository

_MAX_REF_BYTES = 4096


class Shadow(NamedTuple):
    """Another repository's refs and objects under our configuration."""

    git: SealedGit
    source: LocalRepository
    object_format: str
    """``sha1`` or ``sha256``."""


@contextmanager
def shadow_of(source: LocalRepository, inside: Path) -> Iterator[Shadow]:
    """A shadow of ``source``, in a folder made in ``inside`` and gone afterwards.

    Raises:
        BadRepository: it keeps refs or objects in a way that cannot be read like this.
    """
    try:
        with TemporaryDirectory(dir=inside, prefix=".shadow-") as folder:
            git_dir = Path(folder) / "git"
            object_format = _object_format(source, Path(folder))
            _refuse_alternates(source)
            make_repository(git_dir, object_format)
            _copy_refs(source, git_dir)
            objects = source.common_dir / "objects"
            yield Shadow(SealedGit(git_dir, (f"GIT_OBJECT_DIRECTORY={objects}",)), source, object_format)
    except OSError as exc:
        raise BadRepository(f"{source.root} cannot be read: {exc}.") from exc


def make_repository(git_dir: Path, object_format: str) -> None:
    """An empty bare repository with nothing in it but what git needs."""
    SealedGit(git_dir).run("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}", str(git_dir))


def resolve(shadow: Shadow, ref: str | None) -> tuple[str, tuple[str, ...]]:
    """The commit ``ref`` (None: HEAD) stands for, and notes.

    Raises:
        BadRepository: there is none.
    """
    name = shadow.source.root
    if ref is None:
        commit = _commit(shadow.git, "HEAD")
        if commit is None:
            raise _no_head(shadow)
        return commit, ()
    commit = _commit(shadow.git, ref)
    if commit is not None:
        return commit, ()
    commit = _commit(shadow.git, f"refs/remotes/origin/{ref}")
    if commit is not None:
        return commit, (f"There is no branch {ref} in {name}; origin/{ref} was used.",)
    raise missing_ref(ref, str(name), branches(shadow.git))


def missing_ref(ref: str, where: str, known: list[str]) -> BadRepository:
    """The error for a ref that is not there, naming close ones."""
    close = difflib.get_close_matches(ref, known, n=5, cutoff=0.5) or known[:5]
    hint = f"There are: {', '.join(close)}." if close else "It has no branches or tags."
    return BadRepository(f"There is no branch, tag or commit {ref!r} in {where}.", hint=hint)


def branches(git: SealedGit) -> list[str]:
    """Short names of every branch and tag, newest first."""
    rows = git.run("for-each-ref", "--sort=-creatordate", "--format=%(refname:short)", "refs")
    return rows.decode("utf-8", "replace").splitlines()


def changed_files(shadow: Shadow) -> int | None:
    """How many tracked files of the work tree differ from HEAD; None where that cannot be told."""
    index = shadow.source.git_dir / "index"
    if shadow.source.bare or not index.is_file():
        return None
    copy = shadow.git.git_dir / "index"
    shutil.copyfile(index, copy)
    git = SealedGit(shadow.git.git_dir, (*shadow.git.variables, f"GIT_INDEX_FILE={copy}"))
    try:
        rows = git.run(
            f"--work-tree={shadow.source.root}",
            *("status", "--porcelain", "-z", "--no-renames"),
            *("--untracked-files=no", "--ignore-submodules=all"),
        )
    except GitFailed:
        return None
    return sum(1 for row in rows.split(b"\0") if row)


def copy_commit(shadow: Shadow, commit: str, git: SealedGit) -> None:
    """Copy one commit with its files, and no history, into ``git``'s repository.

    Raises:
        BadRepository: the source lacks some of it.
    """
    wanted = f"{commit}\n--shallow {commit}\n".encode()
    try:
        with shadow.git.started(
            *("pack-objects", "--revs", "--shallow", "--window=0", "--stdout", "--quiet"), stdin=subprocess.PIPE
        ) as packing:
            if packing.stdin is None:
                raise GitFailed(["pack-objects"], -1, b"no pipes")
            packing.stdin.write(wanted)
            packing.stdin.close()
            with git.started("index-pack", "--stdin", stdin=packing.stdout):
                pass
        (git.git_dir / "shallow").write_text(f"{commit}\n")
        git.run("rev-list", "--objects", "--quiet", commit)
    except GitFailed as exc:
        raise BadRepository(
            f"Commit {commit[:12]} of {shadow.source.root} is not complete: {exc.last_line()}.",
            hint="Run `git fsck` there; in a partial clone, `git fetch --refetch` from a full one.",
        ) from exc


def _commit(git: SealedGit, ref: str) -> str | None:
    try:
        found = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except (GitFailed, ValueError):
        return None
    return found or None


def _no_head(shadow: Shadow) -> BadRepository:
    known = branches(shadow.git)
    root = shadow.source.root
    if not known:
        return BadRepository(f"{root} has no commits yet.", hint="Commit its files first: `git commit`.")
    return BadRepository(
        f"What is checked out in {root} has no commits.", hint=f"Choose with --ref: {', '.join(known[:5])}."
    )


def _object_format(source: LocalRepository, folder: Path) -> str:
    """The repository's hash function; reading one file as configuration runs nothing."""
    config = source.common_dir / "config"
    if not config.is_file():
        return "sha1"
    git = SealedGit(folder)
    try:
        rows = git.run("config", "--file", str(config), "--no-includes", "--null", "--list")
    except GitFailed as exc:
        raise BadRepository(f"The configuration of {source.root} is broken: {exc.last_line()}.") from exc
    values = dict(row.partition("\n")[::2] for row in rows.decode("utf-8", "replace").split("\0") if row)
    if values.get("extensions.refstorage", "files") != "files":
        raise BadRepository(
            f"{source.root} keeps its refs in a format Overhaul does not read.",
            hint="Give a clone: `git clone --no-local --ref-format=files SOURCE COPY`.",
        )
    found = values.get("extensions.objectformat", "sha1").lower()
    return found if re.fullmatch(r"sha1|sha256", found) else "sha1"


def _refuse_alternates(source: LocalRepository) -> None:
    """Objects borrowed from elsewhere may be anybody's files: they are not followed."""
    alternates = source.common_dir / "objects" / "info" / "alternates"
    if alternates.is_file() and alternates.read_bytes().strip():
        raise BadRepository(
            f"{source.root} borrows objects from another folder, which Overhaul does not follow.",
            hint=f"Give a clone of its own: `git clone --no-local {source.root} COPY`.",
        )


def _copy_refs(source: LocalRepository, git_dir: Path) -> None:
    """HEAD, refs and the shallow boundary, as files. Links are not followed."""
    common = source.common_dir
    head = source.git_dir / "HEAD"
    if head.is_symlink():  # how git once wrote HEAD
        (git_dir / "HEAD").write_text(f"ref: {head.readlink().as_posix()}\n")
    else:
        (git_dir / "HEAD").write_bytes(head.read_bytes()[:_MAX_REF_BYTES])
    for name in ("packed-refs", "shallow"):
        file = common / name
        if file.is_file() and not file.is_symlink():
            shutil.copyfile(file, git_dir / name)
    pending = [common / "refs"]
    while pending:
        folder = pending.pop()
        target = git_dir / folder.relative_to(common)
        target.mkdir(parents=True, exist_ok=True)
        for item in folder.iterdir():
            if item.is_symlink():
                continue
            if item.is_dir():
                pending.append(item)
            elif item.is_file() and item.stat().st_size <= _MAX_REF_BYTES:
                shutil.copyfile(item, target / item.name)
