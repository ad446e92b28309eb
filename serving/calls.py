"""How a call went, and the error of ours that a failure is."""

from dataclasses import dataclass

from overhaul.domain.errors import ModelRefused, ModelUnavailable, OverhaulError
from overhaul.domain.models import ModelReply
from serving.failures import Failure, Kind
from serving.transport import Meter


@dataclass(frozen=True)
class Call:
    """How a call went: an answer or a failure, and what it took."""

    reply: ModelReply | None
    failure: Failure | None
    tries: int
    meter: Meter
    seconds: float

    @property
    def why_not(self) -> Failure:
        """Where there is no answer: why."""
        return self.failure or Failure(Kind.DEADLINE, "no answer")

    def answer(self, endpoint: str) -> ModelReply:
        """The answer.

        Raises:
            ModelUnavailable, ModelRefused: there is none.
        """
        if self.reply is None:
            raise error_of(endpoint, self.why_not) from self.failure
        return self.reply


def error_of(endpoint: str, failure: Failure) -> OverhaulError:
    """The error of ours that a failure is."""
    said = f"model endpoint {endpoint}: {failure.message}"
    if failure.kind is Kind.REQUEST_REFUSED:
        return ModelRefused(said, hint="check its model, context and structured in the settings, and its own log")
    if failure.kind is Kind.KEY_REFUSED:
        return ModelUnavailable(said, hint=f"check key_env or key_file of endpoint {endpoint}")
    if failure.kind is Kind.NOT_ALLOWED:
        return ModelRefused(said, hint="list it in policy.internal_hosts if it is yours")
    return ModelUnavailable(said, hint="overhaul doctor looks at every endpoint")
