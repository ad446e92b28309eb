"""Runs pip where there is no network but one unix socket: a bridge from a local port to it.

Usage: ``python bridge.py SOCKET PIP-COMMAND...``, under any Python from 2.7 on. It listens on
127.0.0.1, points the environment's proxy settings and easy_install's configuration at that port,
runs the command, and exits with its status. Who may be reached is decided at the socket's other end.
"""

# Python 2.7 has neither pathlib nor f-strings:
# ruff: noqa: PTH111, PTH118, PTH123, UP031

import os
import select
import socket
import subprocess
import sys
import threading


def _pump(local, path):
    # type: (socket.socket, str) -> None
    """Carry bytes both ways between an accepted connection and the unix socket until one side ends."""
    remote = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        remote.connect(path)
        other = {local: remote, remote: local}
        while True:
            for end in select.select(list(other), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                other[end].sendall(data)
    except (OSError, IOError):  # noqa: UP024 (they differ in Python 2)
        return
    finally:
        local.close()
        remote.close()


def _serve(listener, path):
    # type: (socket.socket, str) -> None
    while True:
        connection = listener.accept()[0]
        thread = threading.Thread(target=_pump, args=(connection, path))
        thread.daemon = True
        thread.start()


def _configure_easy_install():
    # type: () -> None
    """Old setup.py files fetch what they need through easy_install, which reads no pip settings."""
    rows = ["[easy_install]"]
    for name, variable in (("index_url", "PIP_INDEX_URL"), ("find_links", "PIP_FIND_LINKS")):
        value = os.environ.get(variable, "")
        if value:
            rows.append("%s = %s" % (name, value))
    home = os.path.expanduser("~")
    with open(os.path.join(home, ".pydistutils.cfg"), "w") as file:
        file.write("\n".join(rows) + "\n")


def main():
    # type: () -> int
    """Bridge, configure, run the command and return its exit status."""
    path, command = sys.argv[1], sys.argv[2:]
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    server = threading.Thread(target=_serve, args=(listener, path))
    server.daemon = True
    server.start()
    proxy = "http://127.0.0.1:%d" % listener.getsockname()[1]
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PIP_PROXY"):
        os.environ[name] = proxy
    _configure_easy_install()
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
