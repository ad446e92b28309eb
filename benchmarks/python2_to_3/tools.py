"""What converts a tree: Overhaul as its users run it, and its peers."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.python2_to_3.corpus import copy_of
from benchmarks.python2_to_3.laboratory import Era, Laboratory, forget
from benchmarks.python2_to_3.peers import PEERS, PINS, Installed, peer_key
from overhaul.domain.base import digest_bytes, digest_of

_LIMIT: Final = 7200
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


OVERHAUL: Final = "overhaul"
TOOLS: Final = (OVERHAUL, *PEERS)


def key_of(tool: str) -> str:
    """What the tool is, content and options: results under another key are not this tool's."""
    return _product_key() if tool == OVERHAUL else peer_key(tool)


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
