"""How a job ended, in a few lines, and what to type next."""

from pathlib import Path

from overhaul.domain.jobs import JobRecord, JobState
from overhaul.domain.ports import Artifacts


def say_ending(record: JobRecord, artifacts: Artifacts, job_dir: Path) -> None:
    """The summary a person reads when a run is over."""
    words = {
        JobState.DONE: "done",
        JobState.PLANNED: "planned",
        JobState.PARTS_LEFT: "done, with parts left",
        JobState.REFUSED: "refused by the gate",
    }
    print(f"\njob {record.id}: {words.get(record.state, record.state.value)}")
    print(f"  {record.summary}")
    out = Path(record.spec.out)
    if record.state is JobState.PLANNED:
        print("  nothing was changed")
    elif not record.spec.dry_run:
        for name in ("report.html", "report.md", "evidence.json"):
            if (out / name).exists():
                print(f"  {out / name}")
    print(f"next: {next_command(record)}")


def next_command(record: JobRecord) -> str:
    """The command most people want next."""
    if record.state is JobState.PLANNED or record.spec.dry_run:
        return f"overhaul run {record.spec.source} --to {record.spec.target}"
    if record.state in (JobState.CANCELLED, JobState.FAILED):
        return f"overhaul resume {record.id}"
    if record.state in (JobState.ACCEPTED, JobState.RUNNING):
        return f"overhaul show {record.id}"
    if record.state is JobState.REFUSED:
        return f"read {Path(record.spec.out) / 'report.md'}"
    if (Path(record.spec.source) / ".git").exists():
        return f"git -C {record.spec.source} log --stat {record.spec.branch}"
    if (Path(record.spec.out) / "tree").exists():
        return f"look at {Path(record.spec.out) / 'tree'}"
    return f"git fetch {Path(record.spec.out) / 'repo.bundle'} {record.spec.branch}"
