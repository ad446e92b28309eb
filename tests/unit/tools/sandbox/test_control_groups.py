"""Control groups of both generations, over folders that look like the kernel's."""

from pathlib import Path

import pytest

from overhaul.domain.sandbox import Limits
from tools.sandbox.cgroups import ControlGroups, Group

LIMITS = Limits(memory_bytes=1 << 20, processes=7)


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "proc").mkdir()
    return tmp_path / "proc"


def mountinfo(*rows: tuple[Path, str, str]) -> str:
    return "".join(f"30 25 0:26 / {point} rw,nosuid - {kind} {kind} {options}\n" for point, kind, options in rows)


def test_the_first_generation_has_a_hierarchy_for_each(proc: Path, tmp_path: Path) -> None:
    memory, pids = tmp_path / "memory", tmp_path / "pids"
    (memory / "own").mkdir(parents=True)
    pids.mkdir()
    (proc / "mountinfo").write_text(mountinfo((memory, "cgroup", "rw,memory"), (pids, "cgroup", "rw,pids")))
    (proc / "cgroup").write_text("8:pids:/\n4:memory:/own\n0::/\n")
    groups = ControlGroups.find(proc)
    assert groups is not None
    group = groups.create(LIMITS)
    assert group is not None
    assert [folder.parent for folder in group.folders] == [memory / "own", pids]
    assert (group.folders[0] / "memory.limit_in_bytes").read_text() == str(1 << 20)
    assert (group.folders[1] / "pids.max").read_text() == "8"


def test_the_second_generation_has_one(proc: Path, tmp_path: Path) -> None:
    root = tmp_path / "unified"
    root.mkdir()
    (root / "cgroup.subtree_control").write_text("cpu memory pids\n")
    (proc / "mountinfo").write_text(mountinfo((root, "cgroup2", "rw")))
    (proc / "cgroup").write_text("0::/user.slice\n")
    groups = ControlGroups.find(proc)
    assert groups is not None
    group = groups.create(LIMITS)
    assert group is not None
    (folder,) = group.folders
    assert folder.parent == root / "overhaul"
    assert (root / "overhaul" / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (folder / "memory.max").read_text() == str(1 << 20)
    assert (folder / "pids.max").read_text() == "8"


def test_without_the_controllers_there_is_none(proc: Path, tmp_path: Path) -> None:
    (tmp_path / "cgroup.subtree_control").write_text("cpu\n")
    (proc / "mountinfo").write_text(mountinfo((tmp_path, "cgroup2", "rw")))
    (proc / "cgroup").write_text("0::/\n")
    assert ControlGroups.find(proc) is None


def test_where_none_can_be_made_the_caller_is_told(proc: Path, tmp_path: Path) -> None:
    assert ControlGroups({"memory": tmp_path / "gone", "pids": tmp_path / "gone2"}, 1).create(LIMITS) is None


@pytest.mark.parametrize(
    ("name", "text", "killed"),
    [
        ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", True),
        ("memory.events", "low 0\noom 1\noom_kill 1\n", True),
        ("memory.events", "low 0\noom 0\noom_kill 0\n", False),
    ],
)
def test_the_kernel_tells_whether_memory_ran_out(tmp_path: Path, name: str, text: str, killed: bool) -> None:
    (tmp_path / name).write_text(text)
    assert Group((tmp_path,)).ran_out_of_memory() is killed
