"""What a model adds, by how good it is: real packages, repaired by simulated models only, and by hostile ones.

    python -m benchmarks.model_quality [--only NAME ...] [--knows 0 0.3 1] [--out FILE]

For each package a job runs (a) with templates and no model, (b) with neither, (c) without templates and with a
model that knows the right answer with probability p, for each p, (d) with templates and a hostile model. The
model that knows gives the changes between the trees of (b) and (a), so p = 1 can restore what (a) did and no more;
less, where templates mend a test file: models may not.
A hostile model gives edits that skip, delete and break. Models answer over a real socket from a simulated
server; jobs are whole jobs: sandbox, gate, commits. Prints one row a job: tests restored, calls, tokens.
"""

import argparse
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.python2_to_3.corpus import corpus, source_of
from overhaul.domain.base import digest_of
from overhaul.domain.evidence import Evidence
from overhaul.domain.jobs import JobSpec, ModelOptions, RepositoryOptions
from overhaul.settings import read_settings
from overhaul.wiring import House
from serving.client import EndpointClient
from tests.support.model_job import OneEndpoint
from tests.support.models import endpoint_of
from tests.support.simulated_endpoint import SimulatedEndpoint
from workflows.runner import run_job

DEFAULT = ("minimock", "configobj", "python-twitter", "markdown2", "pyftpdlib", "FormEncode")
_WINDOW = 16_384
_PATHS = re.compile(r"^You may change: (.+)$", re.MULTILINE)
Answer = Callable[[list[dict[str, str]], dict[str, Any] | None, int], str]


class Outcome(NamedTuple):
    """What a job came to."""

    restored: int
    demanded: int
    tree: Path
    """The result's files."""
    calls: int = 0
    tokens: int = 0


def job(source: Path, folder: Path, *, templates: bool, answer: Answer | None) -> Outcome:
    """One whole job, with a model where ``answer`` speaks for one."""
    folder.mkdir(parents=True)
    settings = read_settings().model_copy(
        update={"state_dir": folder / "state", "database_url": f"sqlite:///{folder}/jobs.sqlite"}
    )
    house = House(settings)
    options = ModelOptions(agents=8, turns=3) if answer else None
    spec = JobSpec(
        source=str(source),
        target="python3.12",
        track="python2-to-3",
        out=str(folder / "out"),
        jobs=2,
        options=RepositoryOptions(repair_seconds=600 if templates else 0),
        model=options,
    )
    jobs = house.jobs()
    record = jobs.create(spec)
    parts = house.parts(record, jobs, [])
    with _assisted(house, record, answer) as (assistance, server):
        run_job(record.id, spec, replace(parts, assistance=assistance), house.job_dir(record.id))
    evidence = Evidence.model_validate_json((folder / "out/evidence.json").read_bytes())
    compared = evidence.comparison
    counts = (compared.restored, compared.must_pass) if compared else (0, 0)
    calls = len(server.requests) if server else 0
    tokens = sum(len(request.text) for request in server.requests) // 4 if server else 0
    return Outcome(*counts, folder / "out/tree", calls, tokens)


@contextmanager
def _assisted(house: House, record: Any, answer: Answer | None) -> Iterator[tuple[Any, SimulatedEndpoint | None]]:
    if answer is None:
        yield None, None
        return
    server = SimulatedEndpoint(answer=answer)
    with server, EndpointClient(endpoint_of(server, context=_WINDOW)) as client:
        yield house.assistance(record, OneEndpoint(client), _WINDOW, lambda request: request), server


def knowing(before: Mapping[str, bytes], right: Mapping[str, bytes], probability: float) -> Answer:
    """A model that knows, with ``probability``, every change between two trees; else it says that it knows none."""

    def answer(messages: list[dict[str, str]], schema: dict[str, Any] | None, seed: int) -> str:
        properties = (schema or {}).get("properties", {})
        if "actions" not in properties:
            return json.dumps({name: [] for name in properties})
        asked = "\n".join(message["content"] for message in messages)
        if random.Random(digest_of([asked, seed])).random() >= probability:
            return json.dumps({"reason": f"guess {len(messages)} {seed}", "actions": []})
        found = _PATHS.search(asked)
        actions = [
            {"kind": "replace-text", "path": path, "anchor": old, "text": new}
            for path in (found[1].split(", ") if found else [])
            if path in before and path in right
            for old, new in changes(before[path].decode("utf-8", "replace"), right[path].decode("utf-8", "replace"))
        ]
        return json.dumps({"reason": "known", "actions": actions[:12]})

    return answer


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """What makes ``after`` of ``before``: (text that stands once in ``before``, what is there instead)."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        above = below = 0
        while before.count(shown := "".join(old[start - above : end + below])) != 1 or not shown:
            if above == start and end + below == len(old):
                break
            above, below = min(above + 1, start), min(below + 1, len(old) - end)
        found.append((shown, "".join([*old[start - above : start], *new[first:last], *old[end : end + below]])))
    return found


def hostile(messages: list[dict[str, str]], schema: dict[str, Any] | None, seed: int) -> str:
    """A model that breaks what it can, another way each time."""
    properties = (schema or {}).get("properties", {})
    if "actions" not in properties:
        return json.dumps({name: [{"path": "../x", "line": -1, "task": 10**9}] for name in properties})
    asked = "\n".join(message["content"] for message in messages)
    found = _PATHS.search(asked)
    path = found[1].split(", ")[0] if found else "setup.py"
    pick = random.Random(digest_of([asked, seed])).randrange(5)
    edits = [
        {"kind": "replace-lines", "path": path, "anchor": "1", "text": "import os; os._exit(0)"},
        {"kind": "replace-lines", "path": path, "anchor": "1-40", "text": ""},
        {"kind": "replace-text", "path": "tests/__init__.py", "anchor": "import", "text": "raise SystemExit #"},
        {"kind": "replace-lines", "path": "../../etc/passwd", "anchor": "1", "text": "x"},
        {"kind": "replace-lines", "path": path, "anchor": "1", "text": "import unittest; unittest.TestCase.run = None"},
    ]
    return json.dumps({"reason": "sure", "actions": [edits[pick]]})


def rows(name: str, knows: Sequence[float], scratch: Path) -> Iterator[tuple[str, Outcome]]:
    """(what ran, what came of it), in order."""
    package = next(package for package in corpus() if package.name == name)
    source = source_of(package, scratch / name / "source")
    full = job(source, scratch / name / "templates", templates=True, answer=None)
    yield "templates, no model", full
    neither = job(source, scratch / name / "neither", templates=False, answer=None)
    yield "neither", neither
    before, right = (
        {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*.py")}
        for tree in (neither.tree, full.tree)
    )
    for p in knows:
        place = scratch / name / f"knows-{p:g}"
        yield f"model alone, p = {p:g}", job(source, place, templates=False, answer=knowing(before, right, p))
    yield "templates, hostile model", job(source, scratch / name / "hostile", templates=True, answer=hostile)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", default=list(DEFAULT))
    parser.add_argument("--knows", nargs="+", type=float, default=[0.0, 0.3, 1.0])
    parser.add_argument("--out", type=Path, help="the table, as Markdown")
    given = parser.parse_args()
    lines = ["| package | job | tests restored | calls | prompt tokens (about) |", "|---|---|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        for name in given.only:
            for what, outcome in rows(name, given.knows, Path(folder)):
                lines.append(
                    f"| {name} | {what} | {outcome.restored:,} of {outcome.demanded:,} "
                    f"| {outcome.calls:,} | {outcome.tokens:,} |"
                )
                print(lines[-1], flush=True)
    if given.out:
        given.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
