"""The public index, as legacy code needs it: an old interpreter, an old release, a build."""

from pathlib import Path

import pytest

from overhaul.domain.sandbox import Command, Mount
from overhaul.settings import read_settings
from tests.support.sandboxes import KINDS, sandbox, toolchain_called
from tools.sandbox.environments import CachedEnvironments


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    [pytest.param("python2.7", marks=pytest.mark.py27), pytest.param("python3.12", marks=pytest.mark.py312)],
)
def test_what_is_installed_can_be_imported(kind: str, name: str, tmp_path: Path) -> None:
    toolchain = toolchain_called(name)
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
