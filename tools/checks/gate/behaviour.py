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
    """Keeps what a tree gave, so that a tree is asked once: before a proposal, and as what one made."""

    def __init__(self, characterizer: SandboxCharacterizer) -> None:
        self._characterizer = characterizer
        self._known: dict[tuple[str, str], Replay] = {}

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
        before = frozenset(self._replay(context, request.before_key or str(request.before), {}).equal)
        replay = self._replay(context, request.after_key, request.contents)
        lost = before - frozenset(replay.equal)
        if lost:  # a slow machine may not have reached them: once more, as a test that was lost is
            again = self._replay(context, "", request.contents)
            lost -= frozenset(again.equal)
            replay = max(replay, again, key=lambda one: len(one.equal))
        told = f"{len(replay.equal):,} of {len(request.behaviour.calls):,} recorded calls give what they gave"
        if lost:
            items = [f"{d.call} gave {d.before}, now {d.after}" for d in replay.different if d.call in lost]
            return refused(CheckId.BEHAVIOUR, f"{len(lost):,} recorded calls give something else now", items), replay
        return passed(CheckId.BEHAVIOUR, told), replay

    def _replay(self, context: GateContext, tree: str, overlay: Mapping[str, bytes | None]) -> Replay:
        """What the calls give in the tree that is known as ``tree``; empty: in one that is not known."""
        request = context.request
        key = (tree, request.environment.digest())
        known = self._known.get(key) if tree else None
        if known is not None:
            return known
        replay = self._characterizer.replay(
            request.before, request.behaviour, context.roots, request.environment, overlay
        )
        if tree:
            self._known[key] = replay
        return replay
