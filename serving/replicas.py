"""Adapters on running servers: loaded, unloaded, and brought into line with the registry after a restart."""

from collections.abc import Sequence

from overhaul.domain.base import Frozen
from overhaul.domain.servers import Adapter
from serving.failures import Failure, Kind
from serving.metrics import names, rows
from serving.wire import Said, Wire

_SECONDS = 120


class ReplicaChange(Frozen):
    """What was done on one server."""

    base_url: str
    loaded: tuple[str, ...] = ()
    unloaded: tuple[str, ...] = ()
    problem: str = ""
    """Why it is not as wished; empty where it is."""

    @property
    def ok(self) -> bool:
        """Whether the server has what it is to have."""
        return not self.problem


def load(wire: Wire, adapter: Adapter) -> ReplicaChange:
    """Have ``adapter`` loaded on a server. Done where it is already, from the same folder. Never raises."""
    return reconcile(wire, [adapter])


def reconcile(wire: Wire, wanted: Sequence[Adapter], gone: Sequence[Adapter] = ()) -> ReplicaChange:
    """Load what is missing of ``wanted``, unload what is there of ``gone``; what else is there stays.

    The server's own listing decides whether it worked, not its answer. Never raises.
    """
    loaded: list[str] = []
    unloaded: list[str] = []
    problems: list[str] = []
    try:
        there = _listed(wire)
        for adapter in wanted:
            name = adapter.served_name
            if there.get(name) == adapter.path:
                continue
            if name in there:
                _post(wire, "unload_lora_adapter", {"lora_name": name})
            problems += _problem(_post(wire, "load_lora_adapter", {"lora_name": name, "lora_path": adapter.path}))
            loaded.append(name)
        for adapter in gone:
            if adapter.served_name in there:
                problems += _problem(_post(wire, "unload_lora_adapter", {"lora_name": adapter.served_name}))
                unloaded.append(adapter.served_name)
        now = _listed(wire) if loaded or unloaded else there
    except Failure as failure:
        return ReplicaChange(base_url=wire.root, problem=failure.message)
    return _change(wire.root, loaded, unloaded, now, problems)


def _change(
    base_url: str, loaded: Sequence[str], unloaded: Sequence[str], now: dict[str, str], problems: Sequence[str]
) -> ReplicaChange:
    missing = [name for name in loaded if name not in now]
    left = [name for name in unloaded if name in now]
    said = "; ".join(dict.fromkeys(problems))
    problem = ""
    if missing:
        problem = f"{', '.join(missing)} could not be loaded: {said or 'it is not listed'}"
    elif left:
        problem = f"{', '.join(left)} could not be unloaded: {said or 'it is still listed'}"
    return ReplicaChange(
        base_url=base_url,
        loaded=tuple(name for name in loaded if name in now),
        unloaded=tuple(name for name in unloaded if name not in now),
        problem=problem,
    )


def _listed(wire: Wire) -> dict[str, str]:
    """Model name → the folder it was loaded from, where the server tells."""
    said = wire.get(f"{wire.api}/models")
    if said.status != 200:
        raise Failure(Kind.KEY_REFUSED if said.status in (401, 403) else Kind.SERVER_ERROR, said.problem)
    roots = {row.get("id"): row.get("root") for row in rows(said.value)}
    return {name: str(roots.get(name) or "") for name in names(said.value)}


def _post(wire: Wire, call: str, body: dict[str, str]) -> Said:
    return wire.post(f"{wire.api}/{call}", body, seconds=_SECONDS)


def _problem(said: Said) -> list[str]:
    if said.status == 404 and "not found" in said.problem.lower() and "lora" not in said.problem.lower():
        return ["it takes no adapters while it runs: start it with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True"]
    return [] if said.status == 200 else [said.problem]
