"""``overhaul adapter``: the LoRA adapters of a model server: which there are, and what is loaded where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overhaul.cli.model import Config

if TYPE_CHECKING:
    from overhaul.domain.servers import Adapter
    from serving.replicas import ReplicaChange

Json = Annotated[bool, typer.Option("--json", help="JSON, one object a line.")]
Name = Annotated[str, typer.Argument(help="name@version; a name alone is its newest version.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="Register LoRA adapters and load them.", no_args_is_help=True, rich_markup_mode=None)
    for name, verb in (("add", add), ("list", list_all), ("remove", remove), ("load", load), ("unload", unload)):
        group.command(name)(verb)
    app.add_typer(group, name="adapter")


def add(
    folder: Annotated[Path, typer.Argument(help="Folder with adapter_config.json and adapter_model.safetensors.")],
    name: Annotated[str, typer.Option(help="What to call it; else the folder's name.")] = "",
    version: Annotated[int, typer.Option(min=0, help="Its version; else one more than the newest.")] = 0,
    track: Annotated[str, typer.Option(help="The track it was made for; else any.")] = "",
    repository: Annotated[
        list[str] | None, typer.Option(help="Glob of the repositories it was made for; may be repeated; else any.")
    ] = None,
    same_base: Annotated[
        bool, typer.Option("--same-base", help="Its base is the served model under another name.")
    ] = False,
    config: Config = None,
    as_json: Json = False,
) -> int:
    """Register an adapter that belongs to the served model. Servers have it after their next start, or `load`."""
    from overhaul.settings import read_settings
    from overhaul.wiring_servers import ServerHouse, new_adapter

    adapter = new_adapter(
        ServerHouse(read_settings(config=config)),
        folder,
        name=name or folder.resolve().name.lower(),
        version=version,
        track=track,
        repositories=tuple(repository or ()),
        renamed=same_base,
    )
    _show([adapter], as_json)
    if not as_json:
        print(f"next: overhaul adapter load {adapter.served_name}")
    return 0


def list_all(as_json: Json = False) -> int:
    """List the registered adapters."""
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import registry

    known = registry(read_settings()).all()
    if not known and not as_json:
        print("No adapters yet. Register one with: overhaul adapter add FOLDER")
        return 0
    _show(list(known), as_json)
    return 0


def remove(name: Name, config: Config = None, as_json: Json = False) -> int:
    """Forget an adapter, after unloading it everywhere; its files stay."""
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import registry
    from overhaul.wiring_servers import ServerHouse

    settings = read_settings(config=config)
    known = registry(settings)
    adapter = known.get(name)
    house = ServerHouse(settings)
    changes = house.unload(adapter) if settings.models.server.model else []
    known.remove(adapter)
    return _show_changes(changes, as_json, f"{adapter.served_name} is no longer registered")


def load(
    name: Annotated[str, typer.Argument(help="name@version; a name alone is its newest version; none: all.")] = "",
    config: Config = None,
    as_json: Json = False,
) -> int:
    """Load an adapter on every replica, now and after every restart. Ends with 7 where one refuses.

    With no name every replica gets what the registry says it should have.
    """
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import registry
    from overhaul.wiring_servers import ServerHouse

    settings = read_settings(config=config)
    house, known = ServerHouse(settings), registry(settings)
    if not name:
        return _show_changes(house.reconcile(), as_json, "every replica has what is registered")
    adapter = known.get(name)
    changes = house.load(adapter)
    known.enable(adapter, True)
    return _show_changes(changes, as_json, f"{adapter.served_name} is loaded, and will be after every restart")


def unload(name: Name, config: Config = None, as_json: Json = False) -> int:
    """Unload an adapter on every replica and keep it so; it stays registered. Ends with 7 where one refuses."""
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import registry
    from overhaul.wiring_servers import ServerHouse

    settings = read_settings(config=config)
    house, known = ServerHouse(settings), registry(settings)
    adapter = known.enable(known.get(name), False)
    changes = house.unload(adapter)
    return _show_changes(changes, as_json, f"{adapter.served_name} is unloaded, and stays so")


def _show(adapters: list[Adapter], as_json: bool) -> None:
    from overhaul.cli import output

    if as_json:
        for adapter in adapters:
            output.print_json(adapter.model_dump(mode="json"))
        return
    rows = [
        (
            adapter.served_name,
            "yes" if adapter.enabled else "no",
            str(adapter.rank),
            adapter.track or "any",
            ", ".join(adapter.repositories) or "any",
            f"{adapter.base} ({adapter.base_sha256[:12]})",
            adapter.path,
        )
        for adapter in adapters
    ]
    output.print_rows(("ADAPTER", "SERVED", "RANK", "TRACK", "REPOSITORIES", "BASE", "FOLDER"), rows)


def _show_changes(changes: list[ReplicaChange], as_json: bool, done: str) -> int:
    from overhaul.cli import output
    from overhaul.domain.errors import ExitCode

    for change in changes:
        if as_json:
            output.print_json({"ok": change.ok, **change.model_dump(mode="json")})
        else:
            print(f"{change.base_url}  {change.problem or 'done'}")
    good = all(change.ok for change in changes)
    if good and not as_json:
        print(done)
    return int(ExitCode.DONE if good else ExitCode.ENVIRONMENT)
