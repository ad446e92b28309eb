"""Which sandbox is used, and what is said where there is none."""

from pathlib import Path

import pytest

from overhaul.domain.errors import ExitCode, NoSandbox
from overhaul.domain.jobs import SandboxChoice
from overhaul.domain.sandbox import PackageIndex
from tools.sandbox.select import available, choose


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_every_kind_has_a_status_with_advice_where_it_is_not_usable() -> None:
    statuses = available(None)
    assert [status.name for status in statuses] == ["bubblewrap", "docker"]
    for status in statuses:
        assert bool(status.why_not) == bool(status.advice) == (not status.usable)
    assert not statuses[1].usable


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("choice", list(SandboxChoice))
def test_without_a_sandbox_nothing_is_run_and_the_hint_says_what_to_do(choice: SandboxChoice, tmp_path: Path) -> None:
    with pytest.raises(NoSandbox) as raised:
        choose(choice, PackageIndex(), tmp_path / "scratch", image=None)
    assert raised.value.exit_code is ExitCode.NO_SANDBOX
    if choice is not SandboxChoice.DOCKER:
        assert "apt-get install bubblewrap" in raised.value.hint
    if choice is not SandboxChoice.BUBBLEWRAP:
        assert "OVERHAUL_DOCKER_IMAGE" in raised.value.hint
