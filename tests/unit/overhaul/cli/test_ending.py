"""How a job ended, and what to type next: for every state."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from overhaul.cli.ending import ended_already, next_command, say_ending
from overhaul.domain.errors import ExitCode
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from workflows.runner import EXIT_CODES


def record(state: JobState, source: str = "/nowhere/shop", **more: object) -> JobRecord:
    spec = {"source": source, "target": "python3.12", "track": "t", "out": "/nowhere/out"}
    spec |= {name: more.pop(name) for name in ("out", "dry_run") if name in more}
    values = {
        "id": "j1",
        "state": state,
        "created": "",
        "updated": "",
        "base_commit": "a",
        "result_commit": "b",
        **more,
    }
    return JobRecord.model_validate({"spec": JobSpec.model_validate(spec), **values})


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (JobState.ACCEPTED, "overhaul show j1"),
        (JobState.RUNNING, "overhaul show j1"),
        (JobState.PLANNED, "overhaul run /nowhere/shop --to python3.12"),
        (JobState.DONE, "git fetch /nowhere/out/repo.bundle overhaul/python3.12"),
        (JobState.PARTS_LEFT, "git fetch /nowhere/out/repo.bundle overhaul/python3.12"),
        (JobState.REFUSED, "read /nowhere/out/report.md"),
        (JobState.CANCELLED, "overhaul resume j1"),
        (JobState.FAILED, "overhaul resume j1"),
    ],
)
def test_the_next_command(state: JobState, expected: str) -> None:
    assert next_command(record(state)) == expected


def test_every_state_is_in_the_table_above_and_ends_in_a_code_or_an_error() -> None:
    assert set(EXIT_CODES) == set(JobState) - {
        JobState.ACCEPTED,
        JobState.RUNNING,
        JobState.CANCELLED,
        JobState.FAILED,
    } | {JobState.CANCELLED}


def test_a_repository_is_looked_at_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "my shop/.git").mkdir(parents=True)
    source = str(tmp_path / "my shop")
    assert next_command(record(JobState.DONE, source)) == f"git -C '{source}' log --stat overhaul/python3.12"


@pytest.mark.skipif(os.geteuid() == 0, reason="not run: root may write everywhere")
def test_a_repository_that_is_only_read_has_no_branch(tmp_path: Path) -> None:
    (tmp_path / ".git/refs").mkdir(parents=True)
    (tmp_path / ".git/refs").chmod(0o555)
    bundle = "/nowhere/out/repo.bundle"
    assert next_command(record(JobState.DONE, str(tmp_path))) == f"git fetch {bundle} overhaul/python3.12"


def test_a_folder_is_looked_at_in_the_bundle(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    assert next_command(record(JobState.DONE, out=str(tmp_path))) == f"look at {tmp_path}/tree"


def test_where_nothing_was_changed_there_is_no_branch_to_look_at() -> None:
    assert next_command(record(JobState.DONE, result_commit="a")) == "read /nowhere/out/report.md"


def test_a_dry_run_leads_to_the_run_unless_it_can_be_resumed() -> None:
    assert next_command(record(JobState.DONE, dry_run=True)).startswith("overhaul run ")
    assert next_command(record(JobState.CANCELLED, dry_run=True)) == "overhaul resume j1"


def test_a_password_is_not_repeated() -> None:
    assert "secret" not in next_command(record(JobState.PLANNED, "https://jo:secret@host/x.git"))


def test_a_job_whose_process_is_gone_can_be_resumed() -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as other:
        pass
    assert next_command(record(JobState.RUNNING, pid=other.pid)) == "overhaul resume j1"
    assert next_command(record(JobState.RUNNING, pid=os.getpid())) == "overhaul show j1"


def test_the_ending_names_the_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.md").write_text("")
    say_ending(record(JobState.PARTS_LEFT, out=str(tmp_path), summary="3 of 4."))
    said = capsys.readouterr().out
    assert "job j1: done, with parts left\n  3 of 4.\n" in said
    assert f"  {tmp_path}/report.md\n" in said and "report.html" not in said


def test_a_plan_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    data = {"titles": ["Convert syntax", "Rename modules"]}
    plan = Event.model_validate({"kind": EventKind.PLAN_READY, "job": "j1", "at": "", "message": "", "data": data})
    say_ending(record(JobState.PLANNED), [plan])
    assert "  - Convert syntax\n  - Rename modules\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (JobState.DONE, ExitCode.DONE),
        (JobState.PLANNED, ExitCode.DONE),
        (JobState.PARTS_LEFT, ExitCode.PARTS_LEFT),
        (JobState.REFUSED, ExitCode.REFUSED),
        (JobState.CANCELLED, None),
        (JobState.FAILED, None),
        (JobState.RUNNING, None),
        (JobState.ACCEPTED, None),
    ],
)
def test_what_has_ended_is_not_resumed(
    state: JobState, code: ExitCode | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended_already(record(state), as_json=False) == code
    assert ("nothing to resume" in capsys.readouterr().out) is (code is not None)
