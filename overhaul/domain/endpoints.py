"""A model server as the settings describe it: where it is, what it holds, what it costs."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, SecretStr

from overhaul.domain.base import Frozen
from overhaul.domain.models import Residency, Role


class Structured(StrEnum):
    """How an endpoint is told which JSON schema its answer must obey."""

    JSON_SCHEMA = "json-schema"
    """``response_format`` of type ``json_schema``, strict: vLLM, Ollama, TGI, hosted providers."""
    VLLM = "vllm"
    """``structured_outputs`` in the body: vLLM's own."""
    JSON_OBJECT = "json-object"
    """``response_format`` of type ``json_object``, and the schema in the prompt."""
    PROMPT = "prompt"
    """The schema in the prompt, nothing else."""


class Endpoint(Frozen):
    """One OpenAI-compatible server and the model asked there."""

    name: str
    base_url: str
    """``http://host:8000`` or ``https://host/path/v1``; without a path, ``/v1`` is meant."""
    model: str = ""
    """The name the server knows it by: the base model's or an adapter's. Empty: the first it names."""
    adapter: str = ""
    """The registered adapter that ``model`` stands for, e.g. ``payments@3``; empty: a base model."""
    residency: Residency
    context: int = Field(default=32_768, ge=256)
    """Tokens that prompt and answer may have together."""
    key: SecretStr | None = Field(default=None, exclude=True)
    """Sent as a bearer token. Never written down: not in JSON, not in a digest, not in a repr."""
    key_from: str = ""
    """Where the key comes from, in words; with no ``key`` it is missing there. Empty: none is needed."""
    roles: tuple[Role, ...] = ()
    """Who may be sent here; empty: everybody."""
    structured: Structured = Structured.JSON_SCHEMA
    extra: dict[str, JsonValue] = Field(default_factory=dict)
    """Further fields of the request's body, e.g. ``chat_template_kwargs``."""
    parallel: int = Field(default=64, ge=1)
    """Calls in flight at once; others wait here rather than there."""
    price_input: Decimal = Field(default=Decimal(0), ge=0)
    """Per million prompt tokens."""
    price_cached: Decimal | None = Field(default=None, ge=0)
    """Per million prompt tokens that the server had in its cache; None: as ``price_input``."""
    price_output: Decimal = Field(default=Decimal(0), ge=0)
    """Per million answer tokens."""
    gpu_hour_cost: Decimal = Field(default=Decimal(0), ge=0)
    """Of one GPU for an hour; where it is given, tokens cost nothing."""
    gpus: int = Field(default=1, ge=1)
    currency: str = "EUR"
    ca_bundle: Path | None = None
    """PEM file of the authorities its certificate may come from; None: this machine's."""
    attempts: int = Field(default=4, ge=1)
    """Tries of one call, the first included."""
    connect_seconds: float = Field(default=10.0, gt=0)
    first_token_seconds: float = Field(default=120.0, gt=0)
    """From sending to the first piece of the answer: waiting in the server's queue included."""
    next_token_seconds: float = Field(default=30.0, gt=0)
    """Between two pieces of the answer."""
    max_answer_bytes: int = Field(default=32 << 20, ge=1024)
    """Of one answer as it comes over the wire."""

    @property
    def api_url(self) -> str:
        """The root of its API, with no slash at the end."""
        url = self.base_url.rstrip("/")
        return url if urlsplit(url).path else url + "/v1"

    @property
    def host(self) -> str:
        """Its host's name or address, without the port; empty where the URL has none."""
        return urlsplit(self.base_url).hostname or ""
