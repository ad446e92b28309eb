"""The state of a job's graph: references and counters, never content.

A checkpoint is written after every step, so a state that grew by a kilobyte a step would write
quadratically much. Content lies in the artifact store under its hash.
"""

from typing import TypedDict


class JobGraphState(TypedDict, total=False):
    """What one step leaves for the next. Values are artifact hashes unless said otherwise."""

    base_commit: str
    """The pinned commit."""
    options: str
    """``RepositoryOptions`` in force."""
    survey: str
    baseline: str
    behaviour: str
    """``Behaviour`` recorded under the legacy toolchain."""
    legacy: str
    """``Environment`` of the legacy toolchain; empty where there is none."""
    target: str
    """``Environment`` of the target toolchain; empty where there is none."""
    plan: str
    staged: str
    """``Staged``: every file after every stage."""
    series: str
    """``Series``: the commits so far."""
    head: str
    """The newest commit on the branch."""
    target_run: str
    """``TestRun`` of ``head``; empty where tests could not run."""
    replay: str
    """``Replay`` of ``head``; empty where no calls were made."""
    evidence: str
    outcome: str
    """A ``JobState``."""
