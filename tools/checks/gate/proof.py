"""The gate itself: the checks in order, stopping at the first that refuses."""

from collections.abc import Callable

from overhaul.domain.behaviour import Replay
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult, Verdict
from overhaul.domain.ports.gate import GateRequest, Judgement
from overhaul.domain.ports.sandbox import Sandbox
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.testing import TestRun
from tools.checks.characterization import SandboxCharacterizer
from tools.checks.gate.behaviour import BehaviourCheck
from tools.checks.gate.compiling import check_compile
from tools.checks.gate.context import GateContext, not_run
from tools.checks.gate.grammar import check_grammar
from tools.checks.gate.importing import ImportCheck
from tools.checks.gate.paths import check_paths
from tools.checks.gate.size import check_size
from tools.checks.gate.testing import check_tests
from tools.checks.gate.tests_intact import check_tests_intact

_STOPPED = "an earlier check refused"


class ProofGate:
    """Port ``Gate``. Judges from the trees and the sandbox alone; believes nothing a proposal says of itself.

    Args:
        test_runner: runs the suites.
        sandbox: where changed files are compiled and imported.
    """

    def __init__(self, test_runner: TestRunner, sandbox: Sandbox) -> None:
        self._runner = test_runner
        self._sandbox = sandbox
        self._imports = ImportCheck(sandbox)
        self._calls = BehaviourCheck(SandboxCharacterizer(sandbox))

    def judge(self, request: GateRequest) -> Judgement:
        """Run the checks in ``CheckId``'s order; the verdict holds a result for each of them.

        Raises:
            SandboxFailure: the sandbox broke, so there is no verdict.
        """
        context = GateContext(request)
        results: list[CheckResult] = []
        runs: list[TestRun | None] = [None]
        replays: list[Replay | None] = [None]
        checks: tuple[tuple[CheckId, Callable[[], CheckResult]], ...] = (
            (CheckId.PATHS, lambda: check_paths(context)),
            (CheckId.SIZE, lambda: check_size(context)),
            (CheckId.TESTS_INTACT, lambda: check_tests_intact(context)),
            (CheckId.GRAMMAR, lambda: check_grammar(context)),
            (CheckId.COMPILE, lambda: check_compile(context, self._sandbox)),
            (CheckId.IMPORT, lambda: self._imports.check(context)),
            (CheckId.TESTS, lambda: self._tests(context, runs)),
            (CheckId.BEHAVIOUR, lambda: self._behaviour(context, replays)),
        )
        stopped = False
        for identity, check in checks:
            result = not_run(identity, _STOPPED) if stopped else check()
            stopped = stopped or result.outcome is CheckOutcome.REFUSED
            results.append(result)
        verdict = Verdict(proposal=request.proposal.id, accepted=not stopped, results=tuple(results))
        return Judgement(verdict, runs[-1], replays[-1])

    def _behaviour(self, context: GateContext, replays: list[Replay | None]) -> CheckResult:
        result, replay = self._calls.check(context)
        replays.append(replay)
        return result

    def _tests(self, context: GateContext, runs: list[TestRun | None]) -> CheckResult:
        result, run = check_tests(context, self._runner)
        runs.append(run)
        return result
