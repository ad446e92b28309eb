"""The command that serves a model: every word of it, and where the key is."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from overhaul.domain.servers import Adapter, Runtime, ServerConfig
from serving.vllm.command import QUIET, render, room_for

PLAIN = ServerConfig(model="/models/coder", served_name="coder")
ADAPTER = Adapter(
    name="payments", version=3, path="/adapters/pay=ments", base="coder", base_sha256="b", rank=8, sha256="a"
)


def words(**changes: object) -> list[str]:
    return list(render(PLAIN.model_copy(update=changes)).argv)


def after(argv: list[str], name: str) -> str:
    return argv[argv.index(name) + 1]


def test_the_whole_command() -> None:
    assert render(PLAIN, [ADAPTER], program="/venv/bin/vllm").argv == (
        *("/venv/bin/vllm", "serve", "/models/coder", "--served-model-name", "coder"),
        *("--host", "127.0.0.1", "--port", "8000", "--dtype", "auto", "--gpu-memory-utilization", "0.9"),
        *("--enable-prefix-caching", "--enable-prompt-tokens-details", "--no-enable-log-requests"),
        *("--disable-access-log-for-endpoints", "/health,/metrics,/v1/models"),
        "--speculative-config",
        '{"method":"ngram","num_speculative_tokens":4,"prompt_lookup_max":4,"prompt_lookup_min":2}',
        *("--structured-outputs-config", '{"backend":"guidance","disable_any_whitespace":true}'),
        *("--enable-lora", "--max-loras", "4", "--max-lora-rank", "64"),
        *("--lora-modules", '{"name":"payments@3","path":"/adapters/pay=ments"}'),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"max_model_len": 32768}, ["--max-model-len", "32768"]),
        ({"quantization": "fp8"}, ["--quantization", "fp8"]),
        ({"tensor_parallel": 4}, ["--tensor-parallel-size", "4"]),
        ({"gpu_memory": 0.75}, ["--gpu-memory-utilization", "0.75"]),
        ({"prefix_caching": False}, ["--no-enable-prefix-caching"]),
        ({"dtype": "bfloat16"}, ["--dtype", "bfloat16"]),
        ({"structured_backend": "outlines"}, ["--structured-outputs-config", '{"backend":"outlines"}']),
        ({"extra_args": ("--max-num-seqs", "64")}, ["--max-num-seqs", "64"]),
        ({"max_lora_rank": 20}, ["--max-lora-rank", "32"]),
        ({"host": "10.0.0.7", "port": 9000}, ["--host", "10.0.0.7", "--port", "9000"]),
    ],
)
def test_what_a_key_changes(changes: dict[str, object], expected: list[str]) -> None:
    argv = words(**changes)
    start = argv.index(expected[0])
    assert argv[start : start + len(expected)] == expected


def test_what_is_off_is_not_there() -> None:
    argv = words(ngram_tokens=0, lora=False)
    assert not {"--speculative-config", "--enable-lora", "--max-lora-rank"} & set(argv)
    assert "VLLM_ALLOW_RUNTIME_LORA_UPDATING" not in render(PLAIN.model_copy(update={"lora": False})).environ


def test_no_adapter_no_list() -> None:
    assert "--lora-modules" not in words()


def test_it_is_told_to_keep_to_itself() -> None:
    environ = render(PLAIN, environ={"PATH": "/bin"}).environ
    assert environ["PATH"] == "/bin"
    assert QUIET.items() <= environ.items()
    assert environ["VLLM_ALLOW_RUNTIME_LORA_UPDATING"] == "True"


@pytest.mark.parametrize("runtime", list(Runtime))
def test_the_key_is_in_the_environment_and_nowhere_else(runtime: Runtime) -> None:
    command = render(PLAIN.model_copy(update={"key": SecretStr("sesame"), "runtime": runtime}))
    assert command.environ["VLLM_API_KEY"] == "sesame"
    assert "sesame" not in " ".join(command.argv)
    assert "sesame" not in command.shown()
    assert 'VLLM_API_KEY="${VLLM_API_KEY:?}"' in command.shown()


def test_a_container() -> None:
    config = PLAIN.model_copy(
        update={
            "runtime": Runtime.CONTAINER,
            "image": "registry.corp/vllm:0.32",
            "adapters_folder": Path("/adapters"),
            "key": SecretStr("sesame"),
        }
    )
    command = render(config, [ADAPTER])
    argv = list(command.argv)
    assert argv[:2] == ["docker", "run"] and command.container == "overhaul-model-8000"
    volumes = [argv[at + 1] for at, word in enumerate(argv) if word == "--volume"]
    assert volumes == ["/models/coder:/models/coder:ro", "/adapters:/adapters:ro"]
    assert {after(argv, "--pull"), after(argv, "--cap-drop"), after(argv, "--network")} == {"never", "ALL", "host"}
    passed = {argv[at + 1] for at, word in enumerate(argv) if word == "--env"}
    assert {"VLLM_API_KEY", *QUIET} <= passed
    image = argv.index("registry.corp/vllm:0.32")
    assert argv[image - 6 : image + 3] == [
        *("--gpus", "all", "--ipc", "host", "--entrypoint", "vllm", "registry.corp/vllm:0.32", "serve", "/models/coder")
    ]


def test_json_arguments_are_json() -> None:
    argv = words()
    assert json.loads(after(argv, "--speculative-config"))["method"] == "ngram"
    assert json.loads(after(argv, "--structured-outputs-config"))["disable_any_whitespace"] is True


@pytest.mark.parametrize(("rank", "room"), [(1, 8), (8, 8), (9, 16), (64, 64), (65, 128), (512, 512), (999, 999)])
def test_room_for_ranks(rank: int, room: int) -> None:
    assert room_for(rank) == room
