"""Asking the configured package index which release of each dependency supports the target."""

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from overhaul.domain.sandbox import PackageIndex
from overhaul.domain.survey import Dependency
from tools.survey.index_pages import IndexPages, Unreachable
from tools.survey.releases import newest_supporting
from tools.survey.requirements import canonical

_THREADS = 8
_GIVE_UP = 3
"""So many failures with no answer before them, and nobody else is asked."""
_DEFAULT_TARGET = (3, 12)


class SimpleIndexClient:
    """Implements the ``IndexClient`` port over the simple API (PEP 503, PEP 691) of one index.

    Args:
        index: what pip would use. With ``offline`` only local folders are looked into.
    """

    def __init__(self, index: PackageIndex) -> None:
        self._index = index

    def latest_supporting(self, dependencies: Sequence[Dependency], target: str) -> tuple[tuple[Dependency, ...], bool]:
        """Fill in which release supports ``target``; the flag says whether the index answered.

        ``checked`` with no release says that the index has none, has no such distribution, or that
        nothing it says of the newest one speaks of Python 3. Dependencies that name a module of no
        known distribution (an empty ``requirement``) are left as they are.
        """
        wanted = _version(target)
        names = sorted({canonical(item.name) for item in dependencies if item.requirement})
        asker = _Asker(IndexPages(self._index), wanted, self._index.offline)
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="index") as pool:
            answers = dict(zip(names, pool.map(asker.ask, names), strict=True))
        filled = tuple(
            item.model_copy(update={"python3_release": answer[0], "checked": True})
            if item.requirement and (answer := answers[canonical(item.name)]) is not None
            else item
            for item in dependencies
        )
        return filled, asker.answered > 0 and not self._index.offline


class _Asker:
    """One round of questions."""

    def __init__(self, pages: IndexPages, target: tuple[int, int], offline: bool) -> None:
        self._pages = pages
        self._offline = offline
        self._target = target
        self._lock = threading.Lock()
        self._failed = 0
        self.answered = 0

    def ask(self, name: str) -> tuple[str | None] | None:
        """(release or None); None where there was no answer."""
        if self._failed >= _GIVE_UP and not self.answered:
            return None
        try:
            files = self._pages.files(name)
        except Unreachable:
            with self._lock:
                self._failed += 1
            return None
        if files is None and self._offline:
            return None
        with self._lock:
            self.answered += 1
        if files is None:
            return (None,)
        answer = newest_supporting(name, files, self._target)
        if answer.newest is not None:
            said = self._pages.classifiers(name)
            if said is not None and any(_is_python3(classifier) for classifier in said[1]):
                return (said[0],)
        return (answer.supported,)


def _is_python3(classifier: str) -> bool:
    return bool(re.match(r"Programming Language :: Python :: 3(?:\.|\s|\Z)", classifier))


def _version(target: str) -> tuple[int, int]:
    match = re.search(r"(\d+)\.(\d+)", target)
    return (int(match.group(1)), int(match.group(2))) if match else _DEFAULT_TARGET
