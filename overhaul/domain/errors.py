"""Every error Overhaul raises on purpose.

    OverhaulError
    ├── BadInput               what the user gave cannot be used
    │   ├── BadSettings        overhaul.toml, the environment or an option
    │   ├── BadRepository      the source cannot be cloned, copied or read
    │   ├── UnknownJob         no job by that id
    │   └── UnknownTrack       no migration path by that name, or none detected
    ├── NotPossible            this machine cannot do it; the hint says what would help
    │   ├── NoSandbox          nothing to run repository code in
    │   ├── NoToolchain        no interpreter of that version
    │   ├── NoIndex            the package index cannot be reached
    │   ├── ModelUnavailable   no model server that may be asked answers
    │   └── ServerDied         the model server we started does not run
    ├── EndpointBroken         a model server answers, and not as it must
    ├── ModelRefused           the policy lets the question go nowhere, or the server cannot answer it
    ├── LedgerBroken           the record of model calls was changed after it was written
    ├── SandboxFailure         the sandbox itself broke; never a verdict about a test
    ├── GateRefusal            the gate refused what was asked to be accepted
    ├── JobCancelled           somebody asked the job to stop
    ├── JobWaiting             a person must approve what models are about to do
    ├── JobBusy                another process is running the job
    └── StoreFailure           jobs or artifacts cannot be read or written

A bug is not in this tree: it raises what it raises. Third-party errors are translated into these
once, at the boundary, with ``from exc``.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The process's exit codes: stable, documented in docs/reference/cli.md."""

    DONE = 0
    """The job ended and everything that passed before passes now."""
    BUG = 1
    """Overhaul itself failed; the traceback is in the job's log."""
    BAD_INPUT = 2
    """A path, option, setting or job id cannot be used."""
    PARTS_LEFT = 3
    """The job ended; tests or files are left, or nothing could be proven, and the report says so."""
    REFUSED = 4
    """The gate refused the result; nothing was published."""
    NO_SANDBOX = 5
    """Nothing here can run repository code safely."""
    CANCELLED = 6
    """The job was cancelled; it can be resumed."""
    WAITING = 8
    """The job waits for a person's approval; overhaul approve goes on with it."""
    ENVIRONMENT = 7
    """A toolchain, the package index, the sandbox or the store failed."""


class OverhaulError(Exception):
    """The base of the tree.

    Args:
        message: what happened, one sentence, for the user.
        hint: what to do next, one sentence or command.

    ``code`` is stable and goes into ``--json`` errors.
    """

    code = "error"
    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadInput(OverhaulError):
    """What the user gave cannot be used."""

    code = "bad-input"
    exit_code = ExitCode.BAD_INPUT


class BadSettings(BadInput):
    """A setting is unknown, malformed or contradicts another."""

    code = "bad-settings"


class BadRepository(BadInput):
    """The source cannot be cloned, copied or read."""

    code = "bad-repository"


class UnknownJob(BadInput):
    """No job goes by that id."""

    code = "unknown-job"


class UnknownTrack(BadInput):
    """No migration path has that name, or none fits the repository."""

    code = "unknown-track"


class NotPossible(OverhaulError):
    """This machine cannot do what was asked."""

    code = "not-possible"
    exit_code = ExitCode.ENVIRONMENT


class NoSandbox(NotPossible):
    """Nothing here can run repository code safely, so it is not run."""

    code = "no-sandbox"
    exit_code = ExitCode.NO_SANDBOX


class NoToolchain(NotPossible):
    """No interpreter of the wanted version is available in the sandbox."""

    code = "no-toolchain"


class NoIndex(NotPossible):
    """The configured package index cannot be reached."""

    code = "no-index"


class ModelUnavailable(NotPossible):
    """No model server that may be asked answers: down, overloaded or too slow."""

    code = "model-unavailable"


class ServerDied(NotPossible):
    """The model server ended by itself or never answered, and starting it again has not helped or would not."""

    code = "server-died"


class EndpointBroken(OverhaulError):
    """A model server answers and fails the checks that say whether it can be trusted with a job."""

    code = "endpoint-broken"
    exit_code = ExitCode.REFUSED


class ModelRefused(OverhaulError):
    """This question goes to no model: the policy allows none, or it is too long for those it allows."""

    code = "model-refused"
    exit_code = ExitCode.BAD_INPUT


class LedgerBroken(OverhaulError):
    """The record of model calls was changed after it was written."""

    code = "ledger-broken"
    exit_code = ExitCode.REFUSED


class SandboxFailure(OverhaulError):
    """The sandbox broke: this says nothing about the code that ran in it."""

    code = "sandbox-failure"
    exit_code = ExitCode.ENVIRONMENT


class GateRefusal(OverhaulError):
    """The gate refused the result as a whole."""

    code = "gate-refused"
    exit_code = ExitCode.REFUSED


class JobCancelled(OverhaulError):
    """Somebody asked the job to stop; it can be resumed."""

    code = "cancelled"
    exit_code = ExitCode.CANCELLED


class JobWaiting(OverhaulError):
    """A person must approve what models are about to do. The job goes on with ``overhaul approve``."""

    code = "waiting"
    exit_code = ExitCode.WAITING


class JobBusy(OverhaulError):
    """Another process is running this job now."""

    code = "job-busy"
    exit_code = ExitCode.BAD_INPUT


class StoreFailure(OverhaulError):
    """Jobs or artifacts cannot be read or written."""

    code = "store-failure"
    exit_code = ExitCode.ENVIRONMENT
