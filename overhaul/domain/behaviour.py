"""Recorded behaviour: what functions gave before anything was changed, and what they give now."""

from collections import Counter

from overhaul.domain.base import Frozen

NOT_REACHED = "it was not reached"
"""What stands in the place of what a call gives where it could not be made: its module does not load, or it ended the
process."""


class RecordedCall(Frozen):
    """A call of a module-level function under the legacy toolchain, and what it gave, twice the same."""

    module: str
    """Dotted."""
    function: str
    arguments: str
    """Source text that both Pythons read alike: ``'abc', 3``."""
    gave: str
    """The result in JSON, as docs/behaviour.md describes it."""

    @property
    def shown(self) -> str:
        """The call as one would write it; unique among the recorded ones."""
        return f"{self.module}.{self.function}({self.arguments})"


class Behaviour(Frozen):
    """What was recorded of a repository."""

    calls: tuple[RecordedCall, ...] = ()
    """Ordered by ``shown``."""
    why_not: str = ""
    """Why nothing could be recorded, where that is so."""


class Difference(Frozen):
    """A recorded call that gives something else now."""

    call: str
    before: str
    after: str


class Replay(Frozen):
    """What the recorded calls give on the target."""

    equal: tuple[str, ...] = ()
    """The calls that give what they gave, as they are shown, in order."""
    different: tuple[Difference, ...] = ()

    @property
    def changed(self) -> tuple[Difference, ...]:
        """The calls that were made and gave something else."""
        return tuple(difference for difference in self.different if difference.after != NOT_REACHED)

    @property
    def unreached(self) -> tuple[tuple[str, int], ...]:
        """The modules of the calls that could not be made, each with their number; most calls first."""
        missed = Counter(
            difference.call.partition("(")[0].rpartition(".")[0]
            for difference in self.different
            if difference.after == NOT_REACHED
        )
        return tuple(sorted(missed.items(), key=lambda row: (-row[1], row[0])))
