"""Where this machine keeps the library of CPython 2.7, a large real Python 2 tree."""

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tools.sandbox.toolchains import HostToolchains


@cache
def _library() -> Path | None:
    search = [Path(folder) for folder in os.environ.get("PATH", "").split(":") if folder]
    found = HostToolchains(search_path=search, pyenv_root=Path.home() / ".pyenv", home=Path.home()).find("python2.7")
    if found is None:
        return None
    done = subprocess.run(
        [found.executable, "-c", "import os; print(os.path.dirname(os.__file__))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip())


def library27() -> Path:
    """The folder of CPython 2.7's library; the test is reported as not run where there is none."""
    library = _library()
    if library is None:
        pytest.skip("needs a CPython 2.7")
    return library
