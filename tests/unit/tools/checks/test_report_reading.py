"""The report is believed as far as its chain of MACs holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.checks.probes.overhaul_probe.channel import Channel
from tools.checks.report import read_report

SECRET = "ab" * 32
HELLO = {"kind": "hello", "root": "/repo", "version": "3.12.1"}


def passed(key: str) -> dict[str, Any]:
    return {"kind": "result", "id": key, "outcome": "passed", "seconds": 0.0}


def end(**counts: int) -> dict[str, Any]:
    return {"kind": "end", "counts": counts, "status": "done"}


def written(tmp_path: Path, *events: dict[str, Any], secret: str = SECRET) -> bytes:
    path = tmp_path / "report"
    path.unlink(missing_ok=True)
    channel = Channel(str(path), secret)
    for event in events:
        channel.write(event)
    return path.read_bytes()


def test_a_whole_report(tmp_path: Path) -> None:
    plan = {"kind": "plan", "ids": ["a", "b"]}
    start = {"kind": "start", "id": "a"}
    content = written(tmp_path, HELLO, plan, start, passed("a"), passed("b"), end(passed=2))
    report = read_report(content, SECRET)
    assert report.ended
    assert not report.problem
    assert report.running is None
    assert report.planned == ("a", "b")
    assert list(report.results) == ["a", "b"]
    assert (report.root, report.version) == ("/repo", "3.12.1")


def test_a_report_that_was_cut(tmp_path: Path) -> None:
    content = written(tmp_path, HELLO, passed("a"), {"kind": "start", "id": "b"})
    for cut in (content, content + b"0123 half a li"):
        report = read_report(cut, SECRET)
        assert not report.ended
        assert not report.problem
        assert report.running == "b"
        assert list(report.results) == ["a"]


def test_nothing_at_all() -> None:
    assert not read_report(b"", SECRET).ended


def lines(tmp_path: Path) -> list[bytes]:
    return written(tmp_path, HELLO, passed("a"), passed("b"), end(passed=2)).splitlines(keepends=True)


@pytest.mark.parametrize("kept", [[0, 2, 3], [0, 1, 1, 2, 3], [0, 2, 1, 3], [1, 2, 3], [0, 1, 2, 3, 3]])
def test_lines_left_out_repeated_or_moved(tmp_path: Path, kept: list[int]) -> None:
    made = lines(tmp_path)
    report = read_report(b"".join(made[n] for n in kept), SECRET)
    assert "was not written by the probe" in report.problem
    assert not report.ended


def test_a_line_that_was_changed(tmp_path: Path) -> None:
    made = lines(tmp_path)
    made[1] = made[1].replace(b'"passed"', b'"failed"')
    assert read_report(b"".join(made), SECRET).results == {}


def test_another_secret(tmp_path: Path) -> None:
    content = written(tmp_path, HELLO, passed("a"), end(passed=1), secret="cd" * 32)
    assert read_report(content, SECRET).problem


@pytest.mark.parametrize(
    "events",
    [
        [passed("a"), passed("a"), end(passed=2)],
        [passed("a"), end(passed=2)],
        [passed("a"), end(failed=1)],
        [end(), passed("a")],
        [{"kind": "other"}],
        [{"kind": "result"}],
        [{"id": "a"}],
    ],
)
def test_a_forger_who_knows_the_secret_still_contradicts_himself(tmp_path: Path, events: list[dict[str, Any]]) -> None:
    content = written(tmp_path, HELLO, *events)
    report = read_report(content, SECRET)
    assert report.problem
    assert not report.ended


def test_the_report_must_be_new(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"")
    with pytest.raises(FileExistsError):
        Channel(str(tmp_path / "there"), SECRET)
    assert json.dumps(HELLO)


def test_text_that_no_encoding_takes_is_escaped(tmp_path: Path) -> None:
    row = {
        "kind": "result",
        "id": "t.\udcff",
        "outcome": "failed",
        "seconds": 0.0,
        "frames": [["caf\udce9", 1, "\ud800"]],
    }
    report = read_report(written(tmp_path, HELLO, row), SECRET)
    assert report.results["t.\\xff"]["frames"] == [["caf\\xe9", 1, "\\ud800"]]
