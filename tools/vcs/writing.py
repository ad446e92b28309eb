"""Making commits through one ``git fast-import``: no work tree, no index, no filter."""

import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from tools.vcs.objects import path_bytes
from tools.vcs.process import GitFailed, SealedGit

MADE_BY = "Made-by: Overhaul"
"""The trailer of every commit Overhaul makes: how it knows its own earlier results."""


class Change(NamedTuple):
    """One file of a commit to be; ``content`` None deletes it."""

    path: str
    mode: str
    content: bytes | None


class Signature(NamedTuple):
    """Who, and when in seconds since 1970, UTC."""

    name: str
    email: str
    seconds: int

    def line(self) -> bytes:
        """As git writes it. What would end a field early is left out."""
        name = re.sub(r"[<>\n\r\0]", "", self.name).strip() or "Overhaul"
        email = re.sub(r"[<>\n\r\0\s]", "", self.email)
        return f"{name} <{email}> {self.seconds} +0000".encode("utf-8", "replace")


def write_commit(
    git: SealedGit, parent: str | None, message: str, signature: Signature, changes: Iterable[Change]
) -> str:
    """Make a commit of ``changes`` on ``parent`` (None: on nothing) and return its id.

    Changes are read one by one, so a whole repository never has to be in memory.

    Raises:
        GitFailed: git refused something.
    """
    # fast-import needs a ref to build on; it is gone again when the stream ends. Nothing here
    # collects garbage, so the commit needs none.
    ref = f"refs/overhaul/making/{uuid.uuid4().hex}"
    name = signature.line()
    text = message.encode("utf-8", "replace")
    command = ("fast-import", "--quiet", "--force", "--date-format=raw")
    made = b""
    with git.started(*command, stdin=subprocess.PIPE) as process:
        stdin, stdout = _pipes(process)
        stdin.write(b"commit %s\nmark :1\nauthor %s\ncommitter %s\n" % (ref.encode(), name, name))
        stdin.write(b"data %d\n%s\n" % (len(text), text))
        if parent is not None:
            stdin.write(b"from %s\n" % parent.encode())
        for change in changes:
            stdin.writelines(_change(change))
        null = b"0" * (64 if parent is not None and len(parent) == 64 else 40)
        stdin.write(b"get-mark :1\nreset %s\nfrom %s\n" % (ref.encode(), null))
        stdin.close()
        made = stdout.read()
    return made.decode("ascii").strip()


def message_of(subject: str, body: str) -> str:
    """A commit message: one subject line, the body, Overhaul's trailer."""
    lines = body.replace("\r\n", "\n").strip("\n").rstrip()
    paragraphs = [" ".join(subject.split()), *([lines] if lines else [])]
    last = lines.rpartition("\n\n")[2]
    trailers = bool(last) and all(re.match(r"[A-Za-z][\w-]*: ", line) for line in last.splitlines())
    return "\n\n".join(paragraphs) + ("\n" if trailers else "\n\n") + MADE_BY + "\n"


def _change(change: Change) -> Iterator[bytes]:
    path = path_bytes(change.path)
    quoted = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if change.content is None:
        yield b'D "%s"\n' % quoted
        return
    yield b'M %s inline "%s"\ndata %d\n' % (change.mode.encode(), quoted, len(change.content))
    yield change.content
    yield b"\n"


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise GitFailed(["fast-import"], -1, b"no pipes")
    return process.stdin, process.stdout
