"""What models proposed and what became of it, kept as material for tuning: one line of JSON a proposal."""

import threading
from collections.abc import Callable
from pathlib import Path

from overhaul.domain.errors import StoreFailure
from overhaul.domain.models import ModelReply, ModelRequest, Sample, Segment, Speaker
from overhaul.domain.ports.store import Artifacts


class FileSamples:
    """Implements ``Samples`` for one job: ``FOLDER/LABEL.jsonl``, so that what may be used for what lies apart.

    Questions and answers go to the artifact store; the line holds their names.

    Args:
        shown: a request in the form in which it may be kept, with secrets masked.
    """

    def __init__(
        self,
        folder: Path,
        artifacts: Artifacts,
        job: str,
        track: str,
        shown: Callable[[ModelRequest], ModelRequest] | None = None,
    ) -> None:
        self._folder = folder
        self._artifacts = artifacts
        self._job = job
        self._track = track
        self._shown = shown or (lambda request: request)
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
            prompt=self._artifacts.put(self._shown(request).model_dump_json().encode()),
            answer=self._artifacts.put(self._masked(request, reply).model_dump_json().encode()),
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

    def _masked(self, request: ModelRequest, reply: ModelReply) -> ModelReply:
        """The answer without the secrets that were put back into it."""
        said = Segment(speaker=Speaker.ASSISTANT, text=reply.text)
        kept = self._shown(request.model_copy(update={"segments": (*request.segments, said)}))
        return reply.model_copy(update={"text": kept.segments[-1].text})
