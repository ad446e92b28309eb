"""``overhaul model``: a model server of our own: run it, see how it fares, check that it can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from overhaul.domain.servers import CanaryCheck, ServerStatus

Config = Annotated[
    Path | None, typer.Option("--config", help="File with a [server] section; else OVERHAUL_CONFIG names it.")
]
Where = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WHERE]...", help="Endpoints by name, or URLs; else those of [server], or all endpoints."),
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="Run and check a model server of your own.", no_args_is_help=True, rich_markup_mode=None)
    group.command("serve")(serve)
    group.command("status")(status)
    group.command("check")(check)
    app.add_typer(group, name="model")


def serve(
    config: Config = None,
    print_only: Annotated[bool, typer.Option("--print", help="Only print the command, its key left out.")] = False,
    container: Annotated[bool, typer.Option("--container", help="In a container, whatever the file says.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Its log only into the file.")] = False,
) -> int:
    """Run vLLM until told to stop: start it, check it, start it again when it crashes.

    Ends with 0 when stopped by SIGINT or SIGTERM, 4 where it runs and fails its check, 7 where it
    does not run.
    """
    import signal

    from overhaul.domain.errors import ExitCode
    from overhaul.domain.servers import Runtime
    from overhaul.settings import read_settings
    from overhaul.wiring_servers import ServerHouse

    changes: dict[str, object] = {"runtime": Runtime.CONTAINER} if container else {}
    house = ServerHouse(read_settings(config=config), changes)
    if print_only:
        print(house.command(_warn, found=False).shown())
        return int(ExitCode.DONE)

    engine = house.engine(lambda moment, text: _tell(moment.value, text, quiet), _show_check)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: engine.stop())
    print(f"server: {house.config.served_name} at {house.config.base_url}, log in {house.config.log_file}", flush=True)
    engine.run()
    return int(ExitCode.DONE)


def status(
    where: Where = None,
    config: Config = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a server.")] = False,
) -> int:
    """Show queue, cache use, hit rates, tokens and models of servers. Ends with 7 where one does not answer."""
    from overhaul.cli import output
    from overhaul.domain.errors import ExitCode
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import status_of
    from overhaul.wiring_servers import ServerHouse

    settings = read_settings(config=config)
    found = [status_of(settings, endpoint) for endpoint in ServerHouse(settings).targets(where or ())]
    for one in found:
        if as_json:
            output.print_json(one.model_dump(mode="json"))
        else:
            _show_status(one)
    return int(ExitCode.DONE if all(one.ok for one in found) else ExitCode.ENVIRONMENT)


def check(
    where: Where = None,
    config: Config = None,
    model: Annotated[str, typer.Option(help="The model to ask for; else the settings', or the first listed.")] = "",
    adapter: Annotated[
        list[str] | None, typer.Option(help="An adapter that must answer unlike the base; else those listed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a server.")] = False,
) -> int:
    """Try whether servers can be trusted with a job; says what is broken. Ends with 4 where something is."""
    from overhaul.cli import output
    from overhaul.domain.errors import ExitCode
    from overhaul.settings import read_settings
    from overhaul.wiring_endpoints import check_of
    from overhaul.wiring_servers import ServerHouse

    settings = read_settings(config=config)
    good = True
    for endpoint in ServerHouse(settings).targets(where or ()):
        asked = endpoint.model_copy(update={"model": model or endpoint.model})
        if not as_json:
            print(asked.base_url)
        report = check_of(settings, asked, adapter, told=_nothing if as_json else _show_check)
        good = good and report.ok
        if as_json:
            output.print_json({"ok": report.ok, "broken": report.broken, **report.model_dump(mode="json")})
    return int(ExitCode.DONE if good else ExitCode.REFUSED)


def _tell(moment: str, text: str, quiet: bool) -> None:
    if moment == "log":
        if not quiet:
            print(f"vllm | {text}", flush=True)
        return
    print(f"server: {moment}: {text}", flush=True)


def _warn(text: str) -> None:
    typer.echo(f"warning: {text}", err=True)


def _nothing(check: CanaryCheck) -> None:
    """Machines read the report when it is whole."""


def _show_check(check: CanaryCheck) -> None:
    word = "-" if check.skipped else "ok" if check.ok else "BROKEN"
    print(f"  {word:6}  {check.name:14}  {check.detail}", flush=True)
    if not check.ok and check.advice:
        print(f"          {'':14}  next: {check.advice}", flush=True)


def _show_status(status: ServerStatus) -> None:
    print(f"{status.base_url}  vLLM {status.version}" if status.version else status.base_url)
    if status.problem:
        print(f"  {status.problem}")
    if not status.ok:
        return
    rows = (
        ("models", ", ".join(status.models)),
        ("requests", f"{status.running} running, {status.waiting} waiting"),
        ("KV cache in use", _percent(status.kv_cache_use)),
        ("prefix cache hits", _percent(status.prefix_hit_rate)),
        ("guesses accepted", _percent(status.acceptance_rate)),
        ("prompt tokens", f"{status.prompt_tokens:,}, {status.cached_tokens:,} of them cached"),
        ("answer tokens", f"{status.generated_tokens:,}"),
        ("answers", ", ".join(f"{count:,} {reason}" for reason, count in sorted(status.finished.items())) or "none"),
        ("adapters", f"{', '.join(status.adapters_running) or 'none'} at work, {status.max_adapters} at once"),
    )
    for name, value in rows:
        print(f"  {name:18}  {value}")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
