"""The /etc that sandboxed code sees: a few made-up files and nothing that tells of the host's people."""

import tempfile
from pathlib import Path
from typing import Final

from overhaul.domain.sandbox import Mount
from tools.sandbox.layout import HOME, HOSTNAME, UID, USER

_WRITTEN: Final = {
    "passwd": f"{USER}:x:UID:UID:{USER}:{HOME}:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "group": f"{USER}:x:UID:\nnogroup:x:65534:\n",
    "hosts": f"127.0.0.1 localhost {HOSTNAME}\n::1 localhost\n",
    "hostname": f"{HOSTNAME}\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n",
    "host.conf": "multi on\n",
    "resolv.conf": "",
}
_SHOWN: Final = (
    "alternatives",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "mime.types",
    "protocols",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
    "pki/tls/certs",
    "pki/ca-trust/extracted",
)


def write_etc(folder: Path, uid: int = UID) -> tuple[Mount, ...]:
    """Write the made-up files into ``folder``, once, and return them as mounts."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    mounts = []
    for name, text in _WRITTEN.items():
        file = folder / name
        if not file.exists():
            # Several processes may do this at once, and running sandboxes may show the file.
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as made:
                made.write(text.replace("UID", str(uid)))
            Path(made.name).chmod(0o644)
            Path(made.name).replace(file)
        mounts.append(Mount(host=str(folder / name), inside=f"/etc/{name}"))
    return tuple(mounts)


def host_etc() -> tuple[str, ...]:
    """Paths of the host's /etc that are shown as they are: what the loader and libraries need."""
    return tuple(f"/etc/{name}" for name in _SHOWN if Path("/etc", name).exists())
