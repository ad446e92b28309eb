"""The store among many processes, on a bad disk, and in bad hands."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from overhaul.domain.errors import StoreFailure
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import JobSpec, JobState
from overhaul.store.artifacts import FileArtifacts
from overhaul.store.jobs import SqlJobs

SPEC = JobSpec(source="x", target="python3.12", track="python2-to-3")
HEADER = """
import os, sys
from overhaul.domain.errors import JobBusy, StoreFailure
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import JobSpec, JobState
from overhaul.store.jobs import SqlJobs
from overhaul.store.artifacts import FileArtifacts
SPEC = JobSpec(source="x", target="python3.12", track="python2-to-3")
"""


def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HEADER + code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_many_processes_open_a_new_store_and_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/jobs.db"
    code = """
store = SqlJobs(sys.argv[1])
job = store.create(SPEC).id
for n in range(60):
    store.append_event(Event(kind=EventKind.NOTE, job=job, at="", message=str(n)))
    store.update(job, summary=str(n))
print(job)
"""
    ids = [finish(process).strip() for process in [start(code, url) for _ in range(6)]]
    store = SqlJobs(url)
    assert {record.id for record in store.list()} == set(ids)
    for job in ids:
        assert [event.message for event in store.events(job)] == [str(n) for n in range(60)]
        assert store.get(job).summary == "59"
    store.close()


def test_of_many_processes_one_gets_the_job(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/jobs.db"
    store = SqlJobs(url)
    job = store.create(SPEC).id
    code = """
store = SqlJobs(sys.argv[1])
try:
    store.claim(sys.argv[2], os.getpid())
    print("mine", flush=True)
except JobBusy:
    print("busy", flush=True)
sys.stdin.readline()
"""
    command = [sys.executable, "-c", HEADER + code, url, job]
    racing = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(5)]
    # Nobody may end before everybody has asked: a winner that is gone has nothing.
    answers = [process.stdout.readline().strip() for process in racing if process.stdout]
    for process in racing:
        process.communicate("\n")
    assert sorted(answers) == ["busy"] * 4 + ["mine"]
    store.close()


def test_a_request_to_cancel_is_seen_by_another_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/jobs.db"
    store = SqlJobs(url)
    job = store.create(SPEC).id
    store.claim(job, os.getpid())
    assert not store.get(job).cancel_requested
    finish(start("SqlJobs(sys.argv[1]).request_cancel(sys.argv[2])", url, job))
    assert store.get(job).cancel_requested
    store.close()


def test_a_number_given_to_another_process_is_not_the_same_process(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    store = SqlJobs(f"sqlite:///{path}")
    job = store.create(SPEC).id
    holder = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    store.claim(job, holder.pid)
    # As if the first holder had ended and its number had come round again.
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE jobs SET pid_birth = '1'")
    raw.close()
    assert store.claim(job, os.getpid()).pid == os.getpid()
    holder.communicate(b"\n")
    store.close()


def test_a_process_killed_in_the_middle_harms_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/jobs.db"
    code = """
store = SqlJobs(sys.argv[1])
job = store.create(SPEC).id
store.claim(job, os.getpid())
print(job, flush=True)
n = 0
while True:
    store.append_event(Event(kind=EventKind.NOTE, job=job, at="", message=str(n)))
    n += 1
    if n == 50:
        print("going", flush=True)
