"""What must be there before a model server is started; each lack is said with what to do about it."""

import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from overhaul.domain.errors import NotPossible
from overhaul.domain.servers import Runtime, ServerConfig
from serving.weights import local_model


def find_program(config: ServerConfig, search_path: Sequence[Path]) -> str:
    """Where vllm, or the container program, is.

    Raises:
        NotPossible: nowhere.
    """
    wanted = config.program if config.runtime is Runtime.PROCESS else config.container_program
    found = shutil.which(wanted, path=":".join(map(str, search_path)))
    if found:
        return found
    if config.runtime is Runtime.CONTAINER:
        raise NotPossible(f"there is no {wanted} command", hint="install it, or name it in server.container_program")
    raise NotPossible(
        f"there is no {wanted} command",
        hint="on the GPU host: pip install 'overhaul[gpu]'; or name it in server.program (path/to/venv/bin/vllm); "
        "or set server.runtime to container",
    )


def find_model(config: ServerConfig, cache: Path) -> Path:
    """The folder of the model.

    Raises:
        NotPossible: it is not on this machine; nothing is ever downloaded.
    """
    folder = local_model(config.model, cache)
    if folder is None:
        raise NotPossible(
            f"the model {config.model} is not on this machine: no such folder with a config.json, and not in {cache}",
            hint="copy its files here and name their folder in server.model; nothing is downloaded",
        )
    return folder


def check_port(config: ServerConfig) -> None:
    """See that nobody listens where the server is to.

    Raises:
        NotPossible: somebody does, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port just left is free
        try:
            probe.bind((config.host, config.port))
            probe.listen(1)
        except OSError as exc:
            raise NotPossible(
                f"{config.host} port {config.port} cannot be listened on: {exc.strerror}",
                hint=f"choose another with server.port, or stop what has it (ss -ltnp 'sport = :{config.port}')",
            ) from exc
