"""The composition root of model servers: settings in; engine, checks and adapters out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from overhaul.domain.models import Residency
from overhaul.domain.servers import Adapter, CanaryCheck, OnFailure, ServerConfig
from overhaul.settings import Settings
from overhaul.wiring_endpoints import registry, rule_of

if TYPE_CHECKING:
    from overhaul.domain.endpoints import Endpoint
    from serving.replicas import ReplicaChange
    from serving.vllm.command import ServeCommand
    from serving.vllm.engine import Engine, Moment

_CONTEXT = 4096
"""Where neither the config nor the server says."""


@dataclass
class ServerHouse:
    """The parts around the model server of ``[server]``.

    Args:
        changes: keys of ``[server]`` that an option says otherwise.
    """

    settings: Settings
    changes: dict[str, object] = field(default_factory=dict)

    @cached_property
    def config(self) -> ServerConfig:
        """The ``[server]`` of the settings.

        Raises:
            BadSettings: there is none, or it cannot be used.
        """
        models = self.settings.models
        section = models.server.model_copy(update=self.changes)
        return section.config(models.server_key, self.settings.state_dir / f"server-{section.port}.log")

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
    def replicas(self) -> list[Endpoint]:
        """The servers of this model, with the context it is set to; none of them is asked."""
        return [self._replica(base_url) for base_url in self.config.replicas or (self.config.base_url,)]

    def _replica(self, base_url: str) -> Endpoint:
        """A server of this model.

        Raises:
            BadSettings: the policy lets nothing go there.
        """
        from overhaul.domain.endpoints import Endpoint

        config = self.config
        replica = Endpoint(
            name="server",
            base_url=base_url,
            model=config.served_name,
            residency=Residency.ON_PREM,
            context=config.max_model_len or _CONTEXT,
            key=config.key,
        )
        rule_of(self.settings, replica)
        return replica

    def _measured(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint as the checks see it: with the context its server says it has, where it says."""
        from serving.canary import served

        told = served(endpoint, rule_of(self.settings, endpoint))[1]
        return endpoint.model_copy(update={"context": told or endpoint.context})

    def targets(self, where: Sequence[str]) -> list[Endpoint]:
        """What ``model status`` and ``check`` look at: endpoints by name, servers by URL.

        For none named: the servers of ``[server]``, or else every endpoint.

        Raises:
            BadSettings: none is known, or none by that name.
        """
        from overhaul.wiring_models import usable

        endpoints = self.settings.models.endpoints
        if not where and self.settings.models.server.model:
            return [self._measured(replica) for replica in self.replicas]
        if not where:
            usable(endpoints, None)
            return list(endpoints)
        found: list[Endpoint] = []
        for name in where:
            if "://" in name:
                found.append(self._stranger(name))
            else:
                usable(endpoints, name)
                found += [endpoint for endpoint in endpoints if endpoint.name == name]
        return found

    def _stranger(self, base_url: str) -> Endpoint:
        """A server known by its URL alone, asked with the key of ``[server]`` where it is one of its replicas."""
        from overhaul.domain.endpoints import Endpoint

        if self.settings.models.server.model:
            own = [one for one in self.replicas if one.base_url.rstrip("/") == base_url.rstrip("/")]
            if own:
                return self._measured(own[0])
        return self._measured(Endpoint(name="server", base_url=base_url, residency=Residency.ON_PREM, context=_CONTEXT))

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

        own = self._replica(config.base_url)

        def warn(text: str) -> None:
            told(Moment.LOG, text)

        return Engine(
            command=lambda: self.command(warn),
            healthy=lambda: answers(own),
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
        endpoint = self._replica(config.base_url)
        with Wire(endpoint) as wire:
            change = reconcile(wire, adapters)
        if not change.ok:
            checked(CanaryCheck(name="adapters-loaded", ok=False, detail=change.problem))
        if config.canary is OnFailure.OFF:
            return
        report = check(self._measured(endpoint), adapters=[adapter.served_name for adapter in adapters], told=checked)
        if not report.ok and config.canary is OnFailure.REFUSE:
            raise broken(report)

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
        for endpoint in self.replicas:
            with Wire(endpoint, rule=rule_of(self.settings, endpoint)) as wire:
                changes.append(reconcile(wire, wanted, gone))
        return changes


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
