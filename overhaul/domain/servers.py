"""A model server of our own: how it is started, which adapters it has, how it fares, and what a check found."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr

from overhaul.domain.base import Frozen


class Runtime(StrEnum):
    """What the server runs in."""

    PROCESS = "process"
    CONTAINER = "container"


class OnFailure(StrEnum):
    """What happens where a started server fails its canary."""

    REFUSE = "refuse"
    """It is stopped."""
    WARN = "warn"
    """It goes on, and the failures are said."""
    OFF = "off"
    """Nobody looks."""


class ServerConfig(Frozen):
    """All that decides how ``vllm serve`` is called."""

    model: str
    """A folder with config.json and safetensors, or the name of a model in the Hugging Face cache."""
    served_name: str
    """What it is asked for by."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    key: SecretStr | None = Field(default=None, exclude=True)
    """Handed over in the environment, never in the arguments, which every user of the machine can read."""
    dtype: str = "auto"
    max_model_len: int | None = Field(default=None, ge=256)
    quantization: str | None = None
    tensor_parallel: int = Field(default=1, ge=1)
    gpu_memory: float = Field(default=0.9, gt=0, le=1)
    prefix_caching: bool = True
    ngram_tokens: int = Field(default=4, ge=0)
    """Tokens guessed ahead from the prompt; 0: none."""
    structured_backend: str = "guidance"
    lora: bool = True
    max_loras: int = Field(default=4, ge=1)
    max_lora_rank: int = Field(default=64, ge=1)
    extra_args: tuple[str, ...] = ()
    environment: dict[str, str] = Field(default_factory=dict)
    runtime: Runtime = Runtime.PROCESS
    program: str = "vllm"
    image: str = "vllm/vllm-openai:latest"
    container_program: str = "docker"
    container_args: tuple[str, ...] = ("--gpus", "all", "--ipc", "host")
    adapters_folder: Path | None = None
    """Shown to a container whole, so that adapters added there later can be loaded."""
    replicas: tuple[str, ...] = ()
    """Base URLs of servers that serve the same; adapters are loaded on each."""
    start_seconds: float = Field(default=900, gt=0)
    stop_seconds: float = Field(default=30, gt=0)
    restarts: int = Field(default=5, ge=0)
    """After a crash, until it has run well for ``steady_seconds``."""
    backoff_seconds: float = Field(default=2, ge=0)
    steady_seconds: float = Field(default=600, ge=0)
    canary: OnFailure = OnFailure.REFUSE
    log_file: Path | None = None

    @property
    def base_url(self) -> str:
        """Where this machine reaches it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Adapter(Frozen):
    """A LoRA adapter of the registry: one version, which never changes."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)
    version: int = Field(ge=1)
    path: str
    """Its folder, the same on every host that serves it."""
    base: str
    """What its own configuration calls its base model."""
    model: str = ""
    """What servers call that model: ``server.served_name`` when it was added."""
    base_sha256: str
    """``serving.weights.model_hash`` of that model."""
    rank: int = Field(ge=1)
    sha256: str
    """Of its configuration and weights, whole."""
    track: str = ""
    """The migration path it was made for; empty: any."""
    repositories: tuple[str, ...] = ()
    """Globs of the repositories it was made for; empty: any."""
    enabled: bool = True
    """Whether servers have it loaded, after a restart too."""

    @property
    def served_name(self) -> str:
        """The model's name by which servers know it, and the evidence too: ``payments@3``."""
        return f"{self.name}@{self.version}"


class ServerStatus(Frozen):
    """How one server fares. Rates are of all it did since its start; None where it did nothing of the kind."""

    base_url: str
    ok: bool
    problem: str = ""
    version: str = ""
    models: tuple[str, ...] = ()
    running: int = 0
    waiting: int = 0
    kv_cache_use: float | None = None
    prefix_hit_rate: float | None = None
    acceptance_rate: float | None = None
    """Of tokens guessed ahead, those that were right."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    finished: dict[str, int] = Field(default_factory=dict)
    """Answers by the reason they ended."""
    adapters_running: tuple[str, ...] = ()
    max_adapters: int = 0


class CanaryCheck(Frozen):
    """One thing tried on an endpoint."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    """What to do where it failed."""
    skipped: bool = False
    """The endpoint has not what it takes to try; ``detail`` says what."""


class CanaryReport(Frozen):
    """What a check of one endpoint found."""

    base_url: str
    model: str
    identity: str
    """Of the endpoint: its address, its models, its version. Another identity is another server."""
    checks: tuple[CanaryCheck, ...]

    @property
    def ok(self) -> bool:
        """Whether a job may trust the endpoint."""
        return all(check.ok for check in self.checks)

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of what failed."""
        return tuple(check.name for check in self.checks if not check.ok)
