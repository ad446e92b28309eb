"""A job's own clone of the repository it changes."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from shlex import quote

from overhaul.domain.base import Frozen, digest_of
from overhaul.domain.errors import BadRepository
from overhaul.domain.jobs import JobSpec
from overhaul.domain.ports.repository import CommitRequest
from tools.vcs.archives import archive_changes
from tools.vcs.folders import folder_changes
from tools.vcs.local import changed_files, copy_commit, make_repository, resolve, shadow_of
from tools.vcs.objects import EXECUTABLE, REGULAR, Entry, is_safe, list_tree, read_blobs, tree_of
from tools.vcs.process import GitFailed, SealedGit, redacted
from tools.vcs.publish import (
    BUNDLE,
    check_branch,
    check_branch_name,
    leave_branch,
    replace_folder,
    write_bundle,
    write_patches,
)
from tools.vcs.remote import Remote
from tools.vcs.sources import Archive, Folder, LocalRepository, RemoteRepository, Source, locate
from tools.vcs.trees import write_tree
from tools.vcs.writing import Change, Signature, message_of, write_commit

_FIXED_SECONDS = 946_684_800
"""2000-01-01: the date of the base commit of what has no history, so equal content has equal ids."""
_LAST_SECONDS = 4_102_444_800
_KEPT_TREES = 4


class _Intake(Frozen):
    """What intake found; kept beside the clone, so that intake happens once."""

    request: str
    """Hash of source and ref: a URL may hold a password, which is not to lie about in files."""
    place: str
    """Where a local repository is, whatever folder a later process is started in; else empty."""
    base: str
    seconds: int
    """The base commit's date."""
    whole: bool
    """The base is all there is: made by us from a folder or an archive."""
    notes: tuple[str, ...]


