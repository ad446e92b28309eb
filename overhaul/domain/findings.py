"""Findings: legacy constructs at their places, how grave they are, and which Python a file is written for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from overhaul.domain.edits import STRICT


class Dialect(StrEnum):
    """Which Python a file is written for."""

    PYTHON2 = "python2"
    """It cannot be Python 3."""
    PYTHON3 = "python3"
    """It cannot be Python 2."""
    BOTH = "both"
    """Nothing in its syntax decides."""
    UNKNOWN = "unknown"
    """It parses as neither."""


class Severity(StrEnum):
    """What happens if a finding stays, in SARIF's words."""

    ERROR = "error"
    """It does not compile or fails when reached."""
    WARNING = "warning"
    """It may behave differently."""
    NOTE = "note"
    """It works and is out of date."""


@dataclass(frozen=True)
class Finding:
    """A legacy construct at a place."""

    __pydantic_config__: ClassVar = STRICT

    rule: str
    """The id of the recipe or check that found it."""
    path: str
    line: int
    column: int
    """1-based, in bytes."""
    message: str
    severity: Severity
    fixable: bool
    """True where a recipe changes it; False where a person or a model must."""
