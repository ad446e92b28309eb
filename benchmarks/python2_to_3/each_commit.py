"""Each commit of a published series by itself: how many demanded tests pass when it is checked out alone."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.python2_to_3.corpus import Package
from benchmarks.python2_to_3.laboratory import Era, Laboratory
from benchmarks.python2_to_3.rows import Bench
from benchmarks.python2_to_3.tools import OVERHAUL


class Step(NamedTuple):
    """One commit of a series."""

    subject: str
    restored: int
    lost: tuple[str, ...]
    """Demanded tests that passed at the commit before and do not pass at this one."""


def steps(bench: Bench, laboratory: Laboratory, package: Package) -> Iterator[Step]:
    """The commits that Overhaul published for ``package``, the base first; nothing where there is no suite.

    Converts the package first, unless that is known.
    """
    if package.suite is None:
        return
    bench.row(package, OVERHAUL)
    bundle = bench.folder(package, OVERHAUL) / "bundle" / "repo.bundle"
    demanded, before = frozenset(bench.steady(package)), frozenset[str]()
    with TemporaryDirectory() as name:
        for number, (subject, tree) in enumerate(_checked_out(bundle, Path(name))):
            passed = demanded & laboratory.run(package, package.suite, tree, Era.TARGET).passed
            lost = before - passed
            if lost and number:  # suites that measure time differ by a test: once more, as the gate does
                passed |= demanded & laboratory.run(package, package.suite, tree, Era.TARGET).passed
            yield Step(subject, len(passed), tuple(sorted(before - passed)))
            before = passed


def _checked_out(bundle: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """(subject, folder with its files) of every commit in a git bundle, oldest first."""
    clone = folder / "clone"
    if not bundle.exists():
        return
    _git(folder, "clone", "-q", "--no-checkout", str(bundle), str(clone))
    for line in _git(clone, "log", "--reverse", "--format=%H %s").splitlines():
        commit, _, subject = line.partition(" ")
        tree = folder / commit
        _git(clone, "worktree", "add", "-q", "--detach", str(tree), commit)
        (tree / ".git").unlink()
        yield subject, tree


def _git(folder: Path, *words: str) -> str:
    quiet = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.autocrlf=false")
    done = subprocess.run(["git", "-C", str(folder), *quiet, *words], check=True, capture_output=True, text=True)
    return done.stdout


def told(package: Package, made: list[Step]) -> str:
    """A line a commit for people."""
    if not made:
        return f"{package.name}: no suite, or nothing was published"
    lines = [f"{package.name}, each commit alone:"]
    for step in made:
        lost = f"  {len(step.lost)} lost: {', '.join(step.lost[:3])}" if step.lost else ""
        lines.append(f"{step.restored:7,}  {step.subject}{lost}")
    return "\n".join(lines)
