"""What every artifact store does."""

import hashlib
from pathlib import Path

import pytest

from overhaul.domain.errors import StoreFailure
from overhaul.domain.ports.store import Artifacts
from overhaul.store.artifacts import FileArtifacts
from overhaul.store.memory import MemoryArtifacts


@pytest.fixture(params=["files", "memory"])
def artifacts(request: pytest.FixtureRequest, tmp_path: Path) -> Artifacts:
    return FileArtifacts(tmp_path / "not" / "there yet") if request.param == "files" else MemoryArtifacts()


@pytest.mark.parametrize("content", [b"", b"x", b"\r\n\0\xff", bytes(range(256)) * 40_000])
def test_what_is_put_can_be_got_by_its_hash(artifacts: Artifacts, content: bytes) -> None:
    digest = artifacts.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert artifacts.put(content) == digest
    assert artifacts.get(digest) == content


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "0" * 63 + "/", "A" * 64, "0" * 64 + "\n"])
def test_what_is_not_there(artifacts: Artifacts, name: str) -> None:
    artifacts.put(b"something")
    with pytest.raises(StoreFailure):
        artifacts.get(name)
