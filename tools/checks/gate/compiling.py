"""COMPILE: the target toolchain compiles every changed file, in the sandbox, without running it."""

import json
from collections.abc import Sequence

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.ports.sandbox import Sandbox, Workspace
from overhaul.domain.sandbox import Command, Environment, Limits
from overhaul.domain.text import encodable
from tools.checks.gate.context import GateContext, not_run, passed, refused
from tools.checks.runner import PROBES_INSIDE, RUN_ENVIRONMENT, run_mounts

_LIMITS = Limits(wall_seconds=300)


def check_compile(context: GateContext, sandbox: Sandbox) -> CheckResult:
    """Compile before and after. In the middle of a conversion a file may stay broken, never become so.

    With ``must_compile`` every changed file must compile, and the others are compiled too: what does
    not is named, but is not this proposal's doing.
    """
    request = context.request
    changed = [c.path for c in context.changes if c.after is not None and c.is_python]
    others: list[str] = []
    if request.must_compile:
        tree = (path.relative_to(request.before) for path in sorted(request.before.rglob("*.py")))
        others = [path.as_posix() for path in tree if path.as_posix() not in request.contents]
        others = [path for path in others if not (request.before / path).is_symlink()]
    if not changed and not others:
        return passed(CheckId.COMPILE, "no Python file changes")
    toolchain = request.environment.toolchain
    mounts = run_mounts(request.environment)
    with sandbox.open(request.before, toolchain=toolchain, mounts=mounts) as workspace:
        existing = [c.path for c in context.changes if c.path in changed and c.before is not None]
        before = {} if request.must_compile else compile_faults(workspace, existing, request.environment)
        for path, content in sorted(request.contents.items()):
            workspace.write(path, content)
        after = compile_faults(workspace, [*changed, *others], request.environment)
    if after is None or before is None:
        return not_run(CheckId.COMPILE, "the compiler's answer could not be read")
    new = set(changed) - set(existing)
    broken = [p for p in changed if p in after and (request.must_compile or p in new or p not in before)]
    if broken:
        faults = [encodable(f"{path}: {after[path]}") for path in broken]
        return refused(CheckId.COMPILE, f"{toolchain.name} does not compile every changed file", faults)
    left = sorted(path for path in others if path in after)
    told = f"{len(changed)} changed files with {toolchain.name} {toolchain.version}"
    if left:
        told += f"; {len(left)} files that the proposal does not touch do not compile"
    return passed(CheckId.COMPILE, told, tuple(encodable(f"{path}: {after[path]}") for path in left[:20]))


def compile_faults(workspace: Workspace, paths: Sequence[str], environment: Environment) -> dict[str, str] | None:
    """Path → why it does not compile, for those that do not; None where the answer is unreadable."""
    if not paths:
        return {}
    command = Command(
        argv=(environment.toolchain.executable, "-B", "-s", f"{PROBES_INSIDE}/compile_files.py"),
        env=RUN_ENVIRONMENT,
        stdin=json.dumps(list(paths)).encode(),
        limits=_LIMITS,
    )
    result = workspace.run(command)
    if not result.ok:
        raise SandboxFailure(
            "The compiler could not be run in the sandbox.",
            hint=result.output[-500:].decode("utf-8", "replace"),
        )
    try:
        answer = json.loads(result.output.decode("utf-8", "replace").strip().splitlines()[-1])
    except (IndexError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None
