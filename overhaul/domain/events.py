"""What a running job says: one small value an event, the same on a terminal, in JSON and in the store."""

from enum import StrEnum

from pydantic import Field, JsonValue

from overhaul.domain.base import Frozen


class EventKind(StrEnum):
    """The kinds of events; docs/events.md says what each one's data holds."""

    JOB_STARTED = "job-started"
    JOB_RESUMED = "job-resumed"
    STEP_STARTED = "step-started"
    STEP_ENDED = "step-ended"
    UNIT_ENDED = "unit-ended"
    BASELINE_SET = "baseline-set"
    PLAN_READY = "plan-ready"
    TASKS_READY = "tasks-ready"
    """Models are about to work on these; where the job asks for approval, it waits for it."""
    TESTS_COMPLETED = "tests-completed"
    PROPOSAL_OFFERED = "proposal-offered"
    PROPOSAL_ACCEPTED = "proposal-accepted"
    PROPOSAL_REFUSED = "proposal-refused"
    NOTE = "note"
    """Something the user should know, e.g. that a toolchain is missing."""
    JOB_ENDED = "job-ended"


class Event(Frozen):
    """One thing that happened in a job."""

    kind: EventKind
    job: str
    at: str
    """ISO 8601, UTC."""
    message: str
    """One line for a person."""
    data: dict[str, JsonValue] = Field(default_factory=dict)
