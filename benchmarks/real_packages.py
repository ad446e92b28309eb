"""What ``overhaul run`` makes of real Python 2 packages, no model taking part.

    python -m benchmarks.real_packages [--only NAME ...] [--out DIR] [--readme]

Fetches the pinned sdists of packages.json, runs the installed console script on each archive as a
user would, and writes one row a package from its evidence: tests that passed on 2.7, how many of
them pass on 3.12, what is left, seconds. A run can be resumed: packages whose evidence stands in
``--out`` are not run again. ``--readme`` puts the table into README.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.sdists import HERE, fetch, packages

SCRIPT = Path(sys.executable).parent / "overhaul"
README = HERE.parent / "README.md"
BEGIN, END = "<!-- real-packages -->", "<!-- /real-packages -->"
HEAD = (
    "| package | lines of Python | passed on 2.7 | pass on 3.12 | restored | commits | edits | findings left "
    "| seconds | ended |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"
)


def run(package: dict[str, str], out: Path) -> dict[str, Any]:
    """Run one package, unless its row stands already; the row."""
    row_file = out / package["name"] / "row.json"
    if row_file.exists():
        stored: dict[str, Any] = json.loads(row_file.read_text())
        return stored
    archive = fetch(package["name"], package["sdist"], package["sha256"])
    bundle = out / package["name"]
    environ = {**os.environ, "OVERHAUL_STATE_DIR": str(out / ".state")}
    began = time.monotonic()
    done = subprocess.run(
        [str(SCRIPT), "run", str(archive), "--to", "python3.12", "--out", str(bundle), "--no-tty"],
        env=environ,
        capture_output=True,
        text=True,
    )
    row = {"name": package["name"], "version": package["version"], "exit": done.returncode}
    row["seconds"] = round(time.monotonic() - began, 1)
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / "output.txt").write_text(done.stdout + done.stderr)
    row |= _from_evidence(bundle)
    row_file.write_text(json.dumps(row, indent=1))
    return row


def _from_evidence(bundle: Path) -> dict[str, Any]:
    file = bundle / "evidence.json"
    if not file.exists():
        return {"ended": "failed"}
    evidence = json.loads(file.read_text())
    comparison = evidence["comparison"] or {"must_pass": 0, "restored": 0}
    causes = Counter(_cause(item["why"]) for item in evidence["left"] if item["kind"] == "test")
    return {
        "lines": _lines(bundle / "tree"),
        "must_pass": comparison["must_pass"],
        "restored": comparison["restored"],
        "commits": len(evidence["commits"]),
        "edits": sum(len(commit["hunks"]) for commit in evidence["commits"]),
        "findings_left": len(evidence["remaining"]),
        "claim": evidence["claim"],
        "ended": {"proven": "done"}.get(evidence["claim"]["level"], "parts left"),
        "causes": causes.most_common(15),
    }


def _lines(tree: Path) -> int:
    return sum(
        path.read_bytes().count(b"\n") for path in tree.rglob("*.py") if path.is_file() and not path.is_symlink()
    )


def _cause(why: str) -> str:
    return re.sub(r"0x[0-9a-f]+|\d+|'[^']*'", "·", why)[:90]


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown, biggest suites first, with a total."""
    lines = [HEAD]
    for row in sorted(rows, key=lambda row: (-row.get("must_pass", 0), row["name"].lower())):
        wanted, restored = row.get("must_pass", 0), row.get("restored", 0)
        share = f"{restored / wanted:.0%}" if wanted else "no tests"
        lines.append(
            f"| {row['name']} {row['version']} | {row.get('lines', 0):,} | {wanted:,} | {restored:,} | {share} "
            f"| {row.get('commits', 0)} | {row.get('edits', 0):,} | {row.get('findings_left', 0):,} "
            f"| {row['seconds']:.0f} | {row['ended']} |"
        )
    wanted, restored = (sum(row.get(key, 0) for row in rows) for key in ("must_pass", "restored"))
    size, edits, seconds = (sum(row.get(key, 0) for row in rows) for key in ("lines", "edits", "seconds"))
    total = f"{restored / wanted:.0%}" if wanted else ""
    sums = f"{size:,} | {wanted:,} | {restored:,} | **{total}** | | {edits:,} | | {seconds:.0f}"
    lines.append(f"| **{len(rows)} packages** | {sums} | |")
    return "\n".join(lines)


def main() -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=None, help="names of packages")
    parser.add_argument("--out", type=Path, default=HERE / ".cache" / "real-packages")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    arguments = parser.parse_args()
    chosen = [p for p in packages() if arguments.only is None or p["name"] in arguments.only]
    rows = []
    for package in chosen:
        rows.append(run(package, arguments.out.resolve()))
        row = rows[-1]
        print(f"{row['name']}: {row.get('restored', 0)} of {row.get('must_pass', 0)}, {row['seconds']} s", flush=True)
    print("\n" + table(rows))
    (arguments.out / "results.json").write_text(json.dumps(rows, indent=1))
    if arguments.readme:
        text = README.read_text()
        before, rest = text.split(BEGIN)
        _, after = rest.split(END)
        README.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}")


if __name__ == "__main__":
    main()
