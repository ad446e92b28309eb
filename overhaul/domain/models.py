"""What is asked of a model and what it answers: prompts in segments, each with where its text comes from."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field, JsonValue

from overhaul.domain.base import Frozen


class Role(StrEnum):
    """Who asks. A policy may send each role elsewhere."""

    PLANNER = "planner"
    EDITOR = "editor"
    REPAIRER = "repairer"
    REVIEWER = "reviewer"


class Label(StrEnum):
    """How sensitive a piece of code is, lowest first; a higher one reaches fewer endpoints."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the lowest."""
        return list(Label).index(self)


def highest(labels: Iterable[Label]) -> Label:
    """The label of what is made of several parts; the lowest there is for none."""
    return max(labels, key=lambda label: label.rank, default=Label.PUBLIC)


class Residency(StrEnum):
    """Where an endpoint's data goes."""

    ON_PREM = "on-prem"
    PRIVATE_CLOUD = "private-cloud"
    THIRD_PARTY = "third-party"


class Speaker(StrEnum):
    """Whose turn a segment is, in the words of the chat protocol."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Segment(Frozen):
    """A piece of a prompt. Segments of one speaker that follow each other are one message."""

    speaker: Speaker
    text: str
    sources: tuple[str, ...] = ()
    """Paths of the repository the text was made from. None named: it counts as from anywhere in it."""
    own: bool = False
    """True for what Overhaul itself says, with nothing of the repository in it: it carries no label."""


class ModelRequest(Frozen):
    """One question. Equal requests have equal digests, by which answers are remembered."""

    role: Role
    segments: tuple[Segment, ...]
    """What many requests share comes first, byte for byte the same: servers cache prefixes."""
    answer_schema: dict[str, JsonValue] | None = None
    """JSON schema the answer obeys, every string in it bounded; None: free text."""
    max_tokens: int = Field(default=2048, ge=1)
    """Of the answer."""
    temperature: float = Field(default=0.0, ge=0.0)
    seed: int = 0
    """Tells apart several answers wanted to one prompt."""
    difficulty: int = Field(default=0, ge=0)
    """How often cheaper answers failed: a policy may escalate."""
    deadline_seconds: float = Field(default=300.0, gt=0)
    """For the whole call, retries included."""


class Usage(Frozen):
    """What one answer took."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt, those the server had in its prefix cache."""
    completion_tokens: int = 0
    estimated: bool = False
    """True where the server told nothing and the numbers are counted here."""


class Finish(StrEnum):
    """Why an answer ended."""

    STOP = "stop"
    LENGTH = "length"
    """It was cut off at ``max_tokens`` or at the end of the context."""


class ModelReply(Frozen):
    """One answer. Hostile, like everything a model says."""

    text: str
    finish: Finish
    endpoint: str
    """The endpoint's name in the settings."""
    model: str
    """The model's name as the endpoint knows it; an adapter's, where one answered."""
    adapter: str = ""
    """The adapter's name and version, e.g. ``payments@3``; empty for the base model."""
    residency: Residency
    """Where the question went."""
    label: Label = Label.CONFIDENTIAL
    """The effective label of the request."""
    usage: Usage = Usage()
    seconds: float = 0.0
    cost: float = 0.0
    """By tokens or by GPU time, as the endpoint is priced."""
    currency: str = ""


class ModelUse(Frozen):
    """What one endpoint did for a job: a line of the evidence."""

    endpoint: str
    model: str
    adapter: str = ""
    residency: Residency
    calls: int = 0
    failed_calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    """True where any of the counts is an estimate."""
    seconds: float = 0.0
    cost: float = 0.0
    currency: str = ""
    highest_label: Label = Label.PUBLIC


class Sample(Frozen):
    """A proposal of a model and what became of it: material for tuning."""

    job: str
    track: str
    role: Role
    prompt: str
    """Artifact hash of the ``ModelRequest``."""
    answer: str
    """Artifact hash of the ``ModelReply``."""
    accepted: bool
    reason: str
    """What the edits, the tests or the gate said."""
    gained: int = 0
    """Tests that pass again."""
    label: Label
    model: str
    adapter: str = ""
