"""Totals, the table, the plot, and README.md around them."""

from xml.etree import ElementTree

import pytest

from benchmarks.python2_to_3.corpus import corpus
from benchmarks.python2_to_3.laboratory import arguments_of, ini_of
from benchmarks.python2_to_3.plot import Bar, bar_chart
from benchmarks.python2_to_3.publish import BEGIN, END, README, command_of, into_readme, plot
from benchmarks.python2_to_3.rows import Row
from benchmarks.python2_to_3.table import percent, table, totals


def row(package: str, tool: str, demanded: int | None, restored: int, seconds: float = 2.0) -> Row:
    return Row(
        package=package,
        version="1.0",
        tool=tool,
        key="",
        measured="2026-01-02",
        lines=1000,
        files=4,
        compiling=3,
        demanded=demanded,
        restored=restored,
        seconds=seconds,
        suite_seconds=1,
        ended="0",
        suite_ended="1",
        notes={},
        not_compiling={},
        lost={},
    )


ROWS = [
    row("alpha", "overhaul", 10, 10),
    row("alpha", "2to3", 10, 5),
    row("beta", "overhaul", 90, 45),
    row("gamma", "overhaul", None, 0),
    row("gamma", "2to3", None, 0),
]


def test_totals_count_tests_packages_and_time() -> None:
    ours, theirs = totals(ROWS)
    assert (ours.packages, ours.suites, ours.whole, ours.demanded, ours.restored) == (3, 2, 1, 100, 55)
    assert (ours.share, ours.mean_share) == (0.55, 0.75)
    assert (ours.files, ours.compiling, ours.lines_a_second) == (12, 9, 500)
    assert (theirs.suites, theirs.whole, theirs.share) == (1, 0, 0.5)


def test_the_table_has_a_line_a_tested_package_and_says_what_was_not_measured() -> None:
    lines = table(ROWS).splitlines()
    assert lines[0] == "| package | lines | passed on 2.7 | Overhaul | 2to3 |"
    assert lines[2] == "| alpha 1.0 | 1,000 | 10 | **10** | 5 |"
    assert lines[3] == "| beta 1.0 | 1,000 | 90 | **45** | – |"
    assert lines[4].startswith("| **3 packages**, 2 with tests: tests restored | 3,000 | 100 | **55 (55.0%)** |")
    assert {line.count("|") for line in lines} == {6}


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0.0%"), (0.29, "29.0%"), (0.9999, "99.9%"), (1.0, "100.0%"), (2 / 3, "66.6%")]
)
def test_only_all_is_a_hundred_percent(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_the_plot_is_xml_with_a_bar_a_tool() -> None:
    root = ElementTree.fromstring(plot(ROWS))
    bars = [node for node in root.iter() if node.get("class") in ("first", "other")]
    tracks = [node for node in root.iter() if node.get("class") == "track"]
    assert [node.get("class") for node in bars] == ["first", "other"]
    assert len(tracks) == 2
    assert "55 (55.0%)" in "".join(root.itertext())


def test_labels_are_text_and_an_empty_chart_is_a_chart() -> None:
    root = ElementTree.fromstring(bar_chart("a < b & c", [Bar("<x>", 0, "0")], 0))
    assert "<x>" in "".join(root.itertext())


def test_what_stands_between_the_marks_is_replaced_and_nothing_else() -> None:
    once = into_readme(f"before\n{BEGIN}\nold\n{END}\nafter\n", ROWS, "python -m benchmarks.python2_to_3 --readme")
    assert once.startswith(f"before\n{BEGIN}\nMeasured on 2026-01-02; `python -m")
    assert once.endswith(f"|\n{END}\nafter\n")
    assert "old" not in once
    assert into_readme(once, ROWS, "python -m benchmarks.python2_to_3 --readme") == once
    with pytest.raises(ValueError, match="README"):
        into_readme("no marks", ROWS, "")


def test_the_readme_has_the_marks() -> None:
    text = README.read_text()
    assert text.count(BEGIN) == text.count(END) == 1


def test_the_command_is_shown_without_the_folder_it_wrote_to() -> None:
    given = ["--only", "minimock", "--out", "/somewhere/else", "--readme"]
    assert command_of(given) == "python -m benchmarks.python2_to_3 --only minimock --readme"


def test_the_corpus_is_pinned_and_every_suite_can_be_started() -> None:
    packages = corpus()
    assert len({package.name for package in packages}) == len(packages)
    for package in packages:
        assert len(package.sha256) == 64
        assert package.version in package.sdist
        if package.suite is not None:
            assert arguments_of(package.suite)[0] == "-m"
            assert ini_of(package.suite).startswith("[pytest]\npython_files =")
