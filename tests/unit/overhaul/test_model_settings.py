"""What files may say of models, which file may say it, and where keys come from."""

from decimal import Decimal
from pathlib import Path

import pytest

from overhaul.domain.endpoints import Structured
from overhaul.domain.errors import BadSettings
from overhaul.domain.models import Label, Residency, Role
from overhaul.domain.policy import LabelRule
from overhaul.settings import Settings, read_repository_file, read_settings

WHOLE = """
[[endpoints]]
name = "coder"
base_url = "http://gpu1:8000"
model = "qwen"
residency = "on-prem"
context = 4096
key_env = "CODER_KEY"
roles = ["editor", "repairer"]
structured = "vllm"
extra = { chat_template_kwargs = { enable_thinking = false } }
gpu_hour_cost = 2.5
gpus = 2
ca_bundle = "/etc/ca.pem"

[[endpoints]]
name = "big"
base_url = "https://api.example.com/v1"
residency = "third-party"
price_input = 0.1
price_output = 15

[policy]
default_label = "internal"
internal_hosts = ["10.0.0.0/8"]
air_gapped = true
residencies = { internal = ["on-prem"] }

[[labels]]
label = "restricted"
paths = ["keys"]

[budget]
calls = 10
money = 2.5

[ledger]
durable = false
"""


