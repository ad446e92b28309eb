"""What the environment, pip's own configuration and overhaul.toml may say, and what happens if they say nonsense."""

import os
from pathlib import Path

import pytest

import overhaul
from overhaul.domain.errors import BadSettings
from overhaul.domain.jobs import RepositoryOptions
from overhaul.settings import Settings, read_repository_file, read_settings


class Machine:
    """A home folder, and the environment that names it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def pip(self, text: str, place: str = ".config/pip/pip.conf") -> "Machine":
        path = self.home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return self

    def read(self, **environ: str) -> Settings:
        # Without this a machine's own /etc/pip.conf would speak too.
        given = {"PIP_CONFIG_FILE": str(self.home / ".config/pip/pip.conf"), **environ}
        return read_settings({"HOME": str(self.home), **given})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_defaults(machine: Machine) -> None:
    settings = machine.read(PIP_CONFIG_FILE=os.devnull)
    assert settings.state_dir == machine.home / ".local/state/overhaul"
    assert settings.cache_dir == machine.home / ".cache/overhaul"
    assert settings.database_url == f"sqlite:///{machine.home}/.local/state/overhaul/jobs.sqlite"
    assert settings.index.url == "https://pypi.org/simple" and not settings.index.offline
    assert settings.models.endpoints == ()


def test_folders_from_the_environment(machine: Machine) -> None:
    settings = machine.read(XDG_STATE_HOME="/x/state", OVERHAUL_CACHE_DIR="/y", OVERHAUL_TOOLCHAINS="/a:/b::")
    assert (settings.state_dir, settings.cache_dir) == (Path("/x/state/overhaul"), Path("/y"))
    assert settings.toolchain_roots == (Path("/a"), Path("/b"))


def test_pips_file_is_read(machine: Machine) -> None:
    machine.pip("[global]\nindex-url = https://a/simple\nextra-index-url =\n  https://b\n  https://c\ncert = /ca.pem\n")
    index = machine.read().index
    assert (index.url, index.extra_urls, index.ca_bundle) == ("https://a/simple", ("https://b", "https://c"), "/ca.pem")


def test_the_environment_beats_the_file_and_lists_add_up(machine: Machine) -> None:
    machine.pip("[global]\nindex-url = https://file\nextra-index-url = https://b https://c\n")
    index = machine.read(PIP_INDEX_URL="https://env", PIP_EXTRA_INDEX_URL="https://c https://d").index
    assert index.url == "https://env"
    assert index.extra_urls == ("https://c", "https://d", "https://b")
    assert machine.read(PIP_INDEX_URL="https://env", OVERHAUL_INDEX_URL="https://own").index.url == "https://own"


def test_install_beats_global(machine: Machine) -> None:
    machine.pip("[install]\nindex-url = https://install\n[global]\nindex-url = https://global\n")
    assert machine.read().index.url == "https://install"


def test_no_pip_configuration_at_all(machine: Machine) -> None:
    machine.pip("[global]\nindex-url = https://file\n")
    assert machine.read(PIP_CONFIG_FILE=os.devnull).index.url == "https://pypi.org/simple"


def test_a_percent_sign_is_a_percent_sign(machine: Machine) -> None:
    machine.pip("[global]\nindex-url = https://jo:p%40ss@host/simple\n")
    assert machine.read().index.url == "https://jo:p%40ss@host/simple"


@pytest.mark.parametrize(
    ("environ", "offline"),
    [
        ({}, False),
        ({"OVERHAUL_OFFLINE": "1"}, True),
        ({"OVERHAUL_OFFLINE": "0"}, False),
        ({"OVERHAUL_OFFLINE": "False"}, False),
        ({"PIP_NO_INDEX": "true"}, True),
        ({"PIP_NO_INDEX": "no"}, False),
    ],
)
def test_offline(machine: Machine, environ: dict[str, str], offline: bool) -> None:
    assert machine.read(PIP_CONFIG_FILE=os.devnull, **environ).index.offline is offline


@pytest.mark.parametrize("content", [b"no section\n", b"[global]\nindex-url = \xff\n"])
def test_a_broken_pip_file_is_named(machine: Machine, content: bytes) -> None:
    machine.pip("")
    (machine.home / ".config/pip/pip.conf").write_bytes(content)
    with pytest.raises(BadSettings, match="pip's configuration") as caught:
        machine.read()
    assert "PIP_CONFIG_FILE" in caught.value.hint


def options(text: str | bytes, *, trusted: bool = False) -> RepositoryOptions:
    return read_repository_file(text if isinstance(text, bytes) else text.encode(), "overhaul.toml", trusted=trusted)


def test_an_empty_file_says_nothing() -> None:
    assert options("") == RepositoryOptions()


def test_a_whole_file() -> None:
    found = options(
        '[tests]\ncommand = "python -m unittest"\npaths = ["t"]\ntimeout_seconds = 5\n[paths]\nsources = ["src"]\n'
        'exclude = ["vendor"]\nallowed = ["src"]\n[dependencies]\nlegacy = ["mock<1"]\ntarget = ["mock"]\n'
        '[toolchains]\nlegacy = "python2.7"\n[recipes]\nskip = ["division"]\nmodern = true\n[commit]\nname = "N"\n'
    )
    assert (found.test_command, found.test_paths, found.test_timeout_seconds) == ("python -m unittest", ("t",), 5)
    assert (found.source_paths, found.exclude, found.allowed_paths) == (("src",), ("vendor",), ("src",))
    assert (found.legacy_dependencies, found.target_dependencies) == (("mock<1",), ("mock",))
    assert (found.legacy_toolchain, found.skip_recipes, found.modern_idiom) == ("python2.7", ("division",), True)
    assert (found.commit.name, found.commit.email) == ("N", "overhaul@localhost")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[tests]\ncomand = 'x'", "unknown key tests.comand", "did you mean tests.command?"),
        ("[path]\nexclude = []", "unknown key path", "did you mean"),
        ("[zzz]\nqqq = 1", "unknown key zzz", "known keys: "),
        ("[tests]\ncommand = 3", "tests.command: Input should be a valid string", "docs/reference/configuration.md"),
        ("[tests]\ntimeout_seconds = 0", "tests.timeout_seconds", "docs/reference/configuration.md"),
        ("[paths]\nexclude = 'vendor'", "paths.exclude", "docs/reference/configuration.md"),
        ("tests = 3", "tests", "docs/reference/configuration.md"),
        ("[tests\n", "is not valid TOML", "docs/reference/configuration.md"),
        (b"\xff\xfe", "is not valid TOML", "docs/reference/configuration.md"),
    ],
)
def test_what_is_wrong_is_named(text: str | bytes, message: str, hint: str) -> None:
    with pytest.raises(BadSettings) as caught:
        options(text)
    assert message in caught.value.message and hint in caught.value.hint
    assert "overhaul.toml" in caught.value.message
    if hint.startswith("docs/"):
        assert (Path(overhaul.__file__).parent.parent / hint).exists()


@pytest.mark.parametrize("text", ["#" * 300_000, "x = " + "[" * 20_000, "x = " + "{a=" * 9_000])
def test_hostile_files_end_in_an_error(text: str) -> None:
    with pytest.raises(BadSettings):
        options(text)


@pytest.mark.parametrize("command", ["sh -c 'open", 'python "tests/run.py'])
def test_a_command_whose_quotes_do_not_close(command: str) -> None:
    with pytest.raises(BadSettings, match=r"tests\.command cannot be split"):
        options(f"[tests]\ncommand = {command!r}" if '"' in command else f'[tests]\ncommand = "{command}"')


def test_a_command_with_quotes() -> None:
    command = "python \"run me.py\" -k 'a b'"
    assert options(f"[tests]\ncommand = '''{command} '''").test_command == command + " "


def test_only_the_users_own_file_may_name_programs() -> None:
    text = '[toolchains]\nlegacy = "/opt/py27/bin/python"\n'
    assert options(text, trusted=True).legacy_toolchain == "/opt/py27/bin/python"
    with pytest.raises(BadSettings, match="may not point at a program") as caught:
        options(text)
    assert "--config" in caught.value.hint
