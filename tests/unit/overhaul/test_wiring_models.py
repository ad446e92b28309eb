"""A person's answer to what models are about to do, and a job's way to them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agents.repairer import ClusterRepairer
from overhaul.domain.errors import BadInput, JobCancelled
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import DECLINED, Approval, JobState
from overhaul.domain.ports.review import ReviewNotes
from overhaul.wiring_models import JobModel, approve
from tests.support.models import endpoint_of, gateway_of, question
from tests.support.scripted_model import ScriptedModel
from tests.support.simulated_behaviours import hanging
from tests.support.simulated_endpoint import SimulatedEndpoint
from tests.support.workflow import Bench
from workflows.parts import Assistance


@pytest.fixture
def job(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path, {"a.py": b""})
    bench.context().emit(EventKind.TASKS_READY, "3 tasks", tasks=["a", "b", "c"], approval="key")
    bench.jobs.end(bench.record.id, JobState.WAITING, "waits")
    return bench


def say(job: Bench, tasks: str | None, *, nothing: bool = False) -> None:
    """A person's answer."""
    record = job.jobs.get(job.record.id)
    approve(record, job.jobs.events(record.id), tasks, job.artifacts, job.parts.memo, nothing=nothing)


@pytest.mark.parametrize(("tasks", "chosen"), [(None, (0, 1, 2)), ("3,1", (2, 0)), ("2 2", (1,))])
def test_all_tasks_or_some_in_an_order(job: Bench, tasks: str | None, chosen: tuple[int, ...]) -> None:
    say(job, tasks)
    assert job.context().load(Approval, job.parts.memo.get("key") or "").chosen == chosen
    assert job.parts.memo.get(DECLINED) is None


@pytest.mark.parametrize("tasks", ["4", "0", "-1", "\u00b2", "9" * 5_000, "a", "", " , "])
def test_what_are_no_numbers_of_the_list_is_refused(job: Bench, tasks: str) -> None:
    with pytest.raises(BadInput, match="are not numbers from 1 to 3"):
        say(job, tasks)
    assert job.parts.memo.get("key") is None


def test_none_is_for_the_whole_job(job: Bench) -> None:
    with pytest.raises(BadInput, match="exclude each other"):
        say(job, "1", nothing=True)
    nobody = ClusterRepairer(())
    models = Assistance(ScriptedModel(str), nobody, nobody, lambda *_: ReviewNotes((), 0), "")
    assert job.context(assistance=models).assistance is models
    say(job, None, nothing=True)
    assert job.context(assistance=models).assistance is None


def test_a_cancelled_job_does_not_wait_for_an_answer(tmp_path: Path) -> None:
    with SimulatedEndpoint(behaviour=hanging()) as server:
        model = JobModel(lambda: gateway_of(tmp_path, [endpoint_of(server)]), 4_096)
        with ThreadPoolExecutor(1) as pool, model.open_until(lambda: server.at_once > 0, every=0.01):
            asked = pool.submit(model.ask, question())
            with pytest.raises(JobCancelled):
                asked.result()
            with pytest.raises(JobCancelled):
                model.ask(question())


def test_a_closed_way_to_the_models_is_not_opened_again(tmp_path: Path) -> None:
    model = JobModel(lambda: gateway_of(tmp_path, []), 4_096)
    with model.open_until(lambda: False):
        pass
    model.close()
    with pytest.raises(JobCancelled):
        model.ask(question())
