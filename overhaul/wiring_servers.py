"""The composition root of model servers: a ``[server]`` config in; engine, checks and adapters out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from overhaul.domain.errors import BadSettings
from overhaul.domain.models import Residency
from overhaul.domain.servers import Adapter, CanaryCheck, CanaryReport, OnFailure, ServerConfig, ServerStatus
from overhaul.settings import Settings, read_server_config

if TYPE_CHECKING:
    from overhaul.domain.endpoints import Endpoint
    from serving.adapters import AdapterRegistry
    from serving.replicas import ReplicaChange
    from serving.vllm.command import ServeCommand
    from serving.vllm.engine import Engine, Moment

_CONTEXT = 4096
"""Where neither the config nor the server says."""


def registry(settings: Settings) -> AdapterRegistry:
    """The adapters of this machine."""
    from serving.adapters import AdapterRegistry

    return AdapterRegistry(settings.state_dir / "adapters.json")


def adapter_for(settings: Settings, track: str, repository: str) -> Adapter | None:
    """The adapter a job on ``repository`` uses; its ``served_name`` is the model to ask for."""
    from serving.adapters import choose

    return choose(registry(settings).all(), track, repository)


def require_trust(settings: Settings, endpoint: Endpoint, adapters: Sequence[str] = ()) -> CanaryReport:
    """See that ``endpoint`` passes the canary, now or lately, before a job trusts it.

    Raises:
        EndpointBroken: it does not; says by name what is broken.
    """
    from serving.canary import Trust

    return Trust(settings.cache_dir / "canary").require(endpoint, adapters=tuple(adapters))


def endpoint_at(base_url: str, model: str, *, config: ServerConfig | None = None) -> Endpoint:
    """A server as the checks see it; the context is what the server says it has."""
    from overhaul.domain.endpoints import Endpoint
    from serving.canary import served

    first = Endpoint(
        name="server",
        base_url=base_url,
        model=model,
        residency=Residency.ON_PREM,
        key=config.key if config else None,
    )
    known, context = served(first)
    return first.model_copy(
        update={
            "model": model or (known[0] if known else ""),
            "context": context or (config.max_model_len if config else None) or _CONTEXT,
        }
    )


@dataclass
class ServerHouse:
    """The parts around one model server.

    Args:
        file: what ``--config`` names; None: what ``OVERHAUL_CONFIG`` names.
        changes: keys of ``[server]`` that an option says otherwise.
    """

    settings: Settings
    file: Path | None = None
    changes: dict[str, object] = field(default_factory=dict)

    @cached_property
    def config(self) -> ServerConfig:
        """The ``[server]`` of the file.

        Raises:
            BadSettings: there is no file, or it cannot be used.
        """
        file = self.file or self.settings.config_file
        if file is None:
            raise BadSettings(
                "no file says which server is meant", hint="give one with --config FILE; see docs/serving.md"
            )
        return read_server_config(file, self.settings, self.changes)

    @cached_property
    def model_folder(self) -> Path:
        """Where the model is."""
        from serving.vllm.preflight import find_model

        return find_model(self.config, self.settings.model_cache)

    @cached_property
    def model_sha256(self) -> str:
        """What tells the model from others."""
        from serving.weights import model_hash

        return model_hash(self.model_folder)

    @property
    def replicas(self) -> tuple[str, ...]:
        """The base URLs of the servers of this model."""
        return self.config.replicas or (self.config.base_url,)

    def adapters(self, warn: Callable[[str], None] = lambda text: None) -> tuple[Adapter, ...]:
        """The registered adapters this server is to have; those whose files changed are left out, with a word."""
        from serving.adapters import intact, servable

        if not self.config.lora:
            return ()
        found: list[Adapter] = []
        known = registry(self.settings).all()
        if not known:
            return ()
        for adapter in servable(known, self.model_sha256, self.config.max_lora_rank):
            problem = intact(adapter)
            if problem:
                warn(f"adapter {adapter.served_name} is left out: {problem}")
            else:
                found.append(adapter)
        return tuple(found)

    def command(self, warn: Callable[[str], None] = lambda text: None, *, found: bool = True) -> ServeCommand:
        """The command that serves it. ``found``: with the program's whole path, which must exist."""
        from serving.vllm.command import render
        from serving.vllm.preflight import find_program

        program = find_program(self.config, self.settings.search_path) if found else ""
        return render(self.config, self.adapters(warn), program=program, environ=self.settings.server_environment)

    def engine(self, told: Callable[[Moment, str], None], checked: Callable[[CanaryCheck], None]) -> Engine:
        """What runs the server; to be told to stop by signals.

        Raises:
            NotPossible: something is missing here; says what.
        """
        from serving.health import answers
        from serving.vllm.engine import Engine, Moment
        from serving.vllm.preflight import check_port, find_program

        config = self.config
        find_program(config, self.settings.search_path)
        _ = self.model_folder
        check_port(config)

        def warn(text: str) -> None:
            told(Moment.LOG, text)

        return Engine(
            command=lambda: self.command(warn),
            healthy=lambda: answers(config.base_url),
            ready=lambda: self._ready(checked),
            told=told,
            start_seconds=config.start_seconds,
            stop_seconds=config.stop_seconds,
            restarts=config.restarts,
            backoff_seconds=config.backoff_seconds,
            steady_seconds=config.steady_seconds,
            log_file=config.log_file,
        )

    def _ready(self, checked: Callable[[CanaryCheck], None]) -> None:
        """After every start: what the registry says is loaded, and the canary passes."""
        from serving.canary import broken, check
        from serving.replicas import reconcile
        from serving.wire import Wire

        config = self.config
        adapters = self.adapters()
        endpoint = endpoint_at(config.base_url, config.served_name, config=config)
        with Wire(endpoint) as wire:
            change = reconcile(wire, adapters)
        if not change.ok:
            checked(CanaryCheck(name="adapters-loaded", ok=False, detail=change.problem))
        if config.canary is OnFailure.OFF:
            return
        report = check(endpoint, adapters=[adapter.served_name for adapter in adapters], told=checked)
        if not report.ok and config.canary is OnFailure.REFUSE:
            raise broken(report)

    def statuses(self) -> list[ServerStatus]:
        """How each replica fares."""
        return [status_of(base_url, self.config) for base_url in self.replicas]

    def load(self, adapter: Adapter) -> list[ReplicaChange]:
        """Have an adapter loaded on every replica."""
        return self._on_replicas([adapter], [])

    def unload(self, adapter: Adapter) -> list[ReplicaChange]:
        """Have an adapter on no replica."""
        return self._on_replicas([], [adapter])

    def reconcile(self) -> list[ReplicaChange]:
        """Bring every replica in line with the registry."""
        gone = [adapter for adapter in registry(self.settings).all() if not adapter.enabled]
        return self._on_replicas(self.adapters(), gone)

    def _on_replicas(self, wanted: Sequence[Adapter], gone: Sequence[Adapter]) -> list[ReplicaChange]:
        from serving.replicas import reconcile
        from serving.wire import Wire

        changes = []
        for base_url in self.replicas:
            with Wire(_plain(base_url, self.config)) as wire:
                changes.append(reconcile(wire, wanted, gone))
        return changes


