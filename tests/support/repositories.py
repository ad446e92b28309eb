"""Real repositories for tests, made by the real git, and what is around them."""

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from overhaul.domain.jobs import JobSpec

FILES: Mapping[str, bytes] = {
    "setup.py": b"from distutils.core import setup\nsetup(name='sample')\n",
    "sample/__init__.py": b"print 'hello'\n",
    "sample/crlf.py": b"print 'one'\r\nprint 'two'\r\n",
    "sample/mixed.py": b"print 'one'\r\nprint 'two'\nprint 'three'",
    "sample/latin1.py": b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n",
    "sample/with space \u00e9\u4e16.py": b"x = 1\n",
    "data/blob.bin": bytes(range(256)) * 8,
    "data/empty": b"",
    "$Id$.txt": b"$Id$ $Format:%H$\n",
    ".gitattributes": b"* text=auto eol=crlf ident export-subst filter=evil diff=evil\n",
    "tests/test_sample.py": b"import sample\n",
}
SCRIPT = "tools/run me.sh"
LINK = "data/link"
LINK_TARGET = "blob.bin"


def spec(source: object, **fields: object) -> JobSpec:
    """A job on ``source``."""
    values = {"source": str(source), "target": "python3.12", "track": "python2-to-3", **fields}
    return JobSpec.model_validate(values)


def git(where: Path, *arguments: str, stdin: bytes = b"", check: bool = True) -> str:
    """What git, run as a careful user would, prints."""
    env = {
        "PATH": os.defpath if shutil.which("git", path=os.defpath) else os.environ["PATH"],
        "HOME": str(where),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_DATE": "1262304000 +0100",
        "GIT_COMMITTER_DATE": "1262304000 +0100",
    }
    identity = ("-c", "user.name=Jo", "-c", "user.email=jo@example.org", "-c", "core.autocrlf=false")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=where, env=env, input=stdin, capture_output=True, check=False
    )
    if check and done.returncode:
        raise AssertionError(f"git {arguments}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def fill(folder: Path) -> Path:
    """Write the sample files, a script and a link."""
    for name, content in FILES.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    script = folder / SCRIPT
    script.parent.mkdir(exist_ok=True)
    script.write_bytes(b"#!/bin/sh\n")
    script.chmod(0o755)
    (folder / LINK).symlink_to(LINK_TARGET)
    return folder


def commit_all(repository: Path, message: str = "A commit") -> str:
    """Commit every file, byte for byte, and return the commit."""
    # Attributes in the sample would change bytes on the way in: this file wins over them.
    info = repository / ".git" / "info"
    if info.is_dir():
        (info / "attributes").write_text("* -text -ident -filter -diff\n")
    git(repository, "add", "--all", "--force")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(repository, "rev-parse", "HEAD")


def new_repository(folder: Path, *options: str) -> Path:
    """A repository with two commits, the second holding the sample files."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *options)
    (folder / "README").write_bytes(b"first\n")
    commit_all(folder, "First")
    (folder / "README").unlink()
    fill(folder)
    commit_all(folder, "Second")
    return folder


def sdist(folder: Path, archive: Path) -> Path:
    """``folder`` as ``name-1.0/…`` in a tar.gz or zip."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for place in sorted(p for p in folder.rglob("*") if p.is_symlink() or p.is_file()):
                info = zipfile.ZipInfo(f"sample-1.0/{place.relative_to(folder)}")
                info.external_attr = place.lstat().st_mode << 16
                target = os.fsencode(place.readlink()) if place.is_symlink() else place.read_bytes()
                packed.writestr(info, target)
    else:
        with tarfile.open(archive, "w:gz") as packed_tar:
            packed_tar.add(folder, "sample-1.0")
    return archive


def tar_of(archive: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """A tar with exactly these members."""
    with tarfile.open(archive, "w:gz") as packed:
        for info, content in members:
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return archive


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything about every file below ``folder``: type, mode, times, content."""
    seen: dict[str, tuple[object, ...]] = {}
    for place in sorted([folder, *folder.rglob("*")]):
        name = str(place.relative_to(folder))
        about = place.lstat()
        content = ""
        if place.is_symlink():
            content = str(place.readlink())
        elif place.is_file():
            content = hashlib.sha256(place.read_bytes()).hexdigest()
        seen[name] = (about.st_mode, about.st_mtime_ns, about.st_ino, content)
    return seen


def contents(folder: Path) -> dict[str, bytes]:
    """Path → bytes of every regular file."""
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file() and not place.is_symlink()
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """``folder`` behind http on this machine, as files."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
