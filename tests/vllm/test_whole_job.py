"""A whole job on the real server: many units, an adapter, the prefix cache, and a model that knows nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from serving.metrics import Numbers
from serving.wire import Wire
from tests.support.console import FILES, git, make_repository, needs_toolchains
from tests.vllm.conftest import PLAIN, VllmServer

pytestmark = [pytest.mark.slow, pytest.mark.network, needs_toolchains]

UNITS = 24


def _files() -> dict[str, str]:
    """The shop, with so many modules that only a model could mend."""
    files = dict(FILES)
    for number in range(UNITS):
        files[f"shop/rules_{number:02}.py"] = (
            f"def known_{number}(prices, name):\n"
            "    ask = getattr(prices, 'has_' + 'key')\n"
            "    return bool(ask(name))\n"
        )
        files[f"tests/test_rules_{number:02}.py"] = (
            f"import unittest\n\nfrom shop import rules_{number:02} as rules\n\n\n"
            "class RulesTest(unittest.TestCase):\n"
            "    def test_known(self):\n"
            f"        self.assertTrue(rules.known_{number}({{'bread': {number}}}, 'bread'))\n"
        )
    return files


def _counted(server: VllmServer) -> tuple[float, float]:
    """(tokens looked up in the prefix cache, tokens found there)."""
    with Wire(server.endpoint()) as wire:
        numbers = Numbers(wire.get(f"{wire.root}/metrics").text)
    return numbers.total("vllm:prefix_cache_queries_total"), numbers.total("vllm:prefix_cache_hits_total")


def test_a_job_of_many_units_ends_no_worse_and_lives_from_the_prefix_cache(
    vllm_server: VllmServer, tmp_path: Path
) -> None:
    shop = make_repository(tmp_path / "shop", _files())
    own = tmp_path / "own.toml"
    own.write_text(
        vllm_server.config.read_text()
        + f'\n[[endpoints]]\nname = "vllm"\nbase_url = "{vllm_server.base_url}"\nmodel = "{vllm_server.model}"\n'
        f'residency = "on-prem"\ncontext = {vllm_server.endpoint().context}\nkey_env = "TINY_KEY"\n'
        'structured = "vllm"\n[agents]\nturns = 2\n'
    )
    cli = replace(vllm_server.cli, extra={**vllm_server.cli.extra, "OVERHAUL_CONFIG": str(own)})
    plain = cli.run("run", shop, "--out", tmp_path / "plain", "--branch", "plain", "--no-tty")
    assert plain.returncode == 3, plain.stdout + plain.stderr

    looked_up, found = _counted(vllm_server)
    done = cli.run("run", shop, "--out", tmp_path / "out", "--model", "vllm", "--no-tty")
    assert done.returncode == 3, done.stdout + done.stderr
    asked, hits = (now - before for now, before in zip(_counted(vllm_server), (looked_up, found), strict=True))
    evidence = json.loads((tmp_path / "out/evidence.json").read_text())
    (use,) = evidence["models"]
    assert use["calls"] >= UNITS and not use["failed_calls"] and not use["estimated"]
    assert use["adapter"] == use["model"] == PLAIN
    assert evidence["comparison"]["restored"] == 4
    assert git(shop, "rev-parse", "plain^{tree}") == evidence["result_tree"]
    assert hits / asked >= 0.7, f"{hits:.0f} of {asked:.0f} prompt tokens came from the prefix cache"
    assert use["cached_tokens"] / use["prompt_tokens"] >= 0.7
