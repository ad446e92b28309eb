"""What Overhaul and other tools make of real Python 2 packages, judged by the packages' own tests.

    python -m benchmarks.python2_to_3 [--only NAME ...] [--peer TOOL ...] [--tool TOOL ...]
                                      [--jobs N] [--out DIR] [--again] [--readme] [--each-commit]

Fetches the pinned sdists of corpus.json, runs each package's tests on 2.7 until it is known which of
them pass every time, converts fresh copies with Overhaul and its peers, and measures on 3.12: files
that compile, tests restored by identity,
packages restored whole, wall time. Suites run in the product's sandbox. Writes results.json, table.md
and plot.svg into ``--out``. What stands there already is not measured again, as long as package, tool
and runners are the same; the peers' rows of the last published run are taken from results.json beside
this file. With ``--each-commit`` it checks Overhaul's commits out one by one instead, prints how many demanded
tests pass at each, and fails where one has lost a test that passed before. See docs/benchmark.md.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.python2_to_3.corpus import Package, corpus
from benchmarks.python2_to_3.each_commit import steps, told
from benchmarks.python2_to_3.laboratory import Laboratory
from benchmarks.python2_to_3.peers import PEERS
from benchmarks.python2_to_3.publish import command_of, plot, publish
from benchmarks.python2_to_3.rows import Bench, Row, record, write_rows
from benchmarks.python2_to_3.table import table, totals
from benchmarks.python2_to_3.tools import TOOLS
from benchmarks.sdists import CACHE


def arguments_from(given: Sequence[str]) -> argparse.Namespace:
    """The command line, checked."""
    names = [package.name for package in corpus()]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.python2_to_3",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", default=names, help="packages")
    parser.add_argument("--peer", nargs="+", choices=list(PEERS), default=[], help="only these peers")
    parser.add_argument("--tool", nargs="+", choices=TOOLS, default=[], help="only these tools, Overhaul among them")
    parser.add_argument("--jobs", type=int, default=1, help="packages at a time; more than one disturbs wall times")
    parser.add_argument("--out", type=Path, default=CACHE.parent / "python2_to_3", help="rows, trees and logs")
    parser.add_argument("--again", action="store_true", help="measure what is known, too")
    parser.add_argument("--readme", action="store_true", help="publish: README.md, docs/ and the recorded rows")
    parser.add_argument(
        "--each-commit", action="store_true", help="only count the tests that pass at each of Overhaul's commits"
    )
    return parser.parse_args(given)


def measure(bench: Bench, package: Package, tools: Sequence[str]) -> list[Row]:
    """The package's rows, each announced as it comes."""
    rows = []
    for tool in tools:
        row, fresh = bench.row(package, tool)
        tests = "no tests" if row.demanded is None else f"{row.restored} of {row.demanded} tests"
        known = "" if fresh else " (known)"
        print(
            f"{package.name}, {tool}: {tests}, {row.compiling} of {row.files} files, {row.seconds} s{known}", flush=True
        )
        rows.append(row)
    return rows


def count_commits(bench: Bench, laboratory: Laboratory, packages: Sequence[Package]) -> int:
    """Print what passes at each commit; 1 where a commit loses a test, else 0."""
    worse = False
    for package in packages:
        made = list(steps(bench, laboratory, package))
        worse |= any(step.lost for step in made)
        print(told(package, made), flush=True)
    return int(worse)


def main(given: Sequence[str]) -> None:
    """Measure what was asked for, print the table and leave the files."""
    arguments = arguments_from(given)
    out = arguments.out.resolve()
    scratch = out / ".scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    wanted = {*arguments.tool, *arguments.peer} or set(TOOLS)
    tools = [tool for tool in TOOLS if tool in wanted]
    laboratory = Laboratory(scratch)
    bench = Bench(out, laboratory, arguments.again)
    packages = [package for package in corpus() if package.name in arguments.only]
    if arguments.each_commit:
        sys.exit(count_commits(bench, laboratory, packages))
    with ThreadPoolExecutor(arguments.jobs) as pool:
        measured = list(pool.map(lambda package: measure(bench, package, tools), packages))
    rows = [row for several in measured for row in several]
    command = command_of(given)
    sums = [one.model_dump() | {"share": one.share, "lines_a_second": one.lines_a_second} for one in totals(rows)]
    (out / "table.md").write_text(table(rows) + "\n")
    (out / "plot.svg").write_text(plot(rows))
    write_rows(out / "results.json", rows, command, sums)
    if arguments.readme:
        publish(rows, command)
        record(rows, command, sums)
    print("\n" + table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
