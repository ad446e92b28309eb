"""``vllm serve`` from one typed config: arguments and environment, exactly as they are run."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from overhaul.domain.servers import Adapter, Runtime, ServerConfig

QUIET = {
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
"""It tells nobody about itself and fetches nothing."""
_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""The ranks vLLM makes room for."""
_PATHS_NOT_LOGGED = "/health,/metrics,/v1/models"


@dataclass(frozen=True)
class ServeCommand:
    """A program and its environment.

    Args:
        argv: the words of the command.
        environ: the whole environment of the process.
        own: the names in it that were set here, which ``shown`` shows.
        secret: the names whose values are never shown.
    """

    argv: tuple[str, ...]
    environ: dict[str, str]
    own: tuple[str, ...]
    secret: frozenset[str] = frozenset({"VLLM_API_KEY"})
    container: str = ""
    """The container's name, where it runs in one."""

    def shown(self) -> str:
        """A line for a shell; the key is read from a variable of the same name."""
        words = [
            f'{name}="${{{name}:?}}"' if name in self.secret else f"{name}={shlex.quote(self.environ[name])}"
            for name in self.own
        ]
        return " ".join([*words, *map(shlex.quote, self.argv)])


def render(
    config: ServerConfig,
    adapters: Sequence[Adapter] = (),
    *,
    program: str = "",
    environ: Mapping[str, str] | None = None,
) -> ServeCommand:
    """The command that serves ``config`` with ``adapters`` loaded.

    Args:
        program: where vllm, or docker, was found; empty: as the config names it.
        environ: what the process may know of this machine's environment.
    """
    own = {**QUIET, **({"VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True"} if config.lora else {}), **config.environment}
    if config.key is not None:
        own["VLLM_API_KEY"] = config.key.get_secret_value()
    arguments = _arguments(config, adapters)
    everything = {**(environ or {}), **own}
    if config.runtime is Runtime.PROCESS:
        return ServeCommand((program or config.program, "serve", *arguments), everything, tuple(own))
    name = f"overhaul-model-{config.port}"
    argv = (program or config.container_program, *_container(config, adapters, name, own), *arguments)
    return ServeCommand(argv, everything, tuple(own), container=name)


def _arguments(config: ServerConfig, adapters: Sequence[Adapter]) -> list[str]:
    words = [config.model, "--served-model-name", config.served_name]
    words += ["--host", config.host, "--port", str(config.port)]
    words += ["--dtype", config.dtype, "--gpu-memory-utilization", f"{config.gpu_memory:g}"]
    if config.max_model_len is not None:
        words += ["--max-model-len", str(config.max_model_len)]
    if config.quantization is not None:
        words += ["--quantization", config.quantization]
    if config.tensor_parallel > 1:
        words += ["--tensor-parallel-size", str(config.tensor_parallel)]
    words.append("--enable-prefix-caching" if config.prefix_caching else "--no-enable-prefix-caching")
    words.append("--enable-prompt-tokens-details")
    # What is asked is the organisation's code: it stays out of the log.
    words += ["--no-enable-log-requests", "--disable-access-log-for-endpoints", _PATHS_NOT_LOGGED]
    if config.ngram_tokens:
        words += ["--speculative-config", _json(_ngram(config))]
    words += ["--structured-outputs-config", _json(_structured(config))]
    if config.lora:
        words += ["--enable-lora", "--max-loras", str(config.max_loras)]
        words += ["--max-lora-rank", str(room_for(config.max_lora_rank))]
        if adapters:
            words.append("--lora-modules")
            words += [_json({"name": one.served_name, "path": one.path}) for one in adapters]
    return [*words, *config.extra_args]


def room_for(rank: int) -> int:
    """The smallest rank vLLM makes room for that holds ``rank``."""
    return next((known for known in _RANKS if known >= rank), rank)


def _ngram(config: ServerConfig) -> dict[str, object]:
    """Edits copy their input, so what comes next is often already in the prompt."""
    return {
        "method": "ngram",
        "num_speculative_tokens": config.ngram_tokens,
        "prompt_lookup_max": 4,
        "prompt_lookup_min": 2,
    }


def _structured(config: ServerConfig) -> dict[str, object]:
    """Whitespace between tokens of JSON is where small models get lost; only some backends can forbid it."""
    forbids = config.structured_backend in ("guidance", "xgrammar")
    return {"backend": config.structured_backend, **({"disable_any_whitespace": True} if forbids else {})}


def _container(config: ServerConfig, adapters: Sequence[Adapter], name: str, own: Mapping[str, str]) -> list[str]:
    # The host's network, so that the address bound is the one configured: a published port of a bridge
    # would leave the unprotected paths open to every other container.
    words = ["run", "--rm", "--init", "--name", name, "--network", "host", "--pull", "never"]
    words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    for variable in own:
        words += ["--env", variable]
    for folder in _folders(config, adapters):
        words += ["--volume", f"{folder}:{folder}:ro"]
    return [*words, *config.container_args, "--entrypoint", "vllm", config.image, "serve"]


def _folders(config: ServerConfig, adapters: Sequence[Adapter]) -> list[str]:
    """What the container sees of this machine, each folder once."""
    wanted = [config.model] if Path(config.model).is_absolute() else []
    wanted += [str(config.adapters_folder)] if config.adapters_folder else []
    wanted += [adapter.path for adapter in adapters]
    found: list[str] = []
    for folder in dict.fromkeys(wanted):
        if not any(Path(folder).is_relative_to(other) for other in found):
            found.append(folder)
    return found


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
