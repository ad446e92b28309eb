"""The settings of models: endpoints, what may go to them, what may be spent. Read in ``overhaul.settings``."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, SecretStr

from overhaul.domain.endpoints import Endpoint, Structured
from overhaul.domain.errors import BadSettings
from overhaul.domain.hosts import is_private
from overhaul.domain.jobs import WhenUnavailable
from overhaul.domain.models import Label, Residency, Role
from overhaul.domain.policy import ALLOWED, Budget, LabelRule, Policy
from overhaul.sections import Section
from overhaul.server_section import ServerSection

_MOST_KEY_BYTES = 1 << 16


class EndpointSection(Section):
    """``[[endpoints]]``: one model server each."""

    name: str = Field(min_length=1, pattern=r"^[\w.:@/-]+$", description="What `--model` calls it.")
    base_url: str = Field(description="Where it is: `http://gpu1:8000`, or with a path, `https://host/api/v1`.")
    model: str = Field("", description="The model's or adapter's name there; empty: the first one the server names.")
    residency: Residency = Field(description="Where its data goes: `on-prem`, `private-cloud` or `third-party`.")
    context: int = Field(32_768, ge=256, description="Tokens that prompt and answer may have together.")
    key_env: str | None = Field(None, description="The environment variable that holds its key.")
    key_file: Path | None = Field(None, description="The file that holds its key.")
    roles: tuple[Role, ...] = Field(
        (), description="Who may be sent there: `planner`, `editor`, `repairer`, `reviewer`; empty: all."
    )
    structured: Structured = Field(
        Structured.JSON_SCHEMA,
        description="How it is told a JSON schema: `json-schema`, `vllm`, `json-object` or `prompt`.",
    )
    extra: dict[str, JsonValue] = Field(
        default_factory=dict, description="Further fields of each request, e.g. `chat_template_kwargs`."
    )
    parallel: int = Field(64, ge=1, description="Calls in flight at once.")
    price_input: Decimal = Field(Decimal(0), ge=0, description="Price of a million prompt tokens.")
    price_cached: Decimal | None = Field(
        None, ge=0, description="Price of a million prompt tokens from its cache; default: `price_input`."
    )
    price_output: Decimal = Field(Decimal(0), ge=0, description="Price of a million answer tokens.")
    gpu_hour_cost: Decimal = Field(
        Decimal(0), ge=0, description="Cost of one GPU for an hour; then tokens cost nothing."
    )
    gpus: int = Field(1, ge=1, description="GPUs it runs on.")
    currency: str = Field("EUR", description="Of the prices and costs.")
    ca_bundle: Path | None = Field(None, description="PEM file of the authorities its certificate may come from.")
    attempts: int = Field(4, ge=1, description="Tries of one call, the first included.")
    connect_seconds: float = Field(10.0, gt=0, description="Seconds until a connection stands.")
    first_token_seconds: float = Field(120.0, gt=0, description="Seconds until an answer begins, its queue included.")
    next_token_seconds: float = Field(30.0, gt=0, description="Seconds from one piece of an answer to the next.")
    max_answer_bytes: int = Field(32 << 20, ge=1024, description="Bytes of one answer on the wire.")


class PolicySection(Section):
    """``[policy]``: what the organisation allows."""

    default_label: Label = Field(
        Label.CONFIDENTIAL,
        description="Of files no `[[labels]]` names: `public`, `internal`, `confidential`, `restricted`.",
    )
    residencies: dict[Label, tuple[Residency, ...]] = Field(
        default_factory=dict,
        description="Where each label may go. Default: `public` anywhere, `internal` on-prem and private-cloud, "
        "`confidential` and `restricted` on-prem.",
    )
    air_gapped: bool = Field(False, description="Connect to nothing but this machine and `internal_hosts`.")
    internal_hosts: tuple[str, ...] = Field(
        (), description="Host names, `.domains`, addresses and networks (`10.0.0.0/8`) that are inside."
    )
    wait_seconds: float = Field(30.0, ge=0, description="Seconds a question waits while every endpoint is down.")


class LabelSection(Section):
    """``[[labels]]``: how sensitive some files are."""

    label: Label = Field(description="`public`, `internal`, `confidential` or `restricted`.")
    paths: tuple[str, ...] = Field((), description="Globs of files; the highest label of several holds.")
    owners: tuple[str, ...] = Field((), description="Owners in CODEOWNERS; these rules can only raise a label.")


class BudgetSection(Section):
    """``[budget]``: the most that models may take of one job."""

    calls: int | None = Field(2_000, ge=0, description="Calls.")
    tokens: int | None = Field(None, ge=0, description="Tokens of prompts and answers together.")
    seconds: float | None = Field(3_600, ge=0, description="Seconds of wall-clock time from the first question on.")
    money: float | None = Field(None, ge=0, description="Money, in the endpoints' currency.")


class AgentsSection(Section):
    """``[agents]``: how models are put to work."""

    parallel: int = Field(16, ge=1, description="Units and clusters worked on at a time; `--agents`.")
    turns: int = Field(4, ge=1, description="Answers one agent may give to one task.")
    samples: int = Field(1, ge=1, le=16, description="Answers asked for a turn; the best that was verified counts.")
    approve: bool = Field(False, description="Ask a person before models change anything; `--approve`.")
    when_unavailable: WhenUnavailable = Field(
        WhenUnavailable.CONTINUE,
        description="Where no server answers: `continue` without, `wait` for one, or `stop` with an error.",
    )
    wait_seconds: int = Field(600, ge=0, description="Seconds to `wait` before the job goes on without.")
    canary: bool = Field(True, description="Try every endpoint before a job trusts it; see `overhaul model check`.")


class LedgerSection(Section):
    """``[ledger]``: the record of every call."""

    durable: bool = Field(True, description="Wait for the disk before anything is sent.")


class ModelTables(Section):
    """What a trusted file may say of models."""

    endpoints: tuple[EndpointSection, ...] = ()
    policy: PolicySection = PolicySection()
    labels: tuple[LabelSection, ...] = ()
    agents: AgentsSection = AgentsSection()
    budget: BudgetSection = BudgetSection()
    ledger: LedgerSection = LedgerSection()
    server: ServerSection = ServerSection()


class ModelSettings(Section):
    """What is in force: the machine's own file, with the tables of ``--config`` in place of its own."""

    endpoints: tuple[Endpoint, ...] = ()
    policy: Policy = Policy()
    agents: AgentsSection = AgentsSection()
    budget: Budget = Budget()
    durable_ledger: bool = True
    server: ServerSection = ServerSection()
    """The model server that is started here."""
    server_key: SecretStr | None = None


