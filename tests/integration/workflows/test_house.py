"""The composition root runs a whole job: real git, real recipes, a real sandbox with both interpreters."""

import os
from pathlib import Path

import pytest

from overhaul.domain.errors import NoSandbox
from overhaul.domain.events import Event, EventKind
from overhaul.domain.evidence import Evidence
from overhaul.domain.jobs import JobState
from overhaul.settings import read_settings
from overhaul.wiring import House, new_spec
from tests.support.console import FILES, make_repository, needs_toolchains


class Kept:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        self.events.append(event)


def house_at(folder: Path) -> House:
    own = {"OVERHAUL_STATE_DIR": str(folder / "state"), "OVERHAUL_CACHE_DIR": str(folder / "cache")}
    return House(read_settings({**os.environ, **own, "OVERHAUL_DOCKER_IMAGE": "no-such-image:none"}))


def spec(folder: Path, source: Path, sandbox: str) -> object:
    return new_spec(
        str(source), "python3.12", track=None, ref=None, out=str(folder / "out"), branch=None, jobs=1,
        sandbox=sandbox, plan_only=False, dry_run=False, options=None,
    )  # fmt: skip


@pytest.mark.py27
@pytest.mark.py312
@pytest.mark.network
@pytest.mark.slow
@needs_toolchains
def test_a_whole_job(tmp_path: Path) -> None:
    house, kept = house_at(tmp_path), Kept()
    if not any(status.usable and status.name == "bubblewrap" for status in house.sandboxes()):
        pytest.skip("not run: bubblewrap is not usable here")
    jobs = house.jobs()
    shop = make_repository(tmp_path / "shop", FILES)
    record = jobs.create(spec(tmp_path, shop, "bubblewrap"))  # type: ignore[arg-type]
    ended = house.run(record, jobs, [kept])
    assert ended.state is JobState.DONE and ended.summary == "4 of 4 tests that passed before pass now."
    evidence = Evidence.model_validate_json((tmp_path / "out/evidence.json").read_bytes())
    assert (evidence.claim.level, evidence.sandbox, evidence.remaining) == ("proven", "bubblewrap", ())
    assert all(hunk.origin.id for commit in evidence.commits for hunk in commit.hunks)
    assert "Yes, as far as its tests reach" in (tmp_path / "out/report.html").read_text()
    assert kept.events[-1].kind is EventKind.JOB_ENDED


def test_without_a_sandbox_the_job_says_so_and_can_be_resumed(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    jobs = house.jobs()
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("print 1\n")
    record = jobs.create(spec(tmp_path, tmp_path / "src", "docker"))  # type: ignore[arg-type]
    with pytest.raises(NoSandbox) as caught:
        house.run(record, jobs, [])
    assert caught.value.exit_code == 5 and caught.value.hint
    ended = jobs.get(record.id)
    assert (ended.state, ended.error_code, ended.pid) == (JobState.FAILED, "no-sandbox", None)
