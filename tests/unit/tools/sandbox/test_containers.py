"""A container's settings and the engine's stream."""

import struct
from pathlib import Path

import pytest

from overhaul.domain.sandbox import Command, Limits, Mount
from tools.sandbox.containers import Frames, Inside, container_settings


def frame(kind: int, data: bytes) -> bytes:
    return struct.pack(">BxxxI", kind, len(data)) + data


@pytest.mark.parametrize("size", [1, 3, 8, 9, 1000])
def test_frames_are_put_together_however_they_are_cut(size: int) -> None:
    stream = frame(1, b"one ") + frame(2, b"") + frame(2, b"two " * 50) + frame(1, b"\x01\x00\x00\x00")
    frames = Frames()
    pieces = [frames.decode(stream[start : start + size]) for start in range(0, len(stream), size)]
    assert b"".join(pieces) == b"one " + b"two " * 50 + b"\x01\x00\x00\x00"


def settings(tmp_path: Path, command: Command, *mounts: Mount) -> dict[str, object]:
    return container_settings(Inside("image", 1234, tmp_path / "tree", tmp_path, mounts), command)


def test_nothing_is_left_open(tmp_path: Path) -> None:
    made = settings(tmp_path, Command(argv=("true",), limits=Limits(processes=9, memory_bytes=1 << 26)))
    assert made["network_mode"] == "none"
    assert made["read_only"] is True
    assert made["cap_drop"] == ["ALL"]
    assert made["user"] == "1234:1234"
    assert made["pids_limit"] == 10
    assert made["mem_limit"] == made["memswap_limit"] == 1 << 26
    assert "privileged" not in made
    assert not any("docker.sock" in str(bind) for bind in made["mounts"])  # type: ignore[attr-defined]


def test_mounts_below_roots_home_get_a_way_in(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shown = Mount(host=str(tmp_path / "data"), inside="/root/.pyenv/versions/2.7.18")
    made = settings(tmp_path, Command(argv=("true",)), shown)
    targets = {bind["Target"]: bind["ReadOnly"] for bind in made["mounts"]}  # type: ignore[attr-defined]
    assert targets["/root"] is True
    assert targets[shown.inside] is True
    assert (tmp_path / "root" / ".pyenv" / "versions" / "2.7.18").is_dir()