def rules_of(sections: Iterable[LabelSection], name: str) -> tuple[LabelRule, ...]:
    """Label rules as the domain has them.

    Raises:
        BadSettings: one names neither paths nor owners.
    """
    rules = tuple(LabelRule(label=item.label, paths=item.paths, owners=item.owners) for item in sections)
    if any(not (rule.paths or rule.owners) for rule in rules):
        raise BadSettings(
            f"{name}: [[labels]] must name paths or owners", hint="policy.default_label is for all other files"
        )
    return rules


def in_force(tables: ModelTables, name: str, environ: Mapping[str, str]) -> ModelSettings:
    """Settings with every key looked up, from ``environ`` or its file.

    Raises:
        BadSettings: two endpoints share a name, one names two places for its key, currencies differ.
    """
    endpoints = tuple(_endpoint(section, name, environ.get) for section in tables.endpoints)
    names = [endpoint.name for endpoint in endpoints]
    double = next((each for each in names if names.count(each) > 1), None)
    if double is not None:
        raise BadSettings(f"{name}: two endpoints are called {double}")
    if len({endpoint.currency for endpoint in endpoints}) > 1:
        raise BadSettings(f"{name}: endpoints in several currencies cannot be added up", hint="choose one")
    policy = tables.policy
    return ModelSettings(
        endpoints=endpoints,
        policy=Policy(
            default_label=policy.default_label,
            rules=rules_of(tables.labels, name),
            residencies={**ALLOWED, **policy.residencies},
            air_gapped=policy.air_gapped,
            internal_hosts=policy.internal_hosts,
            wait_seconds=policy.wait_seconds,
        ),
        agents=tables.agents,
        budget=Budget(**tables.budget.model_dump()),
        durable_ledger=tables.ledger.durable,
        server=tables.server,
        server_key=_key(tables.server.key_env, tables.server.key_file, f"{name}: server", environ.get)[0],
    )


def default_endpoint(url: str, model: str, key: str) -> Endpoint:
    """The endpoint of ``OVERHAUL_MODEL_URL`` alone: at home only where its address says so."""
    home = is_private(urlsplit(url).hostname or "")
    return Endpoint(
        name="default",
        base_url=url,
        model=model,
        residency=Residency.ON_PREM if home else Residency.THIRD_PARTY,
        key=SecretStr(key) if key else None,
    )


def _endpoint(section: EndpointSection, name: str, variable: Callable[[str], str | None]) -> Endpoint:
    key, key_from = _key(section.key_env, section.key_file, f"{name}: endpoint {section.name}", variable)
    return Endpoint(**section.model_dump(exclude={"key_env", "key_file"}), key=key, key_from=key_from)


def _key(
    key_env: str | None, key_file: Path | None, whose: str, variable: Callable[[str], str | None]
) -> tuple[SecretStr | None, str]:
    """A key, where it is there, and in words where it comes from; nothing of both where none is needed."""
    if key_env and key_file:
        raise BadSettings(f"{whose}: the key is in key_env or in key_file, not in both")
    key, key_from = None, ""
    if key_env:
        key, key_from = variable(key_env), f"the environment variable {key_env}"
    elif key_file:
        key, key_from = _content(key_file), f"the file {key_file}"
    return SecretStr(key) if key else None, key_from


def _content(path: Path) -> str | None:
    """A key's file; None where it cannot be read, which is told when the key is needed."""
    try:
        with path.expanduser().open("rb") as file:
            return file.read(_MOST_KEY_BYTES).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