def status_of(base_url: str, config: ServerConfig | None = None) -> ServerStatus:
    """How one server fares."""
    from serving.metrics import status
    from serving.wire import Wire

    with Wire(_plain(base_url, config)) as wire:
        return status(wire)


def _plain(base_url: str, config: ServerConfig | None) -> Endpoint:
    from overhaul.domain.endpoints import Endpoint

    key = config.key if config else None
    return Endpoint(name="server", base_url=base_url, model="", residency=Residency.ON_PREM, key=key)


def check_at(
    base_url: str,
    model: str,
    config: ServerConfig | None,
    adapters: Sequence[str] | None,
    told: Callable[[CanaryCheck], None],
) -> CanaryReport:
    """Try one server; an empty ``model`` is the first it lists."""
    from serving.canary import check

    return check(endpoint_at(base_url, model, config=config), adapters=adapters, told=told)


def new_adapter(
    house: ServerHouse,
    folder: Path,
    *,
    name: str,
    version: int,
    track: str,
    repositories: tuple[str, ...],
    renamed: bool,
) -> Adapter:
    """Register the adapter in ``folder``; version 0 is the next one.

    Raises:
        BadInput: it does not belong to the served model, or cannot be served.
    """
    from serving.adapters import examine

    known, config = registry(house.settings), house.config
    adapter = examine(
        folder,
        house.model_folder,
        (config.served_name, config.model),
        name=name,
        version=version or known.next_version(name),
        most_rank=config.max_lora_rank,
        renamed=renamed,
        track=track,
        repositories=repositories,
    )
    known.add(adapter)
    return adapter
