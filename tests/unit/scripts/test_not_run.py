"""The list at the end of CI: every reason, with how many tests it kept from running."""

from pathlib import Path

import pytest

from scripts.not_run import main, reasons

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="one"/>
<testcase classname="a" name="two"><skipped type="pytest.skip" message="no Docker engine"/></testcase>
<testcase classname="a" name="three"><skipped type="pytest.skip" message="no Python 2.7"/></testcase>
<testcase classname="b" name="four"><skipped type="pytest.skip" message="no Docker engine"/></testcase>
<testcase classname="b" name="five"><skipped type="pytest.xfail" message="known"/></testcase>
</testsuite></testsuites>"""


def test_reasons_are_grouped_most_tests_first(tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(REPORT)
    assert list(reasons(report).items()) == [
        ("no Docker engine", ["a.two", "b.four"]),
        ("no Python 2.7", ["a.three"]),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (REPORT, ["2  no Docker engine", "a.two and 1 more", "1  no Python 2.7", "a.three"]),
        ("<testsuites/>", ["nothing: every test was run"]),
    ],
)
def test_it_is_said(
    text: str, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(text)
    monkeypatch.setattr("sys.argv", ["not_run.py", str(report)])
    main()
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == said
