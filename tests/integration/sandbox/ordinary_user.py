"""Run as root by test_sandbox_identities.py: gives root up and uses the sandbox as an ordinary user.

    python ordinary_user.py SCRATCH KIND

Prints one JSON object. The interpreter may lie where that user cannot go, so everything is imported
before root is given up, and the workspace's helper runs under /usr/bin/python3.
"""

import json
import os
import sys
from pathlib import Path

from overhaul.domain.sandbox import MEBIBYTE, Command, Limits, PackageIndex
from tools.sandbox.bubblewrap import BubblewrapSandbox
from tools.sandbox.views import ViewKind

UID = 54321
BOMB = """
import os, time
made = 0
try:
    while made < 2000 and os.fork():
        made += 1
    else:
        time.sleep(60)
except OSError:
    print(made)
"""


def main() -> None:
    """Give root up, run a few commands, say what they did."""
    scratch, kind = Path(sys.argv[1]), ViewKind(sys.argv[2])
    base = scratch / "base"
    base.mkdir()
    (base / "file.txt").write_text("content\n")
    for path in (scratch, base, base / "file.txt"):
        os.chown(path, UID, UID)
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    sys.executable = "/usr/bin/python3"
    sandbox = BubblewrapSandbox(PackageIndex(offline=True), scratch / "work", kinds=[kind])
    with sandbox.open(base) as workspace:

        def run(*argv: str, **limits: float) -> tuple[int, str]:
            command = Command(argv=argv, limits=Limits.model_validate({"wall_seconds": 60, **limits}))
            result = workspace.run(command)
            return result.exit_code, result.output.decode()

        report = {
            "changed": run("sh", "-c", "echo more >> file.txt; mkdir -p d; echo new > d/new; rm -f gone; id -u"),
            "read": workspace.read("file.txt").decode() + workspace.read("d/new").decode(),
            "network": run("/usr/bin/python3", "-c", "import socket; socket.create_connection(('1.1.1.1', 80), 3)")[0],
            "outside": run("sh", "-c", f"cat {scratch}/base/file.txt /etc/shadow")[0],
            "capabilities": run("sh", "-c", "grep CapEff /proc/self/status")[1].split()[-1],
            "forks": run("/usr/bin/python3", "-c", BOMB, processes=40)[1],
            "memory": run("/usr/bin/python3", "-c", "bytearray(1 << 30)", memory_bytes=256 * MEBIBYTE)[0],
            "slow": run("sleep", "60", wall_seconds=0.5)[0],
        }
        workspace.write("file.txt", b"host\n")
        report["written"] = run("cat", "file.txt")[1]
    report["base"] = (base / "file.txt").read_text()
    report["left"] = [path.name for path in (scratch / "work").glob("view-*")]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