"""
    process = start(code, url)
    assert process.stdout is not None
    job = process.stdout.readline().strip()
    assert process.stdout.readline().strip() == "going"
    process.kill()
    process.communicate()
    store = SqlJobs(url)
    messages = [event.message for event in store.events(job)]
    assert messages == [str(n) for n in range(len(messages))]
    assert len(messages) >= 50
    assert store.claim(job, os.getpid()).state is JobState.RUNNING
    store.close()


def test_a_store_survives_a_fork(tmp_path: Path) -> None:
    store = SqlJobs(f"sqlite:///{tmp_path}/jobs.db")
    job = store.create(SPEC).id
    child = os.fork()
    if not child:  # pragma: no cover - in the child
        code = 1
        try:
            store.append_event(Event(kind=EventKind.NOTE, job=job, at="", message="child"))
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    store.append_event(Event(kind=EventKind.NOTE, job=job, at="", message="parent"))
    assert [event.message for event in store.events(job)] == ["child", "parent"]
    store.close()


@pytest.mark.parametrize("damage", ["not a database", "overwritten pages"])
def test_a_damaged_database(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "jobs.db"
    store = SqlJobs(f"sqlite:///{path}")
    job = store.create(SPEC).id
    store.close()
    raw = path.read_bytes()
    path.write_bytes(b"no database" * 1000 if damage == "not a database" else raw[:4096] + b"\xff" * (len(raw) - 4096))
    with pytest.raises(StoreFailure) as caught:
        SqlJobs(f"sqlite:///{path}").get(job)
    assert "Move the file away" in caught.value.hint


def test_a_database_of_a_newer_overhaul(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    SqlJobs(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreFailure, match="another version"):
        SqlJobs(f"sqlite:///{path}")


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////proc/none/jobs.db", "sqlite:////dev/null/jobs.db", "oracle+none://me:secret@db/x"]
)
def test_a_database_that_cannot_be_opened(url: str) -> None:
    with pytest.raises(StoreFailure) as caught:
        SqlJobs(url)
    assert caught.value.hint
    assert "secret" not in caught.value.message


def test_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/jobs.db"
    store = SqlJobs(url)
    job = store.create(SPEC).id
    # A limit on the size of files fails writes as a full disk does.
    code = """
import json, resource, signal
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = SqlJobs(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
answers = []
try:
    for n in range(100):
        store.append_event(Event(kind=EventKind.NOTE, job=sys.argv[2], at="", message="x" * 50_000))
except StoreFailure as exc:
    answers.append(exc.hint)
artifacts = FileArtifacts(Path(sys.argv[3]))
try:
    artifacts.put(b"x" * 1_000_000)
except StoreFailure as exc:
    answers.append(exc.hint)
print(json.dumps(answers))
"""
    hints = json.loads(finish(start(code, url, job, tmp_path / "artifacts")))
    assert len(hints) == 2
    assert all("free" in hint.lower() and "space" in hint for hint in hints)
    assert store.update(job, summary="still there").summary == "still there"
    assert not [path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()]
    store.close()


def test_artifacts_where_nothing_can_be_written() -> None:
    with pytest.raises(StoreFailure) as caught:
        FileArtifacts(Path("/proc/none")).put(b"x")
    assert "permissions" in caught.value.hint


@pytest.mark.parametrize("damage", [b"", b"shorter", b"the same length!"])
def test_a_damaged_artifact_is_noticed_and_mended_by_its_size(tmp_path: Path, damage: bytes) -> None:
    artifacts = FileArtifacts(tmp_path)
    content = b"sixteen letters."
    digest = artifacts.put(content)
    place = tmp_path / digest[:2] / digest[2:]
    place.write_bytes(damage)
    with pytest.raises(StoreFailure, match="damaged"):
        artifacts.get(digest)
    if len(damage) != len(content):
        artifacts.put(content)
        assert artifacts.get(digest) == content


def test_processes_put_the_same_artifact_at_once(tmp_path: Path) -> None:
    code = """
from pathlib import Path
artifacts = FileArtifacts(Path(sys.argv[1]))
for n in range(200):
    assert artifacts.get(artifacts.put(str(n).encode() * 1000)) == str(n).encode() * 1000
"""
    for process in [start(code, tmp_path) for _ in range(4)]:
        finish(process)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 200


def test_the_tables_are_what_the_migrations_make(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    from overhaul.store.tables import HEAD, metadata

    path = tmp_path / "jobs.db"
    SqlJobs(f"sqlite:///{path}").close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_importing_the_package_does_not_import_sqlalchemy() -> None:
    code = "import overhaul.store.artifacts, overhaul.store.memory, sys; print('sqlalchemy' in sys.modules)"
    assert finish(_bare(code)).strip() == "False"


def _bare(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