class Machine:
    """A home with a file of its own, perhaps."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def own(self, text: str) -> "Machine":
        place = self.home / ".config/overhaul/overhaul.toml"
        place.parent.mkdir(parents=True)
        place.write_text(text)
        return self

    def read(self, config: Path | None = None, **environ: str) -> Settings:
        return read_settings({"HOME": str(self.home), "PIP_CONFIG_FILE": "/dev/null", **environ}, config)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_whole_file(machine: Machine) -> None:
    models = machine.own(WHOLE).read(CODER_KEY="k-1").models
    coder, big = models.endpoints
    assert (coder.model, coder.context, coder.roles) == ("qwen", 4096, (Role.EDITOR, Role.REPAIRER))
    assert (coder.structured, coder.gpus, coder.gpu_hour_cost) == (Structured.VLLM, 2, Decimal("2.5"))
    assert coder.extra == {"chat_template_kwargs": {"enable_thinking": False}}
    assert coder.key is not None and coder.key.get_secret_value() == "k-1"
    assert coder.api_url == "http://gpu1:8000/v1" and big.api_url == "https://api.example.com/v1"
    assert (big.key, big.key_from, big.price_input) == (None, "", Decimal("0.1"))
    policy = models.policy
    assert policy.default_label is Label.INTERNAL and policy.air_gapped and policy.internal_hosts == ("10.0.0.0/8",)
    assert policy.residencies[Label.INTERNAL] == (Residency.ON_PREM,) == policy.residencies[Label.CONFIDENTIAL]
    assert policy.rules == (LabelRule(label=Label.RESTRICTED, paths=("keys",)),)
    assert (models.budget.calls, models.budget.money, models.budget.tokens) == (10, 2.5, None)
    assert not models.durable_ledger


def test_no_key_is_shown_anywhere(machine: Machine) -> None:
    settings = machine.own(WHOLE).read(CODER_KEY="k-1")
    assert "k-1" not in repr(settings) + settings.model_dump_json() + str(settings.model_dump())


def test_a_key_in_a_file_or_nowhere(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k-2\n")
    one = f"{ONE}key_file='{tmp_path}/key'\n"
    machine.own(one + one.replace("'a'", "'b'").replace("/key'", "/none'"))
    one, other = machine.read().models.endpoints
    assert one.key is not None and one.key.get_secret_value() == "k-2"
    assert other.key is None and other.key_from == f"the file {tmp_path}/none"


def test_a_file_given_stands_in_place_table_by_table(machine: Machine, tmp_path: Path) -> None:
    given = tmp_path / "mine.toml"
    given.write_text(
        "[tests]\ncommand='pytest'\n[[endpoints]]\nname='mine'\nbase_url='http://h'\nresidency='on-prem'\n"
    )
    models = machine.own(WHOLE).read(given).models
    assert [endpoint.name for endpoint in models.endpoints] == ["mine"]
    assert models.policy.air_gapped and models.budget.calls == 10
    assert read_repository_file(given.read_bytes(), "mine.toml", trusted=True).test_command == "pytest"


def test_a_machines_file_elsewhere(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[policy]\ndefault_label='public'\n")
    assert machine.read(OVERHAUL_CONFIG=str(tmp_path / "x.toml")).models.policy.default_label is Label.PUBLIC
    (tmp_path / "xdg" / "overhaul").mkdir(parents=True)
    (tmp_path / "xdg" / "overhaul" / "overhaul.toml").write_text("[policy]\ndefault_label='internal'\n")
    assert machine.read(XDG_CONFIG_HOME=str(tmp_path / "xdg")).models.policy.default_label is Label.INTERNAL
    with pytest.raises(BadSettings, match=r"none\.toml cannot be read"):
        machine.read(OVERHAUL_CONFIG=str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("url", "residency"),
    [
        ("http://127.0.0.1:11434", Residency.ON_PREM),
        ("http://localhost:8000", Residency.ON_PREM),
        ("http://[::1]:8000", Residency.ON_PREM),
        ("http://10.2.3.4:8000", Residency.ON_PREM),
        ("http://gpu1:8000", Residency.THIRD_PARTY),
        ("http://8.8.8.8", Residency.THIRD_PARTY),
        ("https://localhost.example.com", Residency.THIRD_PARTY),
    ],
)
def test_an_address_alone_is_an_endpoint(machine: Machine, url: str, residency: Residency) -> None:
    settings = machine.read(OVERHAUL_MODEL_URL=url, OVERHAUL_MODEL_KEY="k-3", OVERHAUL_MODEL_NAME="m")
    (endpoint,) = settings.models.endpoints
    assert (endpoint.name, endpoint.residency, endpoint.model) == ("default", residency, "m")
    assert endpoint.key is not None and endpoint.key.get_secret_value() == "k-3"


def test_an_address_does_not_push_aside_what_a_file_says(machine: Machine) -> None:
    models = machine.own(WHOLE).read(OVERHAUL_MODEL_URL="http://127.0.0.1:1").models
    assert [endpoint.name for endpoint in models.endpoints] == ["coder", "big"]
    assert machine.read(OVERHAUL_CONFIG="/dev/null").models.endpoints == ()


ONE = "[[endpoints]]\nname='a'\nbase_url='http://h'\nresidency='on-prem'\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[[endpoints]]\nnmae='a'\nname='a'\nbase_url='x'\nresidency='on-prem'", "endpoints.0.nmae", "endpoints.name?"),
        ("[[endpoints]]\nname='a'\nbase_url='x'", "endpoints.0.residency: Field required", ""),
        (ONE.replace("on-prem", "mars"), "endpoints.0.residency", ""),
        (ONE.replace("'a'", "'a b'"), "endpoints.0.name", ""),
        (ONE + "context = 3", "endpoints.0.context", ""),
        (ONE + ONE, "two endpoints are called a", ""),
        (ONE + "key_env='X'\nkey_file='Y'", "not in both", ""),
        (ONE + ONE.replace("'a'", "'b'") + "currency='USD'", "several currencies", ""),
        ("[[labels]]\nlabel='public'", "must name paths or owners", "default_label"),
        ("[policy]\ndefault_labl='public'", "unknown key policy.default_labl", "policy.default_label"),
        ("[policy]\nresidencies={secret=['on-prem']}", "policy.residencies.secret", ""),
        ("[budget]\ncalls=-1", "budget.calls", ""),
        ("[tests]\ncommand='x'", "unknown key tests", ""),
    ],
)
def test_what_is_wrong_is_named(machine: Machine, text: str, message: str, hint: str) -> None:
    with pytest.raises(BadSettings) as caught:
        machine.own(text).read()
    assert message in caught.value.message and hint in caught.value.hint
    assert "overhaul.toml" in caught.value.message


@pytest.mark.parametrize("table", ["[[endpoints]]", "[policy]", "[budget]", "[ledger]"])
def test_a_repository_does_not_decide_where_its_code_goes(table: str) -> None:
    with pytest.raises(BadSettings, match="a repository may not set") as caught:
        read_repository_file(f"{table}\nx=1".encode(), "overhaul.toml", trusted=False)
    assert "--config" in caught.value.hint


def test_a_repository_may_say_that_it_is_more_sensitive() -> None:
    text = b"[[labels]]\nlabel='restricted'\npaths=['keys']\n"
    rules = (LabelRule(label=Label.RESTRICTED, paths=("keys",)),)
    assert read_repository_file(text, "overhaul.toml", trusted=False).labels == rules
    assert read_repository_file(text, "mine.toml", trusted=True).labels == ()
