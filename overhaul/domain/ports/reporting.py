"""Telling people: reports and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.events import Event
    from overhaul.domain.evidence import Evidence


class Reporter(Protocol):
    """Turns evidence into what people read."""

    def render(self, evidence: Evidence, diffs: Sequence[tuple[str, str]]) -> Mapping[str, bytes]:
        """File name → content. ``diffs`` holds (commit, unified diff) a commit, oldest first."""
        ...


class EventSink(Protocol):
    """Somebody who listens to a job."""

    def emit(self, event: Event) -> None:
        """Take one event. Must not raise and must not block for long."""
        ...
