"""Leaving the result: a patch series, a git bundle, the branch."""

import os
import shutil
import subprocess
from pathlib import Path

from overhaul.domain.errors import BadRepository
from tools.vcs.hardening import sealed_command
from tools.vcs.local import Shadow, shadow_of
from tools.vcs.process import GitFailed, SealedGit, run_command
from tools.vcs.sources import LocalRepository
from tools.vcs.writing import MADE_BY

_MAX_REPLACED = 2000
BUNDLE = "repo.bundle"


def write_patches(git: SealedGit, base: str, commit: str, out: Path) -> int:
    """Write ``0001-….patch`` and so on into ``out``, in place of earlier ones; returns how many."""
    for old in out.glob("[0-9][0-9][0-9][0-9]-*.patch"):
        old.unlink()
    git.run(
        *("format-patch", "--quiet", "--binary", "--full-index", "--no-ext-diff", "--no-textconv"),
        *("--no-signature", "--no-color", "-M", "-o", str(out.absolute()), f"{base}..{commit}"),
    )
    return len(list(out.glob("[0-9][0-9][0-9][0-9]-*.patch")))


def write_bundle(git: SealedGit, base: str | None, branch: str, commit: str, out: Path) -> None:
    """Write ``repo.bundle`` with ``branch``. With a ``base`` it holds what comes after it and can be
    fetched wherever the base is; without one it holds everything and can be cloned."""
    name = f"refs/heads/{branch}"
    git.run("update-ref", name, commit)
    git.run("symbolic-ref", "HEAD", name)
    target = out.absolute() / BUNDLE
    work = target.with_suffix(".making")
    wanted = [name, f"^{base}"] if base else ["HEAD", name]
    git.run("bundle", "create", "--quiet", str(work), *wanted)
    work.replace(target)


def check_branch_name(git: SealedGit, branch: str) -> None:
    """Refuse a branch name git would not take.

    Raises:
        BadRepository: with a hint.
    """
    try:
        if branch.startswith("-") or branch == "HEAD":
            raise GitFailed(["check-ref-format"], 1, b"")
        git.run("check-ref-format", f"refs/heads/{branch}")
    except (GitFailed, ValueError) as exc:
        raise BadRepository(
            f"{branch!r} cannot be the name of a branch.", hint="Choose another with --branch NAME."
        ) from exc


def check_branch(shadow: Shadow, branch: str, commit: str, *, starting: bool = False) -> str | None:
    """What ``branch`` is in the user's repository now (None: not there), where it may become ``commit``
    or, as a job is ``starting``, something that comes after ``commit``.

    It may where it is an ancestor of ``commit``, or where everything on it that ``commit`` lacks was
    made by Overhaul: then it is an earlier result.

    Raises:
        BadRepository: it holds somebody's work, or it is checked out.
    """
    name = f"refs/heads/{branch}"
    git = shadow.git
    now = git.line("for-each-ref", "--format=%(objectname)", name)
    if "\n" in now:
        now = ""  # for-each-ref takes a folder of refs too; git itself will refuse the name
    if now == commit and not starting:
        return now
    place = _checked_out(shadow.source, name)
    if place is not None:
        raise BadRepository(
            f"The branch {branch} is checked out in {place}.",
            hint="Check out another branch there, or choose another name with --branch NAME.",
        )
    if not now:
        return None
    if now != commit and not _replaceable(git, now, commit):
        raise BadRepository(
            f"The branch {branch} exists in {shadow.source.root} and holds commits Overhaul did not make.",
            hint="Choose another name with --branch NAME, or delete the branch.",
        )
    return now


