"""Say which tests of a JUnit report were not run, and why: one line a reason, most tests first."""

import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path


def reasons(report: Path) -> dict[str, list[str]]:
    """Reason → names of the tests that were skipped for it."""
    table: dict[str, list[str]] = defaultdict(list)
    for case in ElementTree.parse(report).iter("testcase"):
        for skipped in case.iter("skipped"):
            if skipped.get("type") != "pytest.xfail":
                table[skipped.get("message", "no reason given")].append(
                    f"{case.get('classname', '')}.{case.get('name', '')}"
                )
    return dict(sorted(table.items(), key=lambda row: (-len(row[1]), row[0])))


def main() -> None:
    """Print the lines for the report named on the command line."""
    table = reasons(Path(sys.argv[1]))
    for reason, names in table.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        print(f"{len(names):5}  {reason}\n       {names[0]}{more}")
    if not table:
        print("nothing: every test was run")


if __name__ == "__main__":
    main()