class GitRepository:
    """The port ``Repository``, by git.

    Args:
        job_dir: the job's folder; holds ``repo.git``, ``trees/`` and ``intake.json``.
        user_credentials: whether a source that is a URL may be fetched with the user's git
            configuration, ssh agent and credential helper. Set it for a URL the user typed on this
            machine; leave it off where the URL came over a network. Nothing else ever uses them.
    """

    def __init__(self, job_dir: Path, *, user_credentials: bool = False) -> None:
        self._dir = job_dir.absolute()
        self._git = SealedGit(self._dir / "repo.git")
        self._credentials = user_credentials
        self._trees: dict[str, tuple[Entry, ...]] = {}
        self._left_out: dict[str, None] = {}

    # ------------------------------------------------------------------------------------- intake

    def intake(self, spec: JobSpec) -> str:
        """Clone or copy ``spec.source``; see ``tools.vcs.sources`` for what it may be.

        A local repository's files are read from its commit, not from its work tree. A folder or
        archive becomes one commit with a fixed author and date.

        Raises:
            BadRepository: it cannot be read, or the ref is not there, or the branch is taken.
        """
        if self._intake_file.exists():
            known = self._intake
            if known.request != _request(spec):
                raise ValueError(f"{self._dir} holds the clone of another source or ref")
            return known.base
        source = locate(spec.source)
        try:
            self._dir.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self._git.git_dir, ignore_errors=True)  # an intake that was interrupted
            found = self._take(source, spec)
            work = self._intake_file.with_suffix(".making")
            work.write_text(found.model_dump_json(), encoding="utf-8")
            work.replace(self._intake_file)
        except GitFailed as exc:
            raise BadRepository(f"{redacted(spec.source)} cannot be read: {exc.last_line()}.") from exc
        except OSError as exc:
            raise BadRepository(f"{redacted(spec.source)} cannot be copied to {self._dir}: {exc.strerror}.") from exc
        return found.base

    def notes(self) -> tuple[str, ...]:
        """What the user should know about the source and what was left out of it."""
        kept = self._intake.notes if self._intake_file.exists() else ()
        return tuple(dict.fromkeys((*kept, *self._left_out)))

    def _take(self, source: Source, spec: JobSpec) -> _Intake:
        notes: list[str] = []
        if isinstance(source, LocalRepository):
            base = self._take_local(source, spec, notes)
        elif isinstance(source, RemoteRepository):
            make_repository(self._git.git_dir, "sha1")
            check_branch_name(self._git, spec.branch)
            base = Remote(source.url, self._git, credentials=self._credentials).fetch(spec.ref)
        else:
            make_repository(self._git.git_dir, "sha1")
            check_branch_name(self._git, spec.branch)
            base = self._take_files(source, spec, notes)
        whole = isinstance(source, Folder | Archive)
        submodules = [e.path for e in self._entries(base) if not e.regular and e.mode == "160000"]
        notes.extend(f"{path!r} is a submodule and was left out." for path in submodules)
        return _Intake(
            request=_request(spec),
            place=str(source.root) if isinstance(source, LocalRepository) else "",
            base=base,
            seconds=_date_of(self._git, base),
            whole=whole,
            notes=tuple(notes),
        )

    def _take_local(self, source: LocalRepository, spec: JobSpec, notes: list[str]) -> str:
        with shadow_of(source, self._dir) as shadow:
            make_repository(self._git.git_dir, shadow.object_format)
            check_branch_name(self._git, spec.branch)
            base, about = resolve(shadow, spec.ref)
            notes.extend(about)
            if not (spec.plan_only or spec.dry_run):
                check_branch(shadow, spec.branch, base, starting=True)  # now, not after hours of work
            changed = changed_files(shadow) if spec.ref is None else None
            if changed:
                files = "1 file has" if changed == 1 else f"{changed} files have"
                notes.append(f"{files} uncommitted changes in {source.root}; what is committed was used.")
            copy_commit(shadow, base, self._git)
        return base

    def _take_files(self, source: Folder | Archive, spec: JobSpec, notes: list[str]) -> str:
        if spec.ref is not None:
            raise BadRepository(
                f"{spec.source} is not a repository, so it has no {spec.ref!r}.", hint="Leave out --ref."
            )
        if isinstance(source, Folder):
            if source.inside is not None:
                notes.append(
                    f"{source.root} is a folder inside the repository {source.inside}: it was taken as it "
                    "lies, and no branch is left there. Give the repository's root to have one."
                )
            own = {self._dir, *([Path(spec.out).absolute()] if spec.out else [])} - {source.root}
            changes = folder_changes(source.root, frozenset(own), notes)
        else:
            changes = archive_changes(source.path, notes)
        signature = Signature("Overhaul", "overhaul@localhost", _FIXED_SECONDS)
        base = write_commit(self._git, None, "The source as it was\n", signature, changes)
        if not self._entries(base):
            raise BadRepository(f"{spec.source} holds no files.", hint="Check the path.")
        return base

    # ------------------------------------------------------------------------------------ reading

    def export(self, commit: str) -> Path:
        """``trees/<tree id>`` in the job's folder; equal trees share it."""
        tree = self._tree(commit)
        destination = self._dir / "trees" / tree
        left = destination.with_name(f"{tree}.left")
        if not destination.is_dir():
            notes = write_tree(self._git, self._entries(commit), destination)
            left.write_text("\n".join(notes), encoding="utf-8")
        if left.exists():
            self._left_out.update(dict.fromkeys(filter(None, left.read_text(encoding="utf-8").split("\n"))))
        return destination

    def materialize(self, commit: str, destination: Path) -> None:
        """Make the folder ``destination`` hold the files of ``commit``, and nothing else.

        Raises:
            BadRepository: it cannot be written.
        """
        work = Path(tempfile.mkdtemp(dir=self._ready(destination.absolute().parent), prefix=".tree-"))
        try:
            made = work / "tree"
            for note in write_tree(self._git, self._entries(commit), made):
                self._left_out[note] = None
            replace_folder(made, destination.absolute())
        except OSError as exc:
            raise BadRepository(f"{destination} cannot be written: {exc}.") from exc
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def files(self, commit: str) -> Mapping[str, str]:
        """Path → blob id; names no file may have are left out, as they are by ``export``."""
        return {e.path: e.oid for e in self._entries(commit) if e.regular and is_safe(e.path)}

    def read(self, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of ``paths``.

        Raises:
            FileNotFoundError: one is no regular file of ``commit``.
        """
        known = self.files(commit)
        wanted = list(dict.fromkeys(paths))
        for path in wanted:
            if path not in known:
                raise FileNotFoundError(f"{path!r} is no file of {commit[:12]}")
        try:
            contents = read_blobs(self._git, [known[path] for path in wanted])
            return dict(zip(wanted, contents, strict=True))
        except GitFailed as exc:
            raise BadRepository(f"{commit[:12]} is not complete: {exc.last_line()}.") from exc

    def diff(self, base: str, commit: str) -> str:
        """For reading: bytes that are not UTF-8 are shown as U+FFFD. ``publish`` writes exact patches."""
        try:
            raw = self._git.run(
                *("diff", "--no-ext-diff", "--no-textconv", "--no-color", "-M", "--end-of-options"),
                *(base, commit, "--"),
            )
        except GitFailed as exc:
            raise BadRepository(f"There is no such commit in this job: {exc.last_line()}.") from exc
        return raw.decode("utf-8", "replace")

    # ------------------------------------------------------------------------------------ writing

    def commit(self, request: CommitRequest) -> tuple[str, str]:
        """A commit dated ``sequence`` seconds after the base; equal requests give equal ids.

        Raises:
            ValueError: a path leaves the tree, or would replace a link, a submodule or a folder.
            BadRepository: the parent is not in this job.
        """
        seconds = min(self._intake.seconds + request.sequence, _LAST_SECONDS)
        signature = Signature(request.identity_name, request.identity_email, seconds)
        changes = list(self._changes(request))
        try:
            commit = write_commit(
                self._git, request.parent, message_of(request.subject, request.body), signature, changes
            )
        except GitFailed as exc:
            raise BadRepository(f"The commit could not be made: {exc.last_line()}.") from exc
        return commit, self._tree(commit)

    def _changes(self, request: CommitRequest) -> Iterator[Change]:
        entries = {entry.path: entry for entry in self._entries(request.parent)}
        folders = {path[:i] for path in entries for i, c in enumerate(path) if c == "/"}
        for path, content in sorted(request.contents.items()):
            old = entries.get(path)
            above = [path[:i] for i, c in enumerate(path) if c == "/"]
            if not is_safe(path) or path in folders or any(place in entries for place in above):
                raise ValueError(f"{path!r} cannot be a file of this tree")
            if old is not None and not old.regular:
                raise ValueError(f"{path!r} is a link or a submodule")
            yield Change(path, EXECUTABLE if old and old.mode == EXECUTABLE else REGULAR, content)

    # --------------------------------------------------------------------------------- publishing

    def publish(self, spec: JobSpec, base: str, commit: str, out: Path) -> tuple[str, ...]:
        """Patches and bundle into ``out``; the branch into a local repository; for a folder or archive
        the converted files into ``out/tree``. Publishing again gives the same.

        Raises:
            BadRepository: the branch is taken; ``out`` is complete even then.
        """
        if base == commit:
            return ("Nothing was changed, so there is no branch.",)
        out = self._ready(out.absolute())
        whole = self._intake.whole
        try:
            check_branch_name(self._git, spec.branch)
            count = write_patches(self._git, base, commit, out)
            write_bundle(self._git, None if whole else base, spec.branch, commit, out)
        except GitFailed as exc:
            raise BadRepository(f"The result cannot be written to {out}: {exc.last_line()}.") from exc
        folder, bundle = quote(str(out)), quote(str(out / BUNDLE))
        said = [
            f"{count} patch{'' if count == 1 else 'es'} in {out}: `git am --keep-cr {folder}/*.patch`.",
            f"A git bundle, {out / BUNDLE}: `git fetch {bundle} {spec.branch}:{spec.branch}`.",
        ]
        if whole:
            self.materialize(commit, out / "tree")
            said.append(f"The converted files are in {out / 'tree'}.")
        source = locate(self._intake.place) if self._intake.place else None
        if isinstance(source, LocalRepository):
            said.insert(0, leave_branch(self._git, source, spec.branch, base, commit))
        return tuple(said)

    # ------------------------------------------------------------------------------------ helpers

    @property
    def _intake_file(self) -> Path:
        return self._dir / "intake.json"

    @cached_property
    def _intake(self) -> _Intake:
        try:
            return _Intake.model_validate_json(self._intake_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            raise BadRepository(f"{self._dir} holds no clone: {exc}") from exc

    def _tree(self, commit: str) -> str:
        try:
            return tree_of(self._git, commit)
        except (GitFailed, ValueError) as exc:
            raise BadRepository(f"There is no commit {commit!r} in this job.") from exc

    def _entries(self, commit: str) -> tuple[Entry, ...]:
        tree = self._tree(commit)
        if tree not in self._trees:
            while len(self._trees) >= _KEPT_TREES:
                del self._trees[next(iter(self._trees))]
            try:
                self._trees[tree] = list_tree(self._git, tree)
            except GitFailed as exc:
                raise BadRepository(f"Commit {commit[:12]} is not complete: {exc.last_line()}.") from exc
        return self._trees[tree]

    @staticmethod
    def _ready(folder: Path) -> Path:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise BadRepository(f"{folder} cannot be made: {exc.strerror}.") from exc
        return folder


def _request(spec: JobSpec) -> str:
    return digest_of([spec.source, spec.ref])


def _date_of(git: SealedGit, commit: str) -> int:
    """The committer's date of a commit in seconds, within reason whatever it says."""
    head = git.run("cat-file", "commit", commit).partition(b"\n\n")[0]
    match = re.search(rb"^committer .*> (\d{1,12}) ", head, re.MULTILINE)
    return min(int(match[1]), _LAST_SECONDS) if match else _FIXED_SECONDS