def leave_branch(git: SealedGit, source: LocalRepository, branch: str, base: str, commit: str) -> str:
    """Make ``branch`` of the user's repository ``commit``; its work tree, index and HEAD stay as they are.

    Returns what was done, in one sentence; also that nothing was, where the repository is read-only.

    Raises:
        BadRepository: the branch is taken, or git refuses it.
    """
    if not all(os.access(source.common_dir / name, os.W_OK) for name in ("objects", "refs")):
        return f"{source.root} cannot be written, so no branch was left there: fetch it from {BUNDLE}."
    with shadow_of(source, git.git_dir) as shadow:
        # The new commits first: without them nobody could say what comes before what.
        _copy_objects(git, shadow, base, commit)
        now = check_branch(shadow, branch, commit)
    where = f"the branch {branch} in {source.root}"
    if now == commit:
        return f"The result is {where}, where it was already."
    null = "0" * len(commit)
    arguments = ("update-ref", "-m", "overhaul: result", f"refs/heads/{branch}", commit, now or null)
    # The one command that runs in the user's own repository: overrides on the command line win over its
    # configuration, hooks are off, and every protocol is refused.
    command = [*sealed_command(), f"--git-dir={source.common_dir}", *arguments]
    try:
        run_command(command, arguments)
    except GitFailed as exc:
        raise BadRepository(
            f"The branch {branch} could not be made in {source.root}: {exc.last_line()}.",
            hint="Choose another name with --branch NAME.",
        ) from exc
    if now is None:
        return f"The result is {where}."
    return f"The result is {where}; it was {now[:12]} before."


def replace_folder(made: Path, destination: Path) -> None:
    """Put the folder ``made`` in the place of ``destination``, whether that exists or not."""
    if destination.is_symlink() or destination.is_file():
        destination.unlink()
    if destination.exists():
        aside = made.with_name(made.name + ".old")
        destination.rename(aside)
        made.rename(destination)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        made.rename(destination)


def _copy_objects(git: SealedGit, shadow: Shadow, base: str, commit: str) -> None:
    """Give the user's repository the commits after ``base``, in one pack."""
    try:
        if _has(shadow.git, commit):
            return
        with git.started(
            *("pack-objects", "--revs", "--thin", "--stdout", "--quiet"), stdin=subprocess.PIPE
        ) as packing:
            if packing.stdin is None:
                raise GitFailed(["pack-objects"], -1, b"no pipes")
            packing.stdin.write(f"{commit}\n^{base}\n".encode())
            packing.stdin.close()
            with shadow.git.started("index-pack", "--stdin", "--fix-thin", stdin=packing.stdout):
                pass
    except GitFailed as exc:
        raise BadRepository(
            f"Nothing can be written into {shadow.source.root}: {exc.last_line()}.",
            hint=f"Fetch the branch from {BUNDLE} with `git fetch`.",
        ) from exc


def _has(git: SealedGit, commit: str) -> bool:
    try:
        git.run("cat-file", "-e", f"{commit}^{{tree}}")
    except GitFailed:
        return False
    return True


def _replaceable(git: SealedGit, now: str, commit: str) -> bool:
    try:
        rows = git.run(
            *("log", f"--max-count={_MAX_REPLACED + 1}", "--format=%ae%x00%ce%x00%B%x01"),
            *(now, f"^{commit}", "--"),
        )
    except GitFailed:
        return False
    found = [row.strip("\n").split("\0", 2) for row in rows.decode("utf-8", "replace").split("\x01")]
    ours = [len(row) == 3 and row[0] == row[1] and MADE_BY in row[2].splitlines() for row in found[:-1]]
    return len(ours) <= _MAX_REPLACED and all(ours)


def _checked_out(source: LocalRepository, name: str) -> Path | None:
    """The work tree that has the branch ``name`` checked out."""
    heads = [(source.root, source.git_dir / "HEAD")] if not source.bare else []
    main = source.common_dir.parent
    if source.common_dir.name == ".git" and source.common_dir != source.git_dir:
        heads.append((main, source.common_dir / "HEAD"))
    worktrees = source.common_dir / "worktrees"
    if worktrees.is_dir():
        heads.extend((folder, folder / "HEAD") for folder in sorted(worktrees.iterdir()))
    for place, head in heads:
        if head.is_file() and head.read_bytes()[:4096].strip() == f"ref: {name}".encode():
            return place
    return None
