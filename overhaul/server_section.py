"""``[server]`` of a file given by ``--config``: a model server that Overhaul starts, and where it may listen."""

import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from overhaul.domain.errors import BadSettings
from overhaul.domain.servers import OnFailure, Runtime, ServerConfig
from overhaul.sections import Section

_OWN_ARGUMENTS = (
    "--host",
    "--port",
    "--uds",
    "--api-key",
    "--served-model-name",
    "--lora-modules",
    "--enable-lora",
    "--max-lora-rank",
    "--max-loras",
    "--enable-log-requests",
    "--enable-log-outputs",
    "--config",
)
"""What the other keys say, or what would put the organisation's code into a log."""
_CODE_ARGUMENTS = (
    "--trust-remote-code",
    "--middleware",
    "--tool-parser-plugin",
    "--reasoning-parser-plugin",
    "--logits-processors",
    "--worker-extension-cls",
    "--allowed-local-media-path",
)
"""What runs code that comes with a model or a path, or opens files of this machine to whoever asks."""
_FIX = "see [server] in docs/reference/configuration.md"


class ServerSection(Section):
    """The keys of ``[server]``."""

    model: str = Field("", description="Folder of the model, or its name in the Hugging Face cache. Needed to serve.")
    served_name: str = Field("", description="What it is asked for by; empty: the folder's own name.")
    host: str = Field("127.0.0.1", description="Address it listens on. Beyond loopback: an internal one, and a key.")
    port: int = Field(8000, ge=1, le=65535, description="Port it listens on.")
    all_interfaces: bool = Field(False, description='Allows `host = "0.0.0.0"`, every address this machine has.')
    key_env: str | None = Field(None, description="The environment variable that holds its API key.")
    key_file: Path | None = Field(None, description="The file that holds its API key.")
    dtype: str = Field("auto", description="Type of the numbers it computes with, e.g. `bfloat16`.")
    max_model_len: int | None = Field(None, ge=256, description="Tokens of prompt and answer; less needs less memory.")
    quantization: str | None = Field(None, description="How the weights are quantized, where the model does not say.")
    tensor_parallel: int = Field(1, ge=1, description="GPUs that one copy of the model is spread over.")
    gpu_memory: float = Field(0.9, gt=0, le=1, description="Share of each GPU's memory it takes.")
    prefix_caching: bool = Field(True, description="Keep what prompts share; Overhaul's prompts share much.")
    ngram_tokens: int = Field(4, ge=0, le=32, description="Tokens guessed from the prompt, as edits copy it; 0: none.")
    structured_backend: Literal["guidance", "xgrammar", "outlines", "lm-format-enforcer", "auto"] = Field(
        "guidance", description="What holds answers to their JSON schema."
    )
    lora: bool = Field(True, description="Whether it can serve adapters.")
    max_loras: int = Field(4, ge=1, description="Adapters in one batch.")
    max_lora_rank: int = Field(64, ge=1, le=512, description="Highest rank of an adapter.")
    extra_args: tuple[str, ...] = Field((), description="Further arguments of `vllm serve`, passed on as they are.")
    environment: dict[str, str] = Field(
        default_factory=dict, description='Further variables for it, e.g. `{CUDA_VISIBLE_DEVICES = "0,1"}`.'
    )
    runtime: Runtime = Field(Runtime.PROCESS, description="`process`, or `container` of an image that is here.")
    program: str = Field("vllm", description="The vllm command, or its path.")
    image: str = Field("vllm/vllm-openai:latest", description="Image of the container; never pulled.")
    container_program: str = Field("docker", description="`docker` or `podman`, or its path.")
    container_args: tuple[str, ...] = Field(
        ("--gpus", "all", "--ipc", "host"), description="Arguments of `docker run`; podman wants others for its GPUs."
    )
    adapters_folder: Path | None = Field(None, description="Folder of adapters, shown to a container whole.")
    replicas: tuple[str, ...] = Field(
        (), description="Base URLs of all servers that serve this model; empty: this one. Adapters go to each."
    )
    start_seconds: float = Field(900, gt=0, description="How long it may take until it answers.")
    stop_seconds: float = Field(30, gt=0, description="How long it may take to end, before it is killed.")
    restarts: int = Field(5, ge=0, description="Starts after crashes in a row, each after a longer pause.")
    canary: OnFailure = Field(
        OnFailure.REFUSE, description="Where a check fails after a start: `refuse` (stop it), `warn`, or `off`."
    )
    log_file: Path | None = Field(None, description="Where its log goes; none: a file in the state folder.")

    def config(self, key: SecretStr | None, log_file: Path) -> ServerConfig:
        """The domain's config.

        Args:
            key: what ``key_env`` or ``key_file`` holds.
            log_file: where the log goes if the section names no file.

        Raises:
            BadSettings: it would be open to strangers, or contradicts itself.
        """
        if not self.model:
            raise BadSettings("server.model is not set", hint='in the file given by --config: [server] model = "/path"')
        self._check_address(key)
        self._check_arguments()
        if self.runtime is Runtime.CONTAINER and not Path(self.model).is_absolute():
            raise BadSettings("server.model must be a folder, as a whole path, to be shown to a container", hint=_FIX)
        where = self.key_env or self.key_file
        if where and key is None:
            raise BadSettings(f"there is no key in {where}", hint="export the variable, or see that the file is there")
        own = {"all_interfaces", "key_env", "key_file", "served_name", "log_file"}
        return ServerConfig(
            **self.model_dump(exclude=own),
            served_name=self.served_name or self.model.rstrip("/").rpartition("/")[2],
            key=key,
            log_file=self.log_file or log_file,
        )

    def _check_address(self, key: SecretStr | None) -> None:
        try:
            address = ipaddress.ip_address("127.0.0.1" if self.host == "localhost" else self.host)
        except ValueError as exc:
            raise BadSettings(f"server.host: {self.host!r} is no address", hint="write it as a number") from exc
        if address.is_loopback:
            return
        if address.is_unspecified and not self.all_interfaces:
            raise BadSettings(
                f"server.host {self.host} would listen on every address of this machine",
                hint="name one address, or say server.all_interfaces = true",
            )
        if not address.is_private:  # what stands for every address counts as private
            raise BadSettings(
                f"server.host {self.host} is reached from the internet", hint="choose an internal address, or 127.0.0.1"
            )
        if key is None:
            raise BadSettings(
                f"server.host {self.host} is reached by others, and the server has no key",
                hint="set server.key_env or server.key_file; some paths (/metrics, /tokenize) answer without one",
            )

    def _check_arguments(self) -> None:
        for argument in self.extra_args:
            name = argument.partition("=")[0].replace("_", "-")
            if not name.startswith("-") or len(name) < 4:
                continue
            if _means(name, _OWN_ARGUMENTS):
                raise BadSettings(
                    f"server.extra_args: {name} is not for there", hint=f"it has a key of its own; {_FIX}"
                )
            if _means(name, _CODE_ARGUMENTS):
                raise BadSettings(
                    f"server.extra_args: {name} lets a model or a request reach code or files of this machine",
                    hint="take a model that needs no code of its own",
                )


def _means(name: str, arguments: tuple[str, ...]) -> bool:
    """Whether vLLM takes ``name`` for one: it takes any beginning of one that is clear, and --a.b for a part of one."""
    return any(known.startswith(name) or name.startswith(f"{known}.") for known in arguments)
