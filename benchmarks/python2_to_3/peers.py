"""The tools people use today, each at its best.

Each peer runs with the options its documentation recommends for leaving Python 2 behind, on both
processors where it can use them. Peers only read and write source files; none is started from inside
the tree, where a module of the package could stand in for one of theirs. This file is part of the
key of their rows: a change here, in words too, measures them anew.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.python2_to_3.corpus import python_files
from overhaul.domain.base import digest_bytes, digest_of

PINS: Final = ("fissix==24.4.24", "modernize==0.8.0", "future==1.0.0", "pyupgrade==3.21.2", "ruff==0.14.14")
_MARK: Final = b">>> "


class Installed(NamedTuple):
    """Where the peers are."""

    python: str
    packages: str

    def module(self, name: str, *arguments: str) -> list[str]:
        """A command that runs the peer's module ``name``; ``-P`` keeps the tree off its path."""
        return [self.python, "-P", "-m", name, *arguments]

    def program(self, name: str) -> str:
        """The path of a compiled peer."""
        return str(Path(self.packages, "bin", name))


class Peer(NamedTuple):
    """A tool that converts a tree in place."""

    name: str
    commands: Callable[[Installed, Path], Iterator[list[str]]]
    needs: tuple[str, ...] = ()
    """What its output imports and the package did not."""


def _two_to_three(peers: Installed, tree: Path) -> Iterator[list[str]]:
    options = ("-w", "-n", "--no-diffs", "-j2")
    yield peers.module("fissix", *options, str(tree))
    yield peers.module("fissix", *options, "-d", str(tree), *_documents(tree))


def _documents(tree: Path) -> list[str]:
    """Text files with doctests: 2to3 converts those it is given by name."""
    found = (path for suffix in ("*.txt", "*.rst") for path in tree.rglob(suffix))
    return sorted(
        str(path) for path in found if path.is_file() and not path.is_symlink() and _MARK in path.read_bytes()
    )


def _modernize(peers: Installed, tree: Path) -> Iterator[list[str]]:
    yield peers.module("modernize", "-w", "-n", "--no-diffs", "-j2", str(tree))


def _futurize(peers: Installed, tree: Path) -> Iterator[list[str]]:
    code = "import sys; from libfuturize.main import main; sys.exit(main(sys.argv[1:]))"
    for stage in ("-1", "-2"):
        yield [peers.python, "-P", "-c", code, "-w", "-n", "--no-diffs", "-j2", stage, str(tree)]


def _with_linters(peers: Installed, tree: Path) -> Iterator[list[str]]:
    yield from _two_to_three(peers, tree)
    files = [str(tree / name) for name in python_files(tree)]
    yield peers.module("pyupgrade", "--py312-plus", "--exit-zero-even-if-changed", *files)
    check = ["check", "--quiet", "--isolated", "--no-cache", "--exit-zero", "--no-respect-gitignore"]
    yield [peers.program("ruff"), *check, "--fix", "--select", "UP", "--target-version", "py312", str(tree)]


PEERS: Final = {
    peer.name: peer
    for peer in (
        Peer("2to3", _two_to_three),
        Peer("modernize", _modernize),
        Peer("futurize", _futurize, ("future==1.0.0",)),
        Peer("2to3+pyupgrade+ruff", _with_linters),
    )
}


def peer_key(name: str) -> str:
    """Changes where the peer's results could."""
    return digest_of([name, digest_bytes(Path(__file__).read_bytes())])
