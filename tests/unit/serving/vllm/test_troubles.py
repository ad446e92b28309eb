"""Logs of servers that did not start, as vLLM and Docker write them, and what they are taken to mean."""

import pytest

from serving.vllm.troubles import find_trouble


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB.", "the memory ran out"),
        ("ValueError: No available memory for the cache blocks. Try increasing …", "there is no room left"),
        (
            "ValueError: To serve at least one request with the models's max seq len (131072), (16.00 GiB KV cache is "
            "needed, which is larger than the available KV cache memory (3.2 GiB). … estimated maximum model length",
            "there is no room left",
        ),
        (
            "ValueError: Free memory on device cuda:0 (11.2/79.1 GiB) on startup is less than desired GPU memory "
            "utilization (0.9, 71.2 GiB).",
            "something else uses the GPU",
        ),
        ("OSError: [Errno 98] Address already in use", "the port is taken"),
        ("RuntimeError: Failed to infer device type, please set the environment variable", "no GPU can be used"),
        ("docker: Error response from daemon: could not select device driver", "no GPU can be used"),
        ("ValueError: LoRA rank 32 is greater than max_lora_rank 16.", "an adapter's rank is too high"),
        ("vllm: error: unrecognized arguments: --max-seqs 3", "does not know an argument"),
        ("OSError: We couldn't connect … offline mode is enabled.", "the model is not on this machine"),
        ("ValueError: The repository x contains custom code which must be executed", "code of its own"),
        ("Unable to find image 'vllm/vllm-openai:latest' locally", "the image is not on this machine"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock", "engine does not answer"),
        (
            "RuntimeError: Insufficient space in /dev/shm for shared-memory allocation: 160 MiB required, 64 MiB free.",
            "too little shared memory",
        ),
        (
            'docker: Error response from daemon: Conflict. The container name "/overhaul-model-8000" is already in use '
            'by container "6ab7".',
            "a container of this name",
        ),
        ("OSError: [Errno 99] Cannot assign requested address", "no address of this machine"),
    ],
)
def test_known_causes(line: str, what: str) -> None:
    found = find_trouble(["INFO starting", line, "RuntimeError: Engine core initialization failed."])
    assert found is not None and what in found.what and found.advice


@pytest.mark.parametrize(
    "line",
    [
        "INFO Initializing a V1 LLM engine with config: trust_remote_code=False, dtype=torch.bfloat16",
        "INFO Maximum concurrency for 2,048 tokens per request: 128.00x",
        "RuntimeError: Engine core initialization failed. See root cause above.",
        "",
    ],
)
def test_what_says_nothing(line: str) -> None:
    assert find_trouble([line]) is None


def test_the_first_cause_counts() -> None:
    found = find_trouble(["CUDA out of memory", "OSError: [Errno 98] Address already in use"])
    assert found is not None and found.what == "the memory ran out"
