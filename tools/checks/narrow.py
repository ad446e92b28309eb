"""A suite cut down to the files that hold some tests."""

import posixpath
from collections.abc import Sequence

from overhaul.domain.testing import Runner, Suite
from tools.checks.identity import file_of


def narrow(suite: Suite, only: Sequence[str]) -> Suite | None:
    """``suite`` reduced to the test files that hold the ids ``only``; None where it holds none of them.

    Scripts run whole, and so does a suite where an id names no file: running more is always right.
    """
    if not only or suite.runner is Runner.SCRIPT:
        return suite
    files = {file_of(test) for test in only}
    if None in files:
        return suite
    flags = tuple(word for word in suite.args if word.startswith("-"))
    words = [word for word in suite.args if not word.startswith("-")]
    if any("." in word and "/" not in word and not word.endswith((".py", ".txt", ".")) for word in words):
        return suite  # dotted names: which files they load is not known here
    folders = [posixpath.normpath(posixpath.join(suite.cwd, word)) for word in words or ["."]]
    wanted = sorted(path for path in files if path is not None and _holds(folders, path))
    if not wanted:
        return None
    arguments = tuple(posixpath.relpath(path, suite.cwd) for path in wanted)
    return suite.model_copy(update={"args": (*flags, *arguments)})


def _holds(folders: Sequence[str], path: str) -> bool:
    return any(folder == "." or path == folder or path.startswith(folder + "/") for folder in folders)
