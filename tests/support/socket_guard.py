"""Writes down every connection and every name a process asks for, from inside it: nothing escapes an audit hook.

A hook stays for the life of a process, so this belongs into one of its own:

    python -c "from tests.support.socket_guard import install; install('log'); …"
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

_WATCHED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})


def install(log: str) -> None:
    """From now on write each event to the file ``log``, one JSON line each; Unix sockets are not of interest."""
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _WATCHED:
            sock, address = arguments[0], arguments[1]
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                _write(descriptor, [event, *map(str, address or ())][:3])
        elif event in _LOOKUPS:
            _write(descriptor, [event, str(arguments[0])])

    sys.addaudithook(hook)


def _write(descriptor: int, entry: list[str]) -> None:
    os.write(descriptor, json.dumps(entry).encode() + b"\n")


def events(log: Path) -> set[tuple[str, ...]]:
    """What was written, without doubles."""
    return {tuple(json.loads(line)) for line in log.read_text().splitlines()} if log.exists() else set()
