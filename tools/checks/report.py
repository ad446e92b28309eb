"""Reads what the probe wrote, and believes a line only as far as its chain of MACs holds."""

import hashlib
import hmac
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from overhaul.domain.text import encodable_values


@dataclass(frozen=True)
class ProbeReport:
    """What one process reported, in its own words: keys and paths are not normalized yet."""

    root: str = ""
    """The repository's folder as the process saw it."""
    version: str = ""
    planned: tuple[str, ...] = ()
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Key → result event, in the order they came."""
    running: str | None = None
    """A test that began and did not end."""
    hung: bool = False
    """The process ended itself because ``running`` would not end."""
    ended: bool = False
    """The last line is there and its totals are those of the lines."""
    stamps: dict[str, Any] = field(default_factory=dict)
    """Test file → what shows that it was written, before any repository code ran."""
    tampered: tuple[str, ...] = ()
    """What of the test machinery and the test files is not what it was, in sentences."""
    problem: str = ""
    """Why the report cannot be trusted, where that is so; nothing after the fault was read."""


class _Broken(Exception):
    """The rest of the report is not to be believed."""


class _Reader:
    def __init__(self) -> None:
        self.root = self.version = ""
        self.planned: list[str] = []
        self.results: dict[str, dict[str, Any]] = {}
        self.stamps: dict[str, Any] = {}
        self.tampered: list[str] = []
        self.running: str | None = None
        self.hung = self.ended = False

    def take(self, event: dict[str, Any]) -> None:
        if self.ended:
            raise _Broken("lines follow the end of the report")
        match event["kind"]:
            case "hello":
                self.root, self.version = event["root"], event["version"]
            case "plan":
                self.planned += event["ids"]
            case "start":
                self.running = event["id"]
            case "watch":
                self.stamps = dict(event["stamps"])
            case "tampered":
                self.tampered += [str(sentence) for sentence in event["said"]]
            case "hung":
                self.hung = True
            case "result":
                self._result(event)
            case "end":
                counts = Counter(row["outcome"] for row in self.results.values())
                if dict(counts) != event["counts"]:
                    raise _Broken("the totals are not those of the lines")
                self.ended = True
            case other:
                raise _Broken(f"unknown kind of line: {other!r}")

    def _result(self, event: dict[str, Any]) -> None:
        key = event["id"]
        if key in self.results:
            raise _Broken(f"{key} was reported twice")
        self.results[key] = event
        if self.running == key:
            self.running = None

    def report(self, problem: str) -> ProbeReport:
        return ProbeReport(
            root=self.root,
            version=self.version,
            planned=tuple(self.planned),
            results=self.results,
            running=self.running,
            stamps=self.stamps,
            tampered=tuple(self.tampered),
            hung=self.hung,
            ended=self.ended and not problem,
            problem=problem,
        )


def read_report(content: bytes, secret: str) -> ProbeReport:
    """Verify and read ``content``.

    A last line without its newline is one that was being written when the process died, and is left
    out. Any other line whose MAC does not fit ends the reading, with ``problem`` set.
    """
    reader = _Reader()
    mac = b""
    lines = content.split(b"\n")
    lines.pop()
    for number, line in enumerate(lines, start=1):
        claimed, _, body = line.partition(b" ")
        expected = hmac.new(secret.encode(), mac + body, hashlib.sha256).hexdigest().encode()
        if not hmac.compare_digest(claimed, expected):
            return reader.report(f"line {number} of the report was not written by the probe")
        mac = claimed
        try:
            reader.take(encodable_values(json.loads(body)))
        except _Broken as fault:
            return reader.report(f"line {number}: {fault}")
        except (KeyError, TypeError, ValueError) as fault:
            return reader.report(f"line {number} of the report is malformed: {fault}")
    return reader.report("")
