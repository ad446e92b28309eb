"""Recorded behaviour: what functions gave before anything was changed, and what they give now."""

from overhaul.domain.base import Frozen


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
