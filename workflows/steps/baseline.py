"""Baseline: what the legacy code does, measured before anything is changed."""

from collections.abc import Sequence

from overhaul.domain.behaviour import Behaviour
from overhaul.domain.errors import NoToolchain
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.sandbox import Environment, Toolchain
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Baseline, Suite
from overhaul.domain.text import counted
from workflows.context import JobContext
from workflows.state import JobGraphState
from workflows.steps.leaving_out import hopeless

_LONGER = "(tests.timeout_seconds in overhaul.toml)"


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Find the suites, prepare both toolchains, and run the tests under the legacy one."""
    survey, options = context.survey(state), context.options(state)
    tree = context.base_tree(state)
    suites = context.running.tests.detect(tree, survey, options)
    target = _target(context, options)
    legacy = _legacy(context, options)
    if legacy is None:
        wanted = ", ".join(context.parts.recipes.track(context.spec.track).legacy_toolchains)
        baseline = Baseline(available=False, suites=suites, why_not=f"no legacy toolchain ({wanted}) was found")
        legacy_environment, behaviour = None, Behaviour(why_not=baseline.why_not)
    else:
        legacy_environment = _environment(context, legacy, suites, survey, options)
        if suites:
            limit = f"at most {options.test_timeout_seconds:,} s a run {_LONGER}"
            context.emit(EventKind.NOTE, f"running the tests on {legacy.name}: {limit}")
        baseline = context.remember(
            ["baseline", state["base_commit"], [suite.digest() for suite in suites], legacy.digest()],
            Baseline,
            lambda: context.running.baseliner.measure(tree, suites, legacy_environment, options),
        )
        behaviour = context.remember(
            ["behaviour", state["base_commit"], [suite.digest() for suite in baseline.suites], legacy.digest()],
            Behaviour,
            lambda: context.running.baseliner.characterize(tree, baseline.suites, survey, legacy_environment),
        )
    # The baseline may have found another way to run the same tests: the target needs that one's tools.
    target_environment = _environment(context, target, baseline.suites, survey, options)
    _tell(context, baseline)
    _tell_behaviour(context, behaviour)
    return {
        "baseline": context.save(baseline),
        "behaviour": context.save(behaviour),
        "legacy": context.save(legacy_environment) if legacy_environment else "",
        "target": context.save(target_environment),
    }


def _legacy(context: JobContext, options: RepositoryOptions) -> Toolchain | None:
    for name in context.parts.recipes.track(context.spec.track).legacy_toolchains:
        found = context.parts.toolchains.find(name, options.legacy_toolchain)
        if found is not None:
            return found
    return None


def _target(context: JobContext, options: RepositoryOptions) -> Toolchain:
    """The target's toolchain, or the nearest stand-in, which lowers what is claimed."""
    wanted = context.spec.target
    found = context.parts.toolchains.find(wanted, options.target_toolchain)
    if found is None:
        found = context.parts.toolchains.nearest(wanted)
        if found is None:
            raise NoToolchain(
                f"no {wanted} was found, and nothing near it",
                hint=f"install {wanted} (pyenv, apt, uv), or name one under [toolchains]; see overhaul doctor",
            )
        found = found.model_copy(update={"stand_in_for": wanted})
        context.emit(
            EventKind.NOTE,
            f"{wanted} was not found: {found.name} ({found.version}) stands in, and the claim is lower",
        )
    return found


def _environment(
    context: JobContext,
    toolchain: Toolchain,
    suites: Sequence[Suite],
    survey: Survey,
    options: RepositoryOptions,
) -> Environment:
    running = context.running
    requirements = running.baseliner.requirements(suites, survey, toolchain, options)
    if requirements:
        context.emit(
            EventKind.NOTE,
            f"{toolchain.name}: {counted(len(requirements), 'requirement')} to install or take from the cache",
        )
    environment = running.environments.build(toolchain, requirements)
    for requirement, why in environment.failed:
        context.emit(EventKind.NOTE, f"{toolchain.name}: {requirement} could not be installed: {why}")
    if any("cannot be reached" in why for _, why in environment.failed):
        context.emit(EventKind.NOTE, "check PIP_INDEX_URL, PIP_CERT and the proxy, or name wheels by PIP_FIND_LINKS")
    return environment


def _tell(context: JobContext, baseline: Baseline) -> None:
    if baseline.run is None or not baseline.available:
        context.emit(EventKind.BASELINE_SET, f"no baseline: {baseline.why_not}", available=False)
        return
    passed = len(baseline.must_pass())
    left_out = hopeless(baseline)
    if left_out:
        longest = max(result.seconds for result in baseline.run.results if result.id in {r.id for r in left_out})
        told = f"{counted(len(left_out), 'test')} took long to fail there, up to {longest:.0f} s, or had no turn"
        context.emit(EventKind.NOTE, f"{told}: not demanded, and not run again")
    if baseline.run.timed_out:
        context.emit(EventKind.NOTE, f"the time limit ended that run: what it did not reach is not demanded {_LONGER}")
    context.emit(
        EventKind.BASELINE_SET,
        f"{passed:,} of {len(baseline.run.results):,} tests pass on {baseline.run.version}"
        + (f", {len(baseline.flaky)} are flaky and not demanded" if baseline.flaky else ""),
        available=True,
        must_pass=passed,
        tests=len(baseline.run.results),
        flaky=len(baseline.flaky),
    )


def _tell_behaviour(context: JobContext, behaviour: Behaviour) -> None:
    if behaviour.calls:
        functions = len({(call.module, call.function) for call in behaviour.calls})
        what = f"{counted(len(behaviour.calls), 'call')} of {counted(functions, 'function')}"
        context.emit(EventKind.NOTE, f"recorded what {what} gave")
    else:
        context.emit(EventKind.NOTE, f"no calls were recorded: {behaviour.why_not or 'none gave the same twice'}")
