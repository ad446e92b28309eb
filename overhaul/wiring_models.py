"""Joining models with jobs: which endpoints a job means, and a way to them that waits for the repository.

Part of the composition root, apart from ``overhaul.wiring`` so that jobs without models pay for none of it.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from overhaul.domain.errors import BadInput, BadSettings, JobCancelled, StoreFailure
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import DECLINED, Approval, JobState, ModelOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from overhaul.domain.endpoints import Endpoint
    from overhaul.domain.events import Event
    from overhaul.domain.jobs import JobRecord
    from overhaul.domain.models import ModelReply, ModelRequest, ModelUse
    from overhaul.domain.policy import LabelRule
    from overhaul.domain.ports.store import Artifacts, Memo
    from overhaul.model_settings import ModelSettings
    from overhaul.settings import Settings
    from serving.audit import Flow, Verified
    from serving.gateway import Gateway
    from serving.health import Health
    from serving.ledger import FileLedger

ANY = "auto"
"""What ``--model`` is called to mean every endpoint, as the policy prefers."""
_NUMBER = re.compile(r"[0-9]{1,6}")


class JobModel:
    """Implements ``Model`` for one job: the gateway is made when something is first asked.

    By then the repository is there, and its files, owners and own rules label what leaves.

    Args:
        window: tokens that prompt and answer may have together at every endpoint it may ask.
    """

    def __init__(self, make: Callable[[], Gateway], window: int) -> None:
        self.window = window
        self._make = make
        self._made: Gateway | None = None
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer to ``request``."""
        return self._gateway().ask(request)

    def uses(self) -> tuple[ModelUse, ...]:
        """What was asked so far."""
        return self._made.uses() if self._made is not None else ()

    def shown(self, request: ModelRequest) -> ModelRequest:
        """``request`` with secrets masked: the form in which it may be kept."""
        return self._gateway().shown(request)

    def close(self) -> None:
        """Cancel what is in flight; whoever asks after that is told that the job was cancelled. Once is enough."""
        with self._lock:
            made, closed, self._closed = self._made, self._closed, True
        if made is not None and not closed:
            made.close()

    @contextmanager
    def open_until(self, cancelled: Callable[[], bool], every: float = 1.0) -> Iterator[None]:
        """Closed at the end, and earlier where somebody cancels the job: an answer may be minutes away."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(every):
                with suppress(StoreFailure):  # the job itself will say so
                    if cancelled():
                        self.close()
                        return

        watcher = threading.Thread(target=watch, name="cancel", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
            self.close()

    def _gateway(self) -> Gateway:
        with self._lock:
            if self._closed and self._made is None:
                raise JobCancelled("the way to the models is closed")
            if self._made is None:
                self._made = self._make()
            return self._made


def chosen(models: ModelSettings, name: str) -> ModelSettings:
    """The settings with only the endpoints that ``name`` means: an endpoint's name, a model's, or ``auto``.

    An endpoint that names no model of its own is asked for the model called ``name``.

    Raises:
        BadSettings: nothing is called so, or there are no endpoints at all.
    """
    if name == ANY or not models.endpoints:
        usable(models.endpoints, None)
        return models
    found = [endpoint for endpoint in models.endpoints if endpoint.name == name]
    found = found or [endpoint for endpoint in models.endpoints if endpoint.model == name]
    if not found:
        open_ = [endpoint for endpoint in models.endpoints if not endpoint.model]
        found = [endpoint.model_copy(update={"model": name}) for endpoint in open_]
    if not found:
        names = [each for endpoint in models.endpoints for each in (endpoint.name, endpoint.model) if each]
        raise BadSettings(f"no endpoint and no model of one is called {name!r}", hint=_hint(name, names))
    usable(found, None)
    return models.model_copy(update={"endpoints": tuple(found)})


def _hint(name: str, names: Sequence[str]) -> str:
    """The name that was meant, or all there are."""
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"there is: {', '.join(dict.fromkeys(names))}"


def options_of(
    models: ModelSettings, name: str, *, agents: int | None, air_gapped: bool, approve: bool
) -> ModelOptions:
    """How a job uses models: as the settings say, with what the user said instead."""
    told = models.agents
    return ModelOptions(
        name=name,
        air_gapped=air_gapped or models.policy.air_gapped,
        agents=agents or told.parallel,
        turns=told.turns,
        samples=told.samples,
        when_unavailable=told.when_unavailable,
        wait_seconds=told.wait_seconds,
        canary=told.canary,
        approve=approve or told.approve,
        budget=models.budget,
    )


def approve(
    record: JobRecord, events: Sequence[Event], tasks: str | None, artifacts: Artifacts, memo: Memo, *, nothing: bool
) -> None:
    """Keep a person's answer to the newest list of tasks: all of them, those that ``tasks`` numbers, or ``nothing``.

    Raises:
        BadInput: the job does not wait for one, or what is said are no numbers of the list.
    """
    asked = [event for event in events if event.kind is EventKind.TASKS_READY]
    if record.state is not JobState.WAITING or not asked:
        raise BadInput(f"job {record.id} waits for no approval", hint=f"overhaul show {record.id} says how it is")
    if nothing and tasks is not None:
        raise BadInput("--none and --tasks exclude each other")
    listed = asked[-1].data["tasks"]
    count = len(listed) if isinstance(listed, list) else 0
    numbers = [str(number) for number in range(1, count + 1)] if tasks is None else tasks.replace(",", " ").split()
    if not numbers or not all(_NUMBER.fullmatch(number) and 1 <= int(number) <= count for number in numbers):
        hint = f"overhaul show {record.id} lists the tasks; --none allows none of them"
        raise BadInput(f"{tasks!r} are not numbers from 1 to {count}", hint=hint)
    chosen = () if nothing else tuple(dict.fromkeys(int(number) - 1 for number in numbers))
    key = DECLINED if nothing else str(asked[-1].data["approval"])
    memo.put(key, artifacts.put(Approval(chosen=chosen).model_dump_json().encode()))


def open_gateway(
    settings: Settings,
    ledger: FileLedger,
    job: str,
    files: Iterable[str],
    codeowners: Mapping[str, bytes],
    labels: Sequence[LabelRule],
    endpoint: str | None,
    *,
    air_gapped: bool,
) -> Gateway:
    """See ``House.model``."""
    from serving.gateway import Gateway
    from serving.labels import Labels
    from serving.masking import Masker, kept_key
    from serving.owners import Owners

    models = settings.models
    usable(models.endpoints, endpoint)
    policy = models.policy.model_copy(
        update={"raising_rules": tuple(labels), "air_gapped": models.policy.air_gapped or air_gapped}
    )
    return Gateway(
        models.endpoints,
        policy,
        Labels(policy, files, Owners(codeowners)),
        ledger,
        job=job,
        only=endpoint,
        masker=Masker(kept_key(settings.state_dir / "masking.key")),
    )


def usable(endpoints: Sequence[Endpoint], name: str | None) -> None:
    """Check that there is an endpoint to use, the one of that name or any, and that every key is there.

    Raises:
        BadSettings: there is none, or a key is missing.
    """
    if not endpoints:
        raise BadSettings("no model endpoint is set", hint="see docs/models.md: [[endpoints]], or OVERHAUL_MODEL_URL")
    names = [endpoint.name for endpoint in endpoints]
    if name is not None and name not in names:
        raise BadSettings(f"no model endpoint is called {name!r}", hint=_hint(name, names))
    for endpoint in endpoints:
        if name in (None, endpoint.name) and endpoint.key_from and endpoint.key is None:
            raise BadSettings(f"endpoint {endpoint.name}: there is no key in {endpoint.key_from}")


def verified_ledger(ledger: FileLedger, expected: str | None) -> Verified:
    """The ledger of model calls, checked.

    Raises:
        LedgerBroken: somebody changed it.
    """
    from serving.audit import parse_head, verify

    return verify(ledger.path, None if expected is None else parse_head(expected))


def ledger_report(ledger: FileLedger, job: str | None) -> tuple[Flow, ...]:
    """What left for models, and where to."""
    from serving.audit import report

    return report(ledger.path, job)


def model_health(settings: Settings, endpoint: Endpoint) -> Health:
    """Whether a model server answers.

    Raises:
        BadSettings: the policy lets nothing go there, not even the question.
    """
    from overhaul.wiring_endpoints import rule_of
    from serving.health import probe

    return probe(endpoint, rule_of(settings, endpoint))
