"""What converts a tree: Overhaul as its users run it, and the tools people use today.

Each peer runs with the options its documentation recommends for leaving Python 2 behind, doctests
included where it can do them, on both processors where it can use them. It gets what its output
imports at run time (``needs``). Peers only read and write source files; none is started from inside
the tree, where a module of the package could stand in for one of theirs.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.python2_to_3.corpus import copy_of, python_files
from benchmarks.python2_to_3.laboratory import Era, Laboratory, forget
from overhaul.domain.base import digest_bytes, digest_of

PINS: Final = ("fissix==24.4.24", "modernize==0.8.0", "future==1.0.0", "pyupgrade==3.21.2", "ruff==0.14.14")
_LIMIT: Final = 7200
_MARK: Final = b">>> "
_PRODUCT: Final = ("overhaul", "agents", "tools", "serving", "workflows")
_ROOT: Final = Path(__file__).resolve().parents[2]
_OVERHAUL: Final = Path(sys.executable).parent / "overhaul"


class Conversion(NamedTuple):
    """What a tool made of a tree."""

    tree: Path
    seconds: float
    """Wall time of the tool's processes."""
    ended: str
    notes: dict[str, Any]
    """What the tool says of its own work; only Overhaul does."""


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

    @property
    def key(self) -> str:
        """Changes where its results could."""
        fake = Installed("python", "peers")
        return digest_of([self.name, PINS, self.needs, [*self.commands(fake, Path("tree"))]])


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
OVERHAUL: Final = "overhaul"
TOOLS: Final = (OVERHAUL, *PEERS)


def key_of(tool: str) -> str:
    """What the tool is, content and options: results under another key are not this tool's."""
    return _product_key() if tool == OVERHAUL else PEERS[tool].key


def needs_of(tool: str) -> tuple[str, ...]:
    """What the tool's output imports that the package did not."""
    return () if tool == OVERHAUL else PEERS[tool].needs


def convert(tool: str, source: Path, folder: Path, laboratory: Laboratory) -> Conversion:
    """Convert a fresh copy of ``source`` into ``folder``."""
    forget(folder)
    if tool == OVERHAUL:
        return _overhaul(source, folder)
    toolchain = laboratory.toolchain(Era.TARGET)
    peers = Installed(toolchain.executable, laboratory.installed(Era.TARGET, PINS))
    tree = copy_of(source, folder / "tree")
    env = {**os.environ, "PYTHONPATH": peers.packages, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"}
    steps = [_timed(command, folder, env) for command in PEERS[tool].commands(peers, tree)]
    (folder / "output.txt").write_text("".join(step.output for step in steps))
    ended = next((step.ended for step in steps if step.ended != "0"), "0")
    return Conversion(tree, round(sum(step.seconds for step in steps), 1), ended, {})


def _overhaul(source: Path, folder: Path) -> Conversion:
    bundle = folder / "bundle"
    env = {**os.environ, "OVERHAUL_STATE_DIR": str(folder / "state")}
    command = [str(_OVERHAUL), "run", str(source), "--to", "python3.12", "--out", str(bundle), "--no-tty"]
    step = _timed(command, folder, env)
    (folder / "output.txt").write_text(step.output)
    evidence = bundle / "evidence.json"
    notes = _notes(json.loads(evidence.read_text())) if evidence.exists() else {}
    # A job that failed left no tree: what stands then is what was there before.
    tree = bundle / "tree" if (bundle / "tree").is_dir() else source
    return Conversion(tree, round(step.seconds, 1), step.ended, notes)


class _Step(NamedTuple):
    seconds: float
    ended: str
    output: str


def _timed(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> _Step:
    """Run one command of a tool to its end; one that takes hours is stopped, and what it wrote counts."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, errors="replace", timeout=_LIMIT
        )
        ended, output = str(done.returncode), done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        ended, output = "timed-out", f"stopped after {_LIMIT} seconds"
    return _Step(time.monotonic() - began, ended, output)


def _notes(evidence: dict[str, Any]) -> dict[str, Any]:
    comparison = evidence["comparison"] or {}
    return {
        "claim": evidence["claim"]["level"],
        "commits": len(evidence["commits"]),
        "edits": sum(len(commit["hunks"]) for commit in evidence["commits"]),
        "findings_left": len(evidence["remaining"]),
        "own_count": [comparison.get("restored", 0), comparison.get("must_pass", 0)],
    }


def _product_key() -> str:
    files = (path for part in _PRODUCT for path in (_ROOT / part).rglob("*.py"))
    return digest_of([[str(path.relative_to(_ROOT)), digest_bytes(path.read_bytes())] for path in sorted(files)])
