"""Samples lie apart by label."""

import json
from pathlib import Path

from overhaul.domain.models import Finish, Label, ModelReply, ModelRequest, Residency, Role
from overhaul.store.memory import MemoryArtifacts
from overhaul.store.samples import FileSamples


def test_each_label_has_its_own_file_and_texts_are_artifacts(tmp_path: Path) -> None:
    artifacts = MemoryArtifacts()
    samples = FileSamples(tmp_path, artifacts, "job1", "python2-to-3")
    request = ModelRequest(role=Role.REPAIRER, segments=())
    for label in (Label.PUBLIC, Label.RESTRICTED):
        reply = ModelReply(
            text="x", finish=Finish.STOP, endpoint="e", model="m", residency=Residency.ON_PREM, label=label
        )
        samples.append(request, reply, accepted=label is Label.PUBLIC, reason="why", gained=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public.jsonl", "restricted.jsonl"]
    line = json.loads((tmp_path / "public.jsonl").read_text())
    assert (line["accepted"], line["gained"], line["track"]) == (True, 3, "python2-to-3")
    assert ModelRequest.model_validate_json(artifacts.get(line["prompt"])) == request
