"""Recipe rewriting of a 200,000-line tree against ``2to3 -w -n -j2`` on the same tree, in one run.

    python -m benchmarks.recipes_vs_2to3 [--runs 3] [--two-to-three PATH]

Both are timed as whole processes, in turn (A B A B …), each on a fresh copy of Django 1.4.22.
2to3 is the one that came with CPython up to 3.12 where one is found, else fissix, its maintained copy.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from benchmarks.sdists import HERE, fetch

NAME, FILE = "django", "Django-1.4.22.tar.gz"
SHA256 = "d0e2c9d772fcab2cf9c09e1c05e711cf5fe5eb93225762b29f0739d65e0d1784"
FISSIX = "import sys; from fissix.main import main; sys.exit(main('fissix.fixes', sys.argv[1:]))"


def two_to_three(given: str | None) -> list[str]:
    """The command that is 2to3 on this machine."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [given, shutil.which("2to3"), *sorted(map(str, pyenv.glob("3.11.*/bin/2to3")), reverse=True)]
    program = next((path for path in found if path and "shims" not in path), None)
    return [program] if program else [sys.executable, "-c", FISSIX]


def timed(command: list[str], tree: Path, copy: Path) -> float:
    """Wall seconds of ``command`` on a fresh copy of ``tree``."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(tree, copy, symlinks=True)
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    return seconds


def main() -> None:
    """Measure both and print medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--two-to-three", default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fetch(NAME, FILE, SHA256)) as archive:
            archive.extractall(folder, filter="data")
        tree, copy = Path(folder) / "Django-1.4.22", Path(folder) / "copy"
        lines = sum(path.read_bytes().count(b"\n") for path in tree.rglob("*.py"))
        peer = [*two_to_three(arguments.two_to_three), "-w", "-n", "-j2", "--no-diffs", str(copy)]
        ours = [sys.executable, str(HERE / "rewrite_tree.py"), str(copy), "--jobs", "2"]
        rows = [(timed(ours, tree, copy), timed(peer, tree, copy)) for _ in range(arguments.runs)]
    own, other = (statistics.median(column) for column in zip(*rows, strict=True))
    ratios = [b / a for a, b in rows]
    print(f"{lines:,} lines, {arguments.runs} runs in turn, median wall seconds")
    print(f"overhaul recipes, 2 processes: {own:.2f} ({lines / own:,.0f} lines/s)")
    print(f"{Path(peer[0]).name} -w -n -j2: {other:.2f} ({lines / other:,.0f} lines/s)")
    print(f"ratio: {statistics.median(ratios):.1f} (from {min(ratios):.1f} to {max(ratios):.1f})")


if __name__ == "__main__":
    main()
