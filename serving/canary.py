"""The canary: whether an endpoint can be trusted with a job, and if not, what is broken and what to do."""

import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from overhaul.domain.base import Frozen, digest_of
from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import EndpointBroken
from overhaul.domain.servers import CanaryCheck, CanaryReport
from serving.addresses import AddressRule
from serving.client import EndpointClient
from serving.failures import Failure, tidy
from serving.metrics import Numbers, names, rows
from serving.trials import (
    Subject,
    Trial,
    cancellation,
    failed,
    key_needed,
    schema_obeyed,
    stop_reasons,
    streaming,
    unknown_model,
    usage_told,
)
from serving.trials_odds import adapters_answer, long_context
from serving.wire import Wire

TRIALS: tuple[tuple[str, Trial], ...] = (
    ("key", key_needed),
    ("unknown-model", unknown_model),
    ("usage", usage_told),
    ("stop-reasons", stop_reasons),
    ("streaming", streaming),
    ("json-schema", schema_obeyed),
    ("cancellation", cancellation),
    ("adapters", adapters_answer),
    ("long-context", long_context),
)
"""By name, the cheapest first."""
GOOD_FOR_SECONDS = 600.0
"""How long a passed check of the same server is believed."""
_ADAPTERS = 4
_ATTEMPTS = 2


def check(
    endpoint: Endpoint,
    *,
    rule: AddressRule | None = None,
    adapters: Sequence[str] | None = None,
    told: Callable[[CanaryCheck], None] = lambda check: None,
) -> CanaryReport:
    """Try everything on ``endpoint``. Failures are in the report; nothing is raised for them.

    Args:
        adapters: names that must be loaded; None: those the server lists, four at most.
        told: hears of every check as it ends.
    """
    with Wire(endpoint, rule=rule) as wire:
        first, listing, identity = _first_look(wire, endpoint)
        told(first)
        checks = [first]
        if first.ok:
            hasty = endpoint.model_copy(update={"attempts": min(endpoint.attempts, _ATTEMPTS)})
            wanted = _listed_adapters(listing) if adapters is None else tuple(adapters)
            with EndpointClient(hasty, rule=rule) as client:
                subject = Subject(wire, client, listing, wanted)
                for name, trial in TRIALS:
                    checks.append(_tried(name, trial, subject))
                    told(checks[-1])
    return CanaryReport(base_url=wire.root, model=endpoint.model, identity=identity, checks=tuple(checks))


def identity_of(endpoint: Endpoint, rule: AddressRule | None = None) -> str:
    """What tells this server from another at the same address: models, version, start. Raises nothing."""
    with Wire(endpoint, rule=rule) as wire:
        return _first_look(wire, endpoint)[2]


def served(endpoint: Endpoint, rule: AddressRule | None = None) -> tuple[tuple[str, ...], int | None]:
    """The models a server lists, bases first, and the tokens it holds, where it says. Raises nothing."""
    with Wire(endpoint, rule=rule) as wire:
        try:
            said = wire.get(f"{wire.api}/models")
        except Failure:
            return (), None
    known = sorted(rows(said.value), key=lambda row: bool(row.get("parent")))
    lengths = [row["max_model_len"] for row in known if isinstance(row.get("max_model_len"), int)]
    return tuple(str(row.get("id")) for row in known), max(lengths, default=None)


class _Passed(Frozen):
    """A passed check, kept."""

    at: float = Field(description="Seconds of the system's clock.")
    report: CanaryReport


class Trust:
    """Says whether an endpoint passes, and remembers for a while that it did, across processes.

    Args:
        folder: where passed checks are kept; made when needed.
        clock: the system's clock, in seconds.
    """

    def __init__(self, folder: Path, seconds: float = GOOD_FOR_SECONDS, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._seconds, self._clock = folder, seconds, clock

    def report(
        self, endpoint: Endpoint, *, rule: AddressRule | None = None, adapters: Sequence[str] | None = None
    ) -> CanaryReport:
        """The report of ``endpoint``, tried now or, where the same server passed lately, from then."""
        place = self._folder / f"{digest_of([identity_of(endpoint, rule), endpoint.context, adapters])}.json"
        known = self._known(place)
        if known is not None:
            return known
        report = check(endpoint, rule=rule, adapters=adapters)
        if report.ok:
            with contextlib.suppress(OSError):  # what cannot be kept is tried anew the next time
                self._folder.mkdir(parents=True, exist_ok=True)
                place.write_text(_Passed(at=self._clock(), report=report).model_dump_json())
        return report

    def require(
        self, endpoint: Endpoint, *, rule: AddressRule | None = None, adapters: Sequence[str] | None = None
    ) -> CanaryReport:
        """The same, where it passes.

        Raises:
            EndpointBroken: it does not; says by name what is broken.
        """
        report = self.report(endpoint, rule=rule, adapters=adapters)
        if not report.ok:
            raise broken(report)
        return report

    def _known(self, place: Path) -> CanaryReport | None:
        try:
            kept = _Passed.model_validate_json(place.read_bytes())
        except (OSError, ValidationError):
            return None  # nothing kept, or nothing that can be read: it is tried anew
        return kept.report if 0 <= self._clock() - kept.at < self._seconds else None


def broken(report: CanaryReport) -> EndpointBroken:
    """The error that a failed report is."""
    failed = [check for check in report.checks if not check.ok]
    said = "; ".join(f"{check.name}: {check.detail}" for check in failed)
    return EndpointBroken(f"{report.base_url} cannot be trusted: {said}", hint=failed[0].advice if failed else "")


def _tried(name: str, trial: Trial, subject: Subject) -> CanaryCheck:
    try:
        tried = trial(subject)
    except Failure as failure:
        tried = failed(failure.message, "see the server's log; overhaul model status says how it fares")
    return CanaryCheck(name=name, **tried._asdict())


def _first_look(wire: Wire, endpoint: Endpoint) -> tuple[CanaryCheck, tuple[dict[str, object], ...], str]:
    """Whether it answers and has the model; its listing; its identity."""
    try:
        said = wire.get(f"{wire.api}/models")
        version = wire.get(f"{wire.root}/version").value if said.status == 200 else None
        metrics = wire.get(f"{wire.root}/metrics").text if said.status == 200 else ""
    except Failure as failure:
        advice = "start it (overhaul model serve), or correct its base_url"
        return _reached(False, failure.message, advice), (), digest_of([wire.root])
    known = names(said.value)
    started = Numbers(metrics).total("process_start_time_seconds")
    identity = digest_of([wire.root, endpoint.model, known, version, started])
    if said.status != 200:
        advice = f"check key_env or key_file of endpoint {endpoint.name}" if said.status in (401, 403) else ""
        return _reached(False, said.problem, advice), (), identity
    if endpoint.model not in known:
        detail = f"it does not serve {tidy(endpoint.model)}, but {', '.join(known) or 'nothing'}"
        return _reached(False, detail, "correct the endpoint's model, or load the adapter"), (), identity
    return _reached(True, f"it serves {', '.join(known)}"), tuple(rows(said.value)), identity


def _reached(ok: bool, detail: str, advice: str = "") -> CanaryCheck:
    return CanaryCheck(name="reachable", ok=ok, detail=detail, advice=advice)


def _listed_adapters(listing: Sequence[dict[str, object]]) -> tuple[str, ...]:
    found = [str(row["id"]) for row in listing if row.get("parent") and row.get("id")]
    return tuple(found[:_ADAPTERS])
