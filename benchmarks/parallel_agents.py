"""Agents side by side: wall time of many units against a model server that takes a fixed time to answer.

    python -m benchmarks.parallel_agents [--units 64] [--seconds 2] [--turns 3] [--runs 3]

Each unit is a file with something left to convert; the simulated server answers wrong until the last turn, so
that every unit takes ``turns`` calls. Ideal: all units at once, so turns times seconds. Real parts: prompts of
the whole repository, HTTP, the client with its streams, edits by anchors; the verification is the recount of
findings, and one gate for all, which is a function here. Prints the ratio to the ideal, medians.
"""

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from agents.purse import Purse
from agents.roles.editor import ModelEditor
from agents.roles.repairer import Setup
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.jobs import ModelOptions
from serving.client import EndpointClient
from tests.support.model_job import OneEndpoint
from tests.support.models import endpoint_of
from tests.support.repair_bench import FunctionBench
from tests.support.scripted_model import KeptSamples, replace_text
from tests.support.simulated_behaviours import right
from tests.support.simulated_endpoint import SimulatedEndpoint
from tools.editing.anchored import AnchoredEditor

_LEFT = Finding("old", "", 1, 1, "old() is gone", Severity.WARNING, fixable=False)
_BODY = b"\n".join(
    b"def helper_%d(value):\n    return [value + %d for value in range(value)]\n" % (n, n) for n in range(40)
)


def _finds(path: str, data: bytes) -> list[Finding]:
    return [replace(_LEFT, path=path, line=data[: data.index(b"old(")].count(b"\n") + 1)] if b"old(" in data else []


def _answer(turns: int, messages: list[dict[str, str]]) -> str:
    asked = messages[-1]["content"]
    turn = sum(message["role"] == "assistant" for message in messages)
    text = "\n".join(message["content"] for message in messages)
    path = text.split("You may change: ", 1)[1].split("\n", 1)[0]
    if turn < turns - 1:
        return json.dumps(replace_text(path, "nothing like it", "x", f"turn {turn} {len(asked)}"))
    return json.dumps(replace_text(path, "old(1)", "new(1)"))


def once(units: int, seconds: float, turns: int) -> float:
    """The wall time of one run."""
    files = {f"part_{n:03d}.py": b"import os\n\n\nvalue = old(1)\n\n\n" + _BODY for n in range(units)}
    options = ModelOptions(agents=units, turns=turns)
    with tempfile.TemporaryDirectory() as folder, SimulatedEndpoint() as server:
        server.answer = lambda messages, schema, seed: _answer(turns, messages)
        server.behaviour = right(before=seconds)
        bench = FunctionBench(Path(folder), files, {}, finds=_finds)
        request = bench.request()
        endpoint = endpoint_of(server, parallel=units, context=32_768)
        with EndpointClient(endpoint) as client:
            setup = Setup(
                OneEndpoint(client), AnchoredEditor(), KeptSamples(), Purse(options.budget), options, 32_768, ""
            )
            start = time.perf_counter()
            accepted = ModelEditor(setup)(request).accepted
            wall = time.perf_counter() - start
        assert accepted == units, f"{accepted} of {units} units"
        assert len(server.requests) == units * turns
    return wall


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    ideal = given.turns * given.seconds
    walls = [once(given.units, given.seconds, given.turns) for _ in range(given.runs)]
    wall = statistics.median(walls)
    shown = ", ".join(f"{each:.2f}" for each in walls)
    print(f"{given.units} units, {given.turns} calls of {given.seconds:g} s each: {wall:.2f} s ({shown})")
    print(f"ideal {ideal:.2f} s, ratio {wall / ideal:.3f}")


if __name__ == "__main__":
    main()
