"""What models proposed and what became of it, kept as material for tuning: one line of JSON a proposal."""

import threading
from pathlib import Path

from overhaul.domain.errors import StoreFailure
from overhaul.domain.models import ModelReply, ModelRequest, Sample
from overhaul.domain.ports import Artifacts


class FileSamples:
    """Implements ``Samples`` for one job: ``FOLDER/LABEL.jsonl``, so that what may be used for what lies apart.

    Questions and answers go to the artifact store; the line holds their names.
    """

    def __init__(self, folder: Path, artifacts: Artifacts, job: str, track: str) -> None:
        self._folder = folder
        self._artifacts = artifacts
        self._job = job
        self._track = track
        self._lock = threading.Lock()

    def append(
        self, request: ModelRequest, reply: ModelReply, *, accepted: bool, reason: str, gained: int = 0
    ) -> Sample:
        """Keep one.

        Raises:
            StoreFailure: it cannot be written.
        """
        sample = Sample(
            job=self._job,
            track=self._track,
            role=request.role,
            prompt=self._artifacts.put(request.model_dump_json().encode()),
            answer=self._artifacts.put(reply.model_dump_json().encode()),
            accepted=accepted,
            reason=reason,
            gained=gained,
            label=reply.label,
            model=reply.model,
            adapter=reply.adapter,
        )
        try:
            with self._lock:
                self._folder.mkdir(parents=True, exist_ok=True)
                with (self._folder / f"{reply.label.value}.jsonl").open("a", encoding="utf-8") as file:
                    file.write(sample.model_dump_json() + "\n")
        except OSError as exc:
            raise StoreFailure(f"a sample cannot be kept in {self._folder}: {exc.strerror}") from exc
        return sample
