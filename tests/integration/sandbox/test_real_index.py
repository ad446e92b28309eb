"""The public index, as legacy code needs it: an old interpreter, an old release, a build."""

from pathlib import Path

import pytest

from overhaul.domain.sandbox import Command, Mount, Toolchain
from overhaul.settings import read_settings
from tests.support.sandboxes import KINDS, sandbox
from tools.sandbox.environments import CachedEnvironments
from tools.sandbox.toolchains import HostToolchains


def _toolchain(name: str) -> Toolchain:
    settings = read_settings()
    toolchains = HostToolchains(
        search_path=settings.search_path,
        pyenv_root=settings.pyenv_root,
        home=settings.home,
        extra=settings.toolchain_roots,
    )
    found = toolchains.find(name)
    if found is None:
        pytest.skip(f"not run: no {name} on this machine")
    return found


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    [pytest.param("python2.7", marks=pytest.mark.py27), pytest.param("python3.12", marks=pytest.mark.py312)],
)
def test_what_is_installed_can_be_imported(kind: str, name: str, tmp_path: Path) -> None:
    toolchain = _toolchain(name)
    (tmp_path / "base").mkdir()
    with sandbox(kind, tmp_path / "scratch", read_settings().index) as box:
        environments = CachedEnvironments(box, tmp_path / "cache")
        environment = environments.build(toolchain, ["docopt==0.6.2", "six", "no-such-distribution-overhaul"])
        if any("cannot be reached" in why for _requirement, why in environment.failed):
            pytest.skip("not run: the package index cannot be reached")
        assert [requirement for requirement, _why in environment.failed] == ["no-such-distribution-overhaul"]
        assert environment.installed[0] == "docopt==0.6.2"
        mount = Mount(host=environment.path, inside="/overhaul/environment")
        command = Command(
            argv=(toolchain.executable, "-c", "import docopt, six; print(docopt.__version__)"),
            env=(("PYTHONPATH", mount.inside),),
        )
        with box.open(tmp_path / "base", toolchain=toolchain, mounts=(mount,)) as workspace:
            assert workspace.run(command).output == b"0.6.2\n"
