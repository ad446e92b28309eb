"""Root and ordinary users, overlays and copies: the same behaviour whichever way it comes about."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from overhaul.domain.sandbox import PackageIndex
from tests.support.sandboxes import shell
from tools.sandbox import identity
from tools.sandbox.bubblewrap import BubblewrapSandbox
from tools.sandbox.views import ViewKind, kinds_for

ROOT = Path(__file__).parents[3]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not run: needs root, to become another user")


def _open_to_others(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


@needs_root
@pytest.mark.parametrize("kind", list(ViewKind))
def test_an_ordinary_user_gets_the_same_sandbox(kind: ViewKind, tmp_path_factory: pytest.TempPathFactory) -> None:
    if not (_open_to_others(ROOT) and Path("/usr/bin/python3").exists()):
        pytest.skip("not run: this checkout, or a Python in /usr, cannot be read by another user")
    scratch = Path("/tmp") / f"overhaul-test-{os.getpid()}-{kind}"
    scratch.mkdir()
    try:
        program = Path(__file__).with_name("ordinary_user.py")
        done = subprocess.run(
            [sys.executable, str(program), str(scratch), str(kind)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
    finally:
        subprocess.run(["rm", "-rf", str(scratch)], check=True)
    assert report.pop("forks").strip().isdigit()
    assert report.pop("memory") != 0
    assert report.pop("outside") != 0
    assert report == {
        "changed": [0, "1000\n"],
        "read": "content\nmore\nnew\n",
        "network": 1,
        "capabilities": "0000000000000000",
        "slow": 137,
        "written": "host\n",
        "base": "content\n",
        "left": [],
    }


@pytest.mark.parametrize("kind", kinds_for(identity.current()))
def test_every_kind_of_workspace_behaves_alike(kind: ViewKind, tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "package").mkdir(parents=True)
    (base / "package" / "module.py").write_text("x\n")
    (base / "link").symlink_to("package")
    sandbox = BubblewrapSandbox(PackageIndex(offline=True), tmp_path / "scratch", kinds=[kind])
    with sandbox.open(base) as workspace:
        assert shell(workspace, "echo y >> package/module.py; mv package moved; ls").output == b"link\nmoved\n"
        assert workspace.read("moved/module.py") == b"x\ny\n"
        workspace.write("package/module.py", b"again\n")
        assert shell(workspace, "cat link/module.py; rm -r moved package").output == b"again\n"
        with pytest.raises(FileNotFoundError):
            workspace.read("package/module.py")
    assert (base / "package" / "module.py").read_text() == "x\n"


@needs_root
def test_code_never_runs_as_the_hosts_root(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    sandbox = BubblewrapSandbox(PackageIndex(offline=True), tmp_path / "scratch")
    with sandbox.open(base) as workspace:
        shell(workspace, ": > made")
        owners = {path.stat().st_uid for path in (tmp_path / "scratch").glob("view-*/*/made")}
    assert owners == {identity.current().uid}
    assert owners != {0}


def test_two_sandboxes_can_share_a_scratch_folder(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    first = BubblewrapSandbox(PackageIndex(offline=True), tmp_path / "scratch")
    with first.open(base) as one:
        second = BubblewrapSandbox(PackageIndex(offline=True), tmp_path / "scratch")
        with second.open(base) as two:
            one.write("x", b"1")
            assert not shell(two, "test -e x").ok
        assert one.read("x") == b"1"


def test_what_a_dead_process_left_is_swept_up(tmp_path: Path) -> None:
    process = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True)
    left = tmp_path / "scratch" / f"view-{process.stdout.strip()}-abc" / "tree"
    left.mkdir(parents=True)
    BubblewrapSandbox(PackageIndex(offline=True), tmp_path / "scratch")
    assert not left.parent.exists()
