"""BEHAVIOUR: recorded calls that gave what they gave before the conversion still do."""

from collections.abc import Mapping

from overhaul.domain.behaviour import Replay
from overhaul.domain.gate import CheckId, CheckResult
from tools.checks.characterization import SandboxCharacterizer
from tools.checks.gate.context import GateContext, not_run, passed, refused
from tools.checks.gate.definitions import emptied

_MID_WAY = "recorded calls are made again when the conversion is whole"
NOTHING_RECORDED = "no behaviour was recorded at baseline"


class BehaviourCheck:
    """Keeps what a tree gave, so that a tree is asked once: trees of commits never change."""

    def __init__(self, characterizer: SandboxCharacterizer) -> None:
        self._characterizer = characterizer
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def check(self, context: GateContext) -> tuple[CheckResult, Replay | None]:
        """Make the recorded calls on the proposal; refuse what gives something else than the tree before it did."""
        request = context.request
        stubs = emptied(context)
        if stubs:
            return refused(CheckId.BEHAVIOUR, "functions do nothing any more, or give a constant", stubs), None
        if not request.behaviour.calls:
            return not_run(CheckId.BEHAVIOUR, request.behaviour.why_not or NOTHING_RECORDED), None
        if not request.must_compile:
            return not_run(CheckId.BEHAVIOUR, _MID_WAY), None
        before, replay = self._before(context), self._replay(context, request.contents)
        lost = before - frozenset(replay.equal)
        if lost:  # a slow machine may not have reached them: once more, as a test that was lost is
            again = self._replay(context, request.contents)
            lost -= frozenset(again.equal)
            replay = max(replay, again, key=lambda one: len(one.equal))
        told = f"{len(replay.equal):,} of {len(request.behaviour.calls):,} recorded calls give what they gave"
        if lost:
            items = [f"{d.call} gave {d.before}, now {d.after}" for d in replay.different if d.call in lost]
            return refused(CheckId.BEHAVIOUR, f"{len(lost):,} recorded calls give something else now", items), replay
        return passed(CheckId.BEHAVIOUR, told), replay

    def _before(self, context: GateContext) -> frozenset[str]:
        request = context.request
        key = (str(request.before), request.environment.digest())
        if key not in self._known:
            self._known[key] = frozenset(self._replay(context, {}).equal)
        return self._known[key]

    def _replay(self, context: GateContext, overlay: Mapping[str, bytes | None]) -> Replay:
        request = context.request
        return self._characterizer.replay(
            request.before, request.behaviour, context.roots, request.environment, overlay
        )
