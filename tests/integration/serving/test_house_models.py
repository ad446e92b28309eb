"""The way to the models as the house builds it: settings from files, many threads, the ledger's verbs, the doctor."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from overhaul.domain.errors import BadSettings, ModelRefused
from overhaul.domain.models import Label, Segment, Speaker
from overhaul.domain.policy import LabelRule
from overhaul.settings import read_settings
from overhaul.wiring import House
from tests.support import simulated_behaviours as does
from tests.support.console import Cli, events
from tests.support.models import question
from tests.support.simulated_endpoint import SimulatedEndpoint
from tests.support.socket_guard import events as seen

ROOT = Path(__file__).resolve().parents[3]
AGENTS = 64


@pytest.fixture
def server() -> Iterator[SimulatedEndpoint]:
    with SimulatedEndpoint(answer=lambda messages, schema, seed: f"answer {seed}", key="k-9") as running:
        yield running


@pytest.fixture
def cli(server: SimulatedEndpoint, tmp_path: Path) -> Cli:
    config = tmp_path / "overhaul.toml"
    config.write_text(
        f"[[endpoints]]\nname='sim'\nbase_url='{server.base_url}'\nresidency='on-prem'\nkey_env='SIM_KEY'\n"
        "[[endpoints]]\nname='cloud'\nbase_url='http://127.0.0.1:9'\nresidency='third-party'\nmodel='m'\n"
        "[[labels]]\nlabel='restricted'\nowners=['@pay']\n"
    )
    return Cli(tmp_path / "state", tmp_path / "cache", {"OVERHAUL_CONFIG": str(config), "SIM_KEY": "k-9"})


def house_of(cli: Cli) -> House:
    return House(read_settings(cli.environ()))


def test_a_job_asks_and_the_ledger_says_so(cli: Cli, server: SimulatedEndpoint) -> None:
    owners = {"CODEOWNERS": b"/pay/ @pay\n"}
    with house_of(cli).model("job-1", files=["a.py", "pay/b.py"], codeowners=owners, endpoint="sim") as model:
        assert model.ask(question(seed=5)).text == "answer 5"
        pay = Segment(speaker=Speaker.USER, text="x", sources=("pay/b.py",))
        plain = Segment(speaker=Speaker.USER, text="x", sources=("a.py",))
        assert model.ask(question(segments=(pay,))).label is Label.RESTRICTED
        assert model.ask(question(segments=(plain,))).label is Label.CONFIDENTIAL
        assert model.uses()[0].model == "tiny"
    verified = json.loads(cli.run("ledger", "verify", "--json").stdout)
    assert verified["lines"] == 6 and verified["unfinished"] == 0
    flows = events(cli.run("ledger", "report", "--json").stdout)
    assert [(flow["endpoint"], flow["label"], flow["job"], flow["answered"]) for flow in flows] == [
        ("sim", "confidential", "job-1", 1),
        ("sim", "restricted", "job-1", 2),
    ]
    shown = cli.run("ledger", "report").stdout
    assert "on-prem" in shown and "127.0.0.1" in shown and "restricted" in shown
    assert "k-9" not in (cli.state / "ledger.jsonl").read_text()


def test_a_broken_ledger_is_told_with_an_exit_code(cli: Cli) -> None:
    with house_of(cli).model("job-1", endpoint="sim") as model:
        for _ in range(3):
            model.ask(question())
    head = json.loads(cli.run("ledger", "verify", "--json").stdout)["head"]
    assert cli.run("ledger", "verify", "--expect", head).returncode == 0
    assert cli.run("ledger", "verify", "--expect", "rubbish").returncode == 2
    place = cli.state / "ledger.jsonl"
    place.write_text(place.read_text().replace('"label":"restricted"', '"label":"public"', 1))
    done = cli.run("ledger", "verify", "--json")
    assert done.returncode == 4 and json.loads(done.stdout)["error"] == "ledger-broken"
    assert "line 1" in json.loads(done.stdout)["message"]


def test_no_call_at_all(cli: Cli) -> None:
    assert cli.run("ledger", "report").stdout == "No model was asked.\n"
    assert cli.run("ledger", "verify").returncode == 0


def test_what_cannot_be_used_is_said_before_anything_is_sent(cli: Cli, server: SimulatedEndpoint) -> None:
    house = house_of(cli)
    with pytest.raises(BadSettings, match="no model endpoint is called 'sym'") as caught:
        house.model("j", endpoint="sym")
    assert caught.value.hint == "did you mean sim?"
    environ = {key: value for key, value in cli.environ().items() if key != "SIM_KEY"}
    with pytest.raises(BadSettings, match="no key in the environment variable SIM_KEY"):
        House(read_settings(environ)).model("j")
    with pytest.raises(BadSettings, match="no model endpoint is set"):
        House(read_settings({**cli.environ(), "OVERHAUL_CONFIG": os.devnull})).model("j")
    raised = (LabelRule(label=Label.RESTRICTED, paths=("**",)),)
    with house.model("j", files=["a.py"], labels=raised, endpoint="cloud") as model, pytest.raises(ModelRefused):
        model.ask(question())
    assert server.requests == []


def test_sixty_four_agents_wait_for_nobody_but_the_server(cli: Cli, server: SimulatedEndpoint) -> None:
    everybody = threading.Event()

    async def when_all_are_there(exchange: does.Exchange) -> None:
        if server.at_once == AGENTS:
            everybody.set()
        while not everybody.is_set():
            await does.asyncio.sleep(0.01)
        await does.right()(exchange)

    server.behaviour = when_all_are_there
    with house_of(cli).model("j", endpoint="sim") as model, ThreadPoolExecutor(AGENTS) as pool:
        asked = list(pool.map(lambda seed: model.ask(question(seed=seed)).text, range(AGENTS)))
    assert sorted(asked) == sorted(f"answer {seed}" for seed in range(AGENTS)) and server.most_at_once == AGENTS


def test_the_doctor_asks_every_endpoint(cli: Cli, server: SimulatedEndpoint) -> None:
    checks = {str(check["name"]): check for check in events(cli.run("doctor", "--json").stdout)}
    assert checks["model endpoint sim"]["ok"] and "tiny" in str(checks["model endpoint sim"]["detail"])
    assert not checks["model endpoint cloud"]["ok"]
    assert [asked.path for asked in server.others] == ["/v1/models"] and server.requests == []


GUARDED = """
import sys
from tests.support.socket_guard import install
install(sys.argv[1])
from concurrent.futures import ThreadPoolExecutor
from overhaul.settings import read_settings
from overhaul.wiring import House
from tests.support.models import question
with House(read_settings()).model("j", endpoint="sim", air_gapped=sys.argv[2] == "yes") as model:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda seed: model.ask(question(f"password = 'geheim{seed}'", seed=seed)), range(12)))
"""


@pytest.mark.parametrize("air_gapped", ["yes", "no"])
def test_nothing_but_the_endpoint_is_connected_to_and_no_name_is_asked_for(
    cli: Cli, server: SimulatedEndpoint, tmp_path: Path, air_gapped: str
) -> None:
    config = tmp_path / "overhaul.toml"
    text = (
        config.read_text()
        .replace("127.0.0.1:9'", "127.0.0.1:9/v1'")
        .replace(f"127.0.0.1:{server.port}", f"localhost:{server.port}")
    )
    config.write_text(text)
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://192.0.2.1:3128"
    )
    leaks = {"OPENAI_BASE_URL": "http://192.0.2.2/", "OPENAI_LOG": "debug", "OPENAI_API_KEY": "no"}
    command = [sys.executable, "-c", GUARDED, str(tmp_path / "seen"), air_gapped]
    environ = {**cli.environ(), **proxies, **leaks, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(server.requests) == 12 and "geheim" not in done.stderr
    server.behaviour = does.redirecting("http://192.0.2.3/v1/chat/completions")
    assert subprocess.run(command, env=environ, cwd=ROOT, capture_output=True).returncode != 0
    assert seen(tmp_path / "seen") == {("socket.connect", "127.0.0.1", str(server.port))}
