"""``[server]``: where a model server may listen, where its key comes from, what may be passed on to it."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from overhaul.domain.errors import BadSettings
from overhaul.domain.servers import Runtime
from overhaul.server_section import ServerSection
from overhaul.settings import read_repository_file, read_settings

KEY = SecretStr("sesame")


def config(key: SecretStr | None = None, **keys: object) -> object:
    return ServerSection.model_validate({"model": "/models/coder", **keys}).config(key, Path("/state/log"))


@pytest.mark.parametrize(
    ("host", "key", "more"),
    [
        ("127.0.0.1", None, {}),
        ("localhost", None, {}),
        ("::1", None, {}),
        ("10.1.2.3", KEY, {}),
        ("192.168.0.9", KEY, {}),
        ("fd00::7", KEY, {}),
        ("0.0.0.0", KEY, {"all_interfaces": True}),
    ],
)
def test_where_it_may_listen(host: str, key: SecretStr | None, more: dict[str, object]) -> None:
    assert config(key, host=host, **more)


@pytest.mark.parametrize(
    ("host", "key", "more", "said"),
    [
        ("10.1.2.3", None, {}, "has no key"),
        ("0.0.0.0", KEY, {}, "every address"),
        ("::", KEY, {}, "every address"),
        ("0.0.0.0", None, {"all_interfaces": True}, "has no key"),
        ("8.8.8.8", KEY, {}, "from the internet"),
        ("8.8.8.8", KEY, {"all_interfaces": True}, "from the internet"),
        ("gpu1.corp.example", KEY, {}, "is no address"),
        ("", KEY, {}, "is no address"),
    ],
)
def test_where_it_may_not(host: str, key: SecretStr | None, more: dict[str, object], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        config(key, host=host, **more)


@pytest.mark.parametrize(
    "arguments",
    [("--max-num-seqs", "64"), ("--kv-cache-dtype=fp8",), ("--enforce-eager",), ("-O3",), ("--load-format", "dummy")],
)
def test_arguments_that_are_passed_on(arguments: tuple[str, ...]) -> None:
    assert config(extra_args=arguments)


@pytest.mark.parametrize(
    "argument",
    [
        *("--host", "--host=0.0.0.0", "--port", "--api-key", "--api_key=x", "--api-k", "--uds", "--lora-modules"),
        *("--trust-remote-code", "--trust-rem", "--trust_remote_code", "--middleware", "--allowed-local-media-path=/"),
        *("--enable-log-requests", "--config", "--logits-processors", "--worker-extension-cls"),
    ],
)
def test_arguments_that_are_not(argument: str) -> None:
    with pytest.raises(BadSettings, match=r"server\.extra_args"):
        config(extra_args=("--max-num-seqs", "64", argument))


@pytest.mark.parametrize("keys", [{"port": 0}, {"gpu_memory": 1.5}, {"structured_backend": "magic"}, {"modell": "x"}])
def test_values_that_make_no_sense(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        config(**keys)


def test_a_model_and_its_name() -> None:
    assert ServerSection(model="/models/coder/").config(None, Path("/log")).served_name == "coder"
    assert ServerSection(model="org/coder").config(None, Path("/log")).served_name == "coder"
    with pytest.raises(BadSettings, match=r"server\.model is not set"):
        ServerSection().config(None, Path("/log"))


def test_a_container_is_shown_a_folder() -> None:
    with pytest.raises(BadSettings, match="whole path"):
        ServerSection(model="org/coder", runtime=Runtime.CONTAINER).config(None, Path("/log"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_its_address(host: str) -> None:
    url = ServerSection(model="/m", host=host, port=81).config(None, Path("/log")).base_url
    assert url == ("http://[::1]:81" if host == "::1" else "http://127.0.0.1:81")


def machine(tmp_path: Path, text: str, **environ: str) -> dict[str, str]:
    file = tmp_path / "own.toml"
    file.write_text(text)
    return {"HOME": str(tmp_path), "OVERHAUL_CONFIG": str(file), "PIP_CONFIG_FILE": "/dev/null", **environ}


def test_the_key_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-file\n")
    text = '[server]\nmodel = "/m"\nkey_env = "K"\n'
    found = read_settings(machine(tmp_path, text, K="from-env")).models
    assert found.server_key == SecretStr("from-env")
    found = read_settings(machine(tmp_path, f'[server]\nmodel = "/m"\nkey_file = "{tmp_path}/key"\n')).models
    assert found.server_key == SecretStr("from-file")
    assert "from-file" not in repr(found)


def test_a_key_that_is_not_there_is_told_when_it_is_needed(tmp_path: Path) -> None:
    models = read_settings(machine(tmp_path, '[server]\nmodel = "/m"\nkey_env = "K"\n')).models
    with pytest.raises(BadSettings, match="there is no key in K"):
        models.server.config(models.server_key, Path("/log"))


def test_two_places_for_one_key(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="server: the key is in key_env or in key_file"):
        read_settings(machine(tmp_path, '[server]\nmodel = "/m"\nkey_env = "K"\nkey_file = "/k"\n'))


def test_a_repository_may_not_set_it() -> None:
    with pytest.raises(BadSettings, match="may not set \\[server\\]"):
        read_repository_file(b'[server]\nmodel = "/m"\n', "overhaul.toml", trusted=False)
    read_repository_file(b'[server]\nmodel = "/m"\n', "overhaul.toml", trusted=True)


def test_a_server_sees_the_hardware_and_no_credential(tmp_path: Path) -> None:
    given = {"CUDA_VISIBLE_DEVICES": "1", "VLLM_LOGGING_LEVEL": "INFO", "PATH": "/bin"}
    secret = {"VLLM_API_KEY": "x", "AWS_SECRET_ACCESS_KEY": "x", "GITHUB_TOKEN": "x", "OVERHAUL_MODEL_KEY": "x"}
    seen = read_settings(machine(tmp_path, "", **given, **secret)).server_environment
    assert given.items() <= seen.items()
    assert not secret.keys() & seen.keys()
