"""The conformance suite of the way to the models, run on a real server."""

import os
import subprocess
import sys

from tests.vllm.conftest import CONTEXT, HERE, VllmServer


def test_the_gateway_keeps_its_contract_on_a_real_server(vllm_server: VllmServer) -> None:
    root = HERE.parents[1]
    told = {
        "OVERHAUL_TEST_MODEL_URL": vllm_server.base_url,
        "OVERHAUL_TEST_MODEL_KEY": vllm_server.key,
        "OVERHAUL_TEST_MODEL_CONTEXT": str(CONTEXT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-k", "real", "tests/conformance/test_model.py"],
        env={**os.environ, **told, "PYTHONPATH": str(root)},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout
