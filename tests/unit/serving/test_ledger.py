"""The ledger: many writers, dying writers, and whoever changes it afterwards."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from overhaul.domain.errors import BadInput, LedgerBroken, StoreFailure
from serving.audit import parse_head, report, verify
from serving.ledger import ENDED, REFUSED, SENT, FileLedger, Head, head_path


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    return FileLedger(tmp_path / "state" / "ledger.jsonl", durable=False)


@pytest.fixture
def ten(ledger: FileLedger) -> Path:
    for number in range(10):
        ledger.append(SENT, call=f"c{number}", endpoint="e", text="é\n")
    return ledger.path


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_nothing_written(ledger: FileLedger) -> None:
    assert verify(ledger.path) == (Head(0, "0" * 64), (), 0)


def test_each_line_holds_the_hash_of_the_one_before(ten: Path) -> None:
    records = [json.loads(line) for line in lines_of(ten)]
    assert [record["n"] for record in records] == list(range(1, 11))
    assert len({record["previous"] for record in records}) == 10
    found = verify(ten)
    assert found.head.number == 10 and found.unfinished == 10 and found.torn == ()
    assert parse_head(str(found.head)) == found.head


def test_only_the_owner_may_read_it(ten: Path) -> None:
    assert ten.stat().st_mode & 0o077 == 0 and head_path(ten).stat().st_mode & 0o077 == 0


CHANGES = {
    "altered": (lambda lines: [*lines[:4], lines[4].replace(b'"c4"', b'"c5"'), *lines[5:]], "line 5: it was altered"),
    "the last altered": (lambda lines: [*lines[:9], lines[9].replace(b'"c9"', b'"c0"')], "line 10: it was altered"),
    "the first altered": (lambda lines: [lines[0].replace(b'"c0"', b'"c9"'), *lines[1:]], "line 1: it was altered"),
    "its link altered": (
        lambda lines: [*lines[:4], lines[4].replace(json.loads(lines[4])["previous"].encode(), b"f" * 64), *lines[5:]],
        "line 5: it was altered",
    ),
    "its number altered": (lambda lines: [*lines[:4], lines[4].replace(b'"n":5', b'"n":7'), *lines[5:]], "line 5: "),
    "no line any more": (lambda lines: [*lines[:4], b"garbage\n", *lines[5:]], "line 5: it was altered"),
    "removed": (lambda lines: lines[:4] + lines[5:], "line 5: it does not belong here, or lines before it are missing"),
    "the first removed": (lambda lines: lines[1:], "line 1: it does not belong here"),
    "swapped": (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], "line 5: it does not belong here"),
    "put in twice": (lambda lines: [*lines[:5], lines[4], *lines[5:]], "line 6: it does not belong here"),
    "put in": (lambda lines: [*lines[:5], b'{"n":6,"previous":"%s"}\n' % (b"0" * 64), *lines[5:]], "line 6: "),
    "the last removed": (lambda lines: lines[:9], "lines are missing at its end: it has 9, and had 10"),
    "cut in the last": (lambda lines: [*lines[:9], lines[9][:40]], "line 10: it was altered"),
    "all removed": (lambda lines: [], "lines are missing at its end: it has 0, and had 10"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_changes_it_is_found(ten: Path, name: str) -> None:
    change, message = CHANGES[name]
    ten.write_bytes(b"".join(change(lines_of(ten))))
    with pytest.raises(LedgerBroken) as caught:
        verify(ten)
    assert message in caught.value.message


@pytest.mark.parametrize("name", ["the last altered", "the last removed", "cut in the last", "all removed"])
def test_writing_on_does_not_cover_it_up(ten: Path, name: str) -> None:
    ten.write_bytes(b"".join(CHANGES[name][0](lines_of(ten))))
    FileLedger(ten, durable=False).append(SENT, call="later")
    with pytest.raises(LedgerBroken, match="lines before it were missing or altered"):
        verify(ten)


def test_a_head_file_that_is_gone(ten: Path) -> None:
    head_path(ten).unlink()
    with pytest.raises(LedgerBroken, match="head file is gone"):
        verify(ten)
    FileLedger(ten, durable=False).append(SENT, call="later")
    with pytest.raises(LedgerBroken, match="missing or altered"):
        verify(ten)


def test_a_ledger_written_anew_is_found_by_a_head_kept_elsewhere(ten: Path, tmp_path: Path) -> None:
    kept = verify(ten).head
    other = FileLedger(tmp_path / "other.jsonl", durable=False)
    for number in range(12):
        other.append(SENT, call=f"x{number}")
    ten.write_bytes(other.path.read_bytes())
    head_path(ten).write_bytes(head_path(other.path).read_bytes())
    assert verify(ten).head.number == 12
    with pytest.raises(LedgerBroken, match="line 10"):
        verify(ten, kept)
    for text in ("", "10", "10:abc", "x:" + "0" * 64):
        with pytest.raises(BadInput):
            parse_head(text)


def test_a_process_that_died_between_line_and_head(ten: Path) -> None:
    before = head_path(ten).read_bytes()
    FileLedger(ten, durable=False).append(SENT, call="c10")
    head_path(ten).write_bytes(before)
    assert verify(ten).head.number == 11
    FileLedger(ten, durable=False).append(SENT, call="c11")
    assert verify(ten).head.number == 12


@pytest.mark.parametrize("left", [b"{", b'{"n":11,"at":"2026', b"\xff"])
def test_a_line_left_half_is_kept_and_told_of(ten: Path, left: bytes) -> None:
    with ten.open("ab") as file:
        file.write(left)
    assert verify(ten).torn == (11,)
    FileLedger(ten, durable=False).append(SENT, call="c11")
    records = lines_of(ten)
    assert records[10] == left + b"\n" and json.loads(records[11])["kind"] == "torn"
    found = verify(ten)
    assert (found.head.number, found.torn, found.unfinished) == (13, (11,), 11)


def test_half_of_the_very_first_line(ledger: FileLedger) -> None:
    ledger.path.parent.mkdir()
    ledger.path.write_bytes(b'{"n":1')
    ledger.append(SENT, call="c")
    assert verify(ledger.path).torn == (1,) and verify(ledger.path).head.number == 3


def test_many_threads_and_processes(ledger: FileLedger) -> None:
    code = (
        "import sys; from pathlib import Path; from serving.ledger import FileLedger\n"
        "ledger = FileLedger(Path(sys.argv[1]), durable=False)\n"
        "for number in range(200): ledger.append('sent', call=f'{sys.argv[2]}-{number}', endpoint='e')\n"
    )
    root = Path(__file__).resolve().parents[3]
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(ledger.path), str(index)], cwd=root) for index in range(3)
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ledger.append(SENT, call=f"t-{number}", endpoint="e"), range(200)))
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    found = verify(ledger.path)
    assert found.head.number == found.unfinished == 800
    assert len({json.loads(line)["call"] for line in lines_of(ledger.path)}) == 800


def test_a_writer_that_is_killed(ledger: FileLedger) -> None:
    code = (
        "import sys; from pathlib import Path; from serving.ledger import FileLedger\n"
        "ledger = FileLedger(Path(sys.argv[1]), durable=False)\n"
        "while True: ledger.append('sent', call='c', endpoint='e', filler='x' * 2000)\n"
    )
    root = Path(__file__).resolve().parents[3]
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", code, str(ledger.path)], cwd=root)
        before = ledger.head().number
        while ledger.head().number < before + 20:
            assert writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        ledger.append(ENDED, call="d", endpoint="e")
    assert verify(ledger.path).head.number >= 63


def test_where_it_cannot_be_written_nothing_may_be_sent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailure, match="cannot be written"):
        FileLedger(tmp_path / "file" / "ledger.jsonl").append(SENT)
    (tmp_path / "ledger.jsonl").mkdir()
    with pytest.raises(StoreFailure):
        verify(tmp_path / "ledger.jsonl")


def test_the_report_says_what_left_where(ledger: FileLedger) -> None:
    there = {"endpoint": "gpu", "residency": "on-prem", "host": "gpu1", "label": "confidential", "job": "j1"}
    for number in range(3):
        ledger.append(SENT, call=str(number), masked_secrets=number, **there)
    ledger.append(ENDED, call="0", outcome="answered", bytes_out=100, bytes_in=9, prompt_tokens=30, cost=0.5, **there)
    ledger.append(ENDED, call="1", outcome="timed-out", bytes_out=100, **there)
    ledger.append(REFUSED, call="9", label="restricted", job="j2")
    refused, asked = report(ledger.path)
    assert (refused.endpoint, refused.label, refused.job, refused.refused, refused.sent) == (
        "",
        "restricted",
        "j2",
        1,
        0,
    )
    assert (asked.sent, asked.answered, asked.failed, asked.unfinished) == (3, 1, 1, 1)
    assert (asked.bytes_out, asked.bytes_in, asked.prompt_tokens, asked.cost, asked.masked_secrets) == (
        200,
        9,
        30,
        0.5,
        3,
    )
    assert report(ledger.path, "j2") == (refused,) and report(ledger.path, "none") == ()
