"""What the log of a model server that will not start means, and what to do about it."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Trouble(NamedTuple):
    """A cause found in a log."""

    what: str
    advice: str
    lasting: bool
    """Starting it again as it is will end the same way."""


_KNOWN = (
    (
        r"max seq len \(\d+\) is larger than the maximum number of tokens|KV cache .*is larger than the available"
        r"|No available memory for the cache blocks|estimated maximum model length",
        Trouble(
            "there is no room left for the KV cache",
            "lower server.max_model_len, or raise server.gpu_memory, or spread it with server.tensor_parallel",
            True,
        ),
    ),
    (
        r"out of memory|OutOfMemoryError|Cannot allocate memory|std::bad_alloc|Not enough memory",
        Trouble(
            "the memory ran out",
            "lower server.gpu_memory or server.max_model_len, take a quantized model (server.quantization), "
            "or spread it with server.tensor_parallel; see that nothing else uses the GPU (nvidia-smi)",
            False,
        ),
    ),
    (
        r"Free memory on device .* is less than desired GPU memory utilization",
        Trouble(
            "something else uses the GPU's memory",
            "lower server.gpu_memory, or end what uses it (nvidia-smi shows it)",
            True,
        ),
    ),
    (
        r"address already in use|Errno 98",
        Trouble("the port is taken", "choose another with server.port, or stop what listens there", True),
    ),
    (
        r"No CUDA GPUs are available|NVIDIA driver on your system is too old|Failed to infer device type"
        r"|could not select device driver",
        Trouble("no GPU can be used", "see that nvidia-smi works for this user, and that vLLM fits the driver", True),
    ),
    (
        r"greater than max_lora_rank|LoRA rank \d+ is greater",
        Trouble("an adapter's rank is too high", "raise server.max_lora_rank, or remove the adapter", True),
    ),
    (
        r"unrecognized arguments|invalid choice|error: argument",
        Trouble(
            "this vLLM does not know an argument",
            "check server.extra_args against vllm serve --help=all; Overhaul knows vLLM 0.32",
            True,
        ),
    ),
    (
        r"offline mode is enabled|outgoing traffic has been disabled|is not a local folder|Repo id must",
        Trouble(
            "the model is not on this machine, and nothing is downloaded",
            "put its files into a folder and name that in server.model",
            True,
        ),
    ),
    (
        r"trust_remote_code=True|contains custom code|requires you to execute",
        Trouble(
            "the model comes with code of its own, which is not run",
            "take a model whose architecture vLLM knows",
            True,
        ),
    ),
    (
        r"image .* not found|No such image|Unable to find image|pull access denied",
        Trouble("the image is not on this machine", "load it (docker load), or name another in server.image", True),
    ),
    (
        r"Cannot connect to the Docker daemon|permission denied while trying to connect to the Docker",
        Trouble("the container engine does not answer", "start it, or set server.runtime to process", True),
    ),
    (
        r"Insufficient space in /dev/shm",
        Trouble(
            "a container has too little shared memory",
            'put "--ipc", "host" (or "--shm-size", "8g") into server.container_args',
            True,
        ),
    ),
    (
        r"container name .* is already in use",
        Trouble("a container of this name is there already", "docker rm --force it, or choose another port", False),
    ),
    (
        r"Address family not supported|Cannot assign requested address|Errno 99",
        Trouble("server.host is no address of this machine", "see ip addr for those it has", True),
    ),
)


def find_trouble(lines: Iterable[str]) -> Trouble | None:
    """The first known cause among the lines of a log; a later error is mostly the consequence of an earlier one."""
    for line in lines:
        for pattern, trouble in _COMPILED:
            if pattern.search(line):
                return trouble
    return None


_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), trouble) for pattern, trouble in _KNOWN)
