"""``overhaul run --model`` from the outside: a whole job, what it says of itself, and what leaves."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.console import FILES, Cli, events, git, make_repository, needs_toolchains
from tests.support.scripted_model import replace_text
from tests.support.simulated_endpoint import SimulatedEndpoint

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, pytest.mark.slow, needs_toolchains]

EXTRA = {
    "shop/rules.py": (
        "def known(prices, name):\n    ask = getattr(prices, 'has_' + 'key')\n    return bool(ask(name))\n"
    ),
    "tests/test_rules.py": (
        "import unittest\n\nfrom shop import rules\n\n\n"
        "class RulesTest(unittest.TestCase):\n"
        "    def test_known(self):\n"
        "        self.assertTrue(rules.known({'bread': 3}, 'bread'))\n"
    ),
}
"""A method that is gone, by a name that no recipe can read."""

GUARD = """
import os, sys

def _watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{event} {args[1] if event in ('socket.connect', 'socket.sendto') else args[0]!r}\\n")

sys.addaudithook(_watch)
"""


def knows(messages: list[dict[str, str]], schema: dict[str, Any] | None, seed: int) -> str:
    """A model that knows what to do."""
    properties = (schema or {}).get("properties", {})
    if "risks" in properties:
        risk = {"path": "shop/rules.py", "line": 3, "level": "high", "message": "names in other cases"}
        return json.dumps({"risks": [risk]})
    if "tasks" in properties:
        return json.dumps({"tasks": []})
    asked = "\n".join(message["content"] for message in messages)
    assert "no attribute 'has_key'" in asked
    return json.dumps(replace_text("shop/rules.py", "getattr(prices, 'has_' + 'key')", "prices.__contains__"))


@pytest.fixture
def trusting(tmp_path: Path) -> dict[str, str]:
    """This machine's own file, which trusts endpoints untried: the simulated server is no vLLM."""
    (tmp_path / "own.toml").write_text("[agents]\ncanary = false\n")
    return {"OVERHAUL_CONFIG": str(tmp_path / "own.toml")}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The shop, with something only a model can mend."""
    return make_repository(tmp_path / "shop", {**FILES, **EXTRA})


def configured(folder: Path, server: SimulatedEndpoint) -> Path:
    """A file with one endpoint."""
    path = folder / "models.toml"
    path.write_text(
        f'[[endpoints]]\nname = "gpu"\nbase_url = "{server.base_url}"\nmodel = "tiny"\nresidency = "on-prem"\n'
        f'key_env = "GPU_KEY"\ngpu_hour_cost = 2\nattempts = 1\n[agents]\ncanary = false\n'
    )
    return path


def test_a_whole_job_with_a_model(cli: Cli, rules: Path, tmp_path: Path) -> None:
    with SimulatedEndpoint(answer=knows, key="k-4711") as server:
        cli = replace(cli, extra={"GPU_KEY": "k-4711"})
        config = configured(tmp_path, server)
        done = cli.run(
            "run", rules, "--out", tmp_path / "out", "--config", config, "--model", "gpu", "--json"
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    evidence = json.loads((tmp_path / "out/evidence.json").read_text())
    assert evidence["comparison"]["restored"] == evidence["comparison"]["must_pass"] == 5
    origins = {hunk["origin"]["kind"] for commit in evidence["commits"] for hunk in commit["hunks"]}
    assert origins == {"recipe", "model"}
    (use,) = evidence["models"]
    assert (use["endpoint"], use["model"], use["residency"], use["highest_label"]) == (
        "gpu", "tiny", "on-prem", "confidential",
    )  # fmt: skip
    assert use["calls"] == len(server.requests) and use["prompt_tokens"] > 0 and use["cost"] > 0
    assert any("names in other cases (tiny says)" in risk["message"] for risk in evidence["risks"])
    assert "What models were asked" in (tmp_path / "out/report.html").read_text()
    assert "k-4711" not in done.stdout + json.dumps(evidence)
    assert cli.run("ledger", "verify", "--expect", evidence["ledger"]).returncode == 0
    assert "on-prem" in cli.run("ledger", "report").stdout
    samples = (cli.state / "samples/confidential.jsonl").read_text().splitlines()
    assert [json.loads(line)["accepted"] for line in samples] == [True]


def test_a_person_approves_before_a_model_changes_anything(
    cli: Cli, rules: Path, trusting: dict[str, str], tmp_path: Path
) -> None:
    with SimulatedEndpoint(answer=knows) as server:
        cli = replace(cli, extra={**trusting, "OVERHAUL_MODEL_URL": server.base_url})
        done = cli.run("run", rules, "--out", tmp_path / "out", "--model", "tiny", "--approve", "--json")
        assert done.returncode == 8, done.stdout[-2000:] + done.stderr
        assert not server.requests
        (asked,) = [event for event in events(done.stdout) if event.get("kind") == "tasks-ready"]
        job = str(asked["job"])
        assert "1. 1 test: " in cli.run("show", job).stdout
        refused = cli.run("approve", job, "--tasks", "7")
        assert refused.returncode == 2 and "numbers from 1 to 1" in refused.stderr
        done = cli.run("approve", job, "--no-tty")
        assert done.returncode == 0, done.stdout + done.stderr
    assert "5 of 5 tests that passed before pass now." in done.stdout
    assert "prices.__contains__" in git(rules, "show", "overhaul/python3.12:shop/rules.py")


def test_nothing_but_the_endpoint_is_connected_to(
    cli: Cli, rules: Path, trusting: dict[str, str], tmp_path: Path
) -> None:
    assert cli.run("run", rules, "--out", tmp_path / "warm", "--branch", "warm", "--no-tty").returncode == 3
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    with SimulatedEndpoint(answer=knows) as server:
        extra = {"PYTHONPATH": str(guard), "GUARD_LOG": str(tmp_path / "log"), "OVERHAUL_OFFLINE": "1"}
        cli = replace(cli, extra={**trusting, **extra, "OVERHAUL_MODEL_URL": server.base_url})
        done = cli.run("run", rules, "--out", tmp_path / "out", "--model", "tiny", "--air-gapped", "--no-tty")
        assert done.returncode == 0, done.stdout + done.stderr
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines and all(line == f"socket.connect ('127.0.0.1', {server.port})" for line in lines), set(lines)


def test_what_may_not_leave_is_refused_before_anything_is_sent(cli: Cli, rules: Path, tmp_path: Path) -> None:
    config = tmp_path / "models.toml"
    config.write_text(
        '[[endpoints]]\nname = "cloud"\nbase_url = "https://models.example.com/v1"\nmodel = "m"\n'
        'residency = "third-party"\n'
    )
    done = cli.run("run", rules, "--config", config, "--model", "cloud", "--air-gapped", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "models.example.com" in done.stderr
    unknown = cli.run("run", rules, "--config", config, "--model", "clod", "--out", tmp_path / "out")
    assert unknown.returncode == 2 and "did you mean cloud?" in unknown.stderr


def test_an_endpoint_that_fails_the_canary_is_not_trusted_with_a_job(cli: Cli, rules: Path, tmp_path: Path) -> None:
    with SimulatedEndpoint(answer=lambda messages, schema, seed: "no JSON") as server:
        cli = replace(cli, extra={"OVERHAUL_MODEL_URL": server.base_url})
        done = cli.run("run", rules, "--out", tmp_path / "out", "--model", "tiny", "--no-tty")
    assert done.returncode == 4, done.stdout + done.stderr
    assert "cannot be trusted" in done.stderr and "json-schema" in done.stderr
