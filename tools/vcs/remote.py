"""Fetching one commit from a URL."""

import re

from overhaul.domain.errors import BadRepository
from tools.vcs.hardening import networked_command
from tools.vcs.local import missing_ref
from tools.vcs.process import GitFailed, SealedGit, redacted, run_command

_TIMEOUT_SECONDS = 1800.0
_WHOLE = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
_FETCHED = "refs/overhaul/source"


class Remote:
    """A repository behind a URL.

    Args:
        url: as the user gave it; its password never reaches a message or a file.
        git: the repository fetched into.
        credentials: whether git may use the user's configuration, ssh agent and credential helper.
    """

    def __init__(self, url: str, git: SealedGit, *, credentials: bool) -> None:
        self._url = url
        self._git = git
        self._credentials = credentials

    def fetch(self, ref: str | None) -> str:
        """Fetch what ``ref`` (None: the default branch) stands for, without history where the server
        can do that, and return the commit.

        Raises:
            BadRepository: it cannot be reached, or the ref is not there.
        """
        refs = self._refs()
        shown = redacted(self._url)
        if not refs:
            raise BadRepository(f"{shown} has no commits yet.")
        name = self._choose(ref, refs)
        if name is not None:
            self._fetch(f"+{name}:{_FETCHED}")
            return self._commit(_FETCHED)
        if ref is not None and re.fullmatch(r"[0-9a-f]{7,64}", ref):
            return self._fetch_commit(ref, refs)
        if ref is None:
            raise BadRepository(f"{shown} has no default branch.", hint=f"Choose: {_known(refs)}.")
        raise missing_ref(ref, shown, [re.sub(r"^refs/(heads|tags)/", "", n) for n in refs])

    def _refs(self) -> list[str]:
        rows = self._networked("ls-remote", "--", self._url).decode("utf-8", "surrogateescape")
        names = [row.partition("\t")[2] for row in rows.splitlines()]
        return [n for n in names if n == "HEAD" or (n.startswith("refs/") and not n.endswith("^{}"))]

    @staticmethod
    def _choose(ref: str | None, refs: list[str]) -> str | None:
        if ref is None:
            return "HEAD" if "HEAD" in refs else None
        return next((n for n in (ref, f"refs/tags/{ref}", f"refs/heads/{ref}") if n in refs), None)

    def _fetch_commit(self, ref: str, refs: list[str]) -> str:
        """A commit by its id. Not every server gives out single commits: then everything is fetched."""
        try:
            if len(ref) >= 40:
                self._networked(*_FETCH, "--depth=1", "--", self._url, f"+{ref}:{_FETCHED}")
                return self._commit(_FETCHED)
        except BadRepository:
            pass  # not given out singly; the whole is asked for next
        self._networked(*_FETCH, "--", self._url, *_WHOLE)
        try:
            return self._commit(ref)
        except GitFailed as exc:
            raise missing_ref(ref, redacted(self._url), [n.rpartition("/")[2] for n in refs]) from exc

    def _fetch(self, refspec: str) -> None:
        try:
            self._networked(*_FETCH, "--depth=1", "--", self._url, refspec)
        except BadRepository as exc:
            if "shallow" not in exc.message:
                raise
            self._networked(*_FETCH, "--", self._url, refspec)  # a plain file server has no shallow clones

    def _commit(self, ref: str) -> str:
        return self._git.line("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")

    def _networked(self, *arguments: str) -> bytes:
        command = networked_command(credentials=self._credentials)
        try:
            return run_command(
                [*command, f"--git-dir={self._git.git_dir}", *arguments],
                arguments,
                timeout=_TIMEOUT_SECONDS,
                terminal=self._credentials,
            )
        except GitFailed as exc:
            raise BadRepository(
                f"{redacted(self._url)} cannot be fetched: {exc.last_line()}.", hint=self._hint(exc)
            ) from exc

    def _hint(self, failure: GitFailed) -> str:
        if not self._credentials:
            return "Your git credentials were not used. Clone it yourself and give the path."
        if re.search(r"authenticat|permission denied|could not read|403|401", failure.said, re.IGNORECASE):
            return "Check that `git ls-remote URL` works without asking for a password."
        return "Check the URL and the network; `git ls-remote URL` should work."


_FETCH = (
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
    *("--no-auto-maintenance", "--no-show-forced-updates"),
)


def _known(refs: list[str]) -> str:
    return ", ".join(re.sub(r"^refs/(heads|tags)/", "", n) for n in refs[:5])
