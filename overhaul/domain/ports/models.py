"""The way to models, and what their answers need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.anchored import AnchoredEdit, Definition, Misplaced
    from overhaul.domain.edits import Edit
    from overhaul.domain.models import ModelReply, ModelRequest, ModelUse, Sample


class Model(Protocol):
    """The way to the models: whoever asks knows neither endpoints nor policy. Safe to ask from many threads."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer to ``request``, from wherever the policy lets it go.

        Raises:
            ModelUnavailable: nothing that may be asked answers, after retries; asking later may help.
            ModelRefused: no endpoint may see it, or none can hold it; asking again does not help.
        """
        ...

    def uses(self) -> tuple[ModelUse, ...]:
        """What was asked so far, by endpoint and model."""
        ...


class CodeEditor(Protocol):
    """Makes the edits a model can say, by names and texts, into byte ranges. Safe in many threads."""

    def outline(self, data: bytes) -> tuple[Definition, ...]:
        """The functions and classes of a file, in order."""
        ...

    def apply(self, data: bytes, edits: Sequence[AnchoredEdit]) -> tuple[bytes, tuple[Edit, ...]] | Misplaced:
        """``data`` with all of ``edits`` made, each naming a place in ``data`` as it is; or why not."""
        ...


class Samples(Protocol):
    """Keeps what models proposed for one job and what became of it: material for tuning, by label."""

    def append(
        self, request: ModelRequest, reply: ModelReply, *, accepted: bool, reason: str, gained: int = 0
    ) -> Sample:
        """Keep an answer with the question; ``reason`` is what the edits, the tests or the gate said."""
        ...
