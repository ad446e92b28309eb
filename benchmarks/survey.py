"""Time the survey of a tree, cold (nothing cached) and warm (everything cached).

    python benchmarks/survey.py [TREE] [--rounds 5] [--jobs N]

Without a tree: the library of the CPython 2.7 on this machine. Prints medians of whole surveys, the
start of worker processes included.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.survey import Survey
from tools.recipes.registry import RegisteredRecipes
from tools.sandbox.toolchains import HostToolchains
from tools.survey.surveyor import TreeSurveyor

TRACK = "python2-to-3"


def library27() -> Path | None:
    """The library of the CPython 2.7 on this machine."""
    search = [Path(folder) for folder in os.get_exec_path()]
    found = HostToolchains(search_path=search, pyenv_root=Path.home() / ".pyenv", home=Path.home()).find("python2.7")
    if found is None:
        return None
    code = "import os; print(os.path.dirname(os.__file__))"
    return Path(
        subprocess.run([found.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


def take(tree: Path, cache: Path, jobs: int) -> tuple[float, Survey]:
    """(seconds, survey) of one survey."""
    start = time.perf_counter()
    surveyor = TreeSurveyor(RegisteredRecipes(), cache, jobs=jobs)
    survey = surveyor.survey(tree, track=TRACK, commit="", options=RepositoryOptions())
    return time.perf_counter() - start, survey


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tree", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=0)
    arguments = parser.parse_args()
    tree = arguments.tree or library27()
    if tree is None:
        parser.error("no tree given, and there is no CPython 2.7 here")
    cold, warm = [], []
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            seconds, first = take(tree, Path(folder), arguments.jobs)
            cold.append(seconds)
            seconds, second = take(tree, Path(folder), arguments.jobs)
            warm.append(seconds)
            if first != second:
                raise SystemExit("the second survey differs from the first")
    files, lines = first.languages().get("Python", (0, 0))
    print(f"{len(first.files)} files; Python: {files} files, {lines:,} lines; {len(first.findings):,} findings")
    print(f"cold {statistics.median(cold):.2f} s, warm {statistics.median(warm):.2f} s (medians of {arguments.rounds})")


if __name__ == "__main__":
    main()
