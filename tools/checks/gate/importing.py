"""IMPORT: every module that could be imported still can, in the sandbox, each in a process of its own."""

import hashlib
import json
import os
import posixpath
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.ports import Sandbox, Workspace
from overhaul.domain.sandbox import Command, Ended, Environment, Limits
from tools.checks.gate.context import GateContext, not_run, passed, refused
from tools.checks.report import read_report
from tools.checks.runner import ENVIRONMENT_INSIDE, PROBES_INSIDE, RUN_ENVIRONMENT, run_mounts

_MODULE_SECONDS = 20.0
_LIMITS = Limits(wall_seconds=300)
_NAME = re.compile(r"^[A-Za-z_]\w*$")
_SKIPPED = frozenset({"setup.py", "conftest.py", "__main__.py", "ez_setup.py", "distribute_setup.py"})
_ASIDE = frozenset({"docs", "doc", "examples", "example", "build", "dist", "scripts", "bin", ".git"})


class ImportCheck:
    """Keeps what could be imported in a tree, so that a tree is asked once: what one commit makes is what the next
    begins with, and equal trees are known by their contents."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._known: dict[tuple[str, str, tuple[str, ...]], dict[str, str]] = {}

    def check(self, context: GateContext) -> CheckResult:
        """Import what imported before the proposal, after it."""
        request = context.request
        modules = modules_of(request.before, context.roots, context.is_test)
        if not modules:
            return passed(CheckId.IMPORT, "the repository has no importable modules")
        before = self._faults(context, modules, {})
        if before is None:
            return not_run(CheckId.IMPORT, "what could be imported before could not be found out")
        wanted = [module for module in modules if before.get(module) == ""]
        if not wanted:
            return passed(CheckId.IMPORT, "no module could be imported before")
        deleted = {path for path, content in request.contents.items() if content is None}
        after = self._faults(context, modules, request.contents)
        if after is None:
            return refused(CheckId.IMPORT, "importing the modules ended the process or forged its report")
        lost = [f"{module}: {after[module]}" for module in wanted if after.get(module)]
        if lost:
            why = "modules that could be imported cannot be any more"
            return refused(CheckId.IMPORT, f"{why} ({len(deleted)} files deleted)" if deleted else why, lost)
        reached = sum(1 for module in wanted if module in after)
        missed = len(wanted) - reached
        told = f"{reached} modules import as before"
        return passed(CheckId.IMPORT, told + (f"; {missed} were not reached in time" if missed else ""))

    def _faults(
        self, context: GateContext, modules: Sequence[str], overlay: Mapping[str, bytes | None]
    ) -> dict[str, str] | None:
        """Module → "" or why not, in the tree before with ``overlay`` on top; None where it cannot be believed."""
        tree, environment = context.request.before, context.request.environment
        key = (_digest(tree, overlay), environment.digest(), tuple(context.roots))
        known = self._known.get(key, {})
        missing = [module for module in modules if module not in known]
        if missing:
            with self._sandbox.open(tree, toolchain=environment.toolchain, mounts=run_mounts(environment)) as workspace:
                for path, content in sorted(overlay.items()):
                    workspace.write(path, content)
                answer = import_faults(workspace, missing, context.roots, environment)
            if answer is None:
                return None
            known = self._known[key] = known | answer
        return known


def _digest(tree: Path, overlay: Mapping[str, bytes | None]) -> str:
    """One for each content of a tree, its links and names; what git keeps beside it is left out."""
    found = hashlib.sha256()
    here = {path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_symlink() or path.is_file()}
    for name in sorted({name for name in here if not name.startswith(".git/")} | overlay.keys()):
        if name not in overlay:
            path = here[name]
            data = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        elif (given := overlay[name]) is not None:
            data = given
        else:
            continue
        found.update(os.fsencode(name) + b"\0" + hashlib.sha256(data).digest())
    return found.hexdigest()


def import_faults(
    workspace: Workspace, modules: Sequence[str], roots: Sequence[str], environment: Environment
) -> dict[str, str] | None:
    """Module → why it does not import, "" where it does; None where the report cannot be believed.

    Modules that were not reached within the time limit are left out.
    """
    name, secret = f".overhaul-{secrets.token_hex(8)}", secrets.token_hex(32)
    request = {
        "secret": secret,
        "report": name,
        "pythonpath": list(roots),
        "environment": ENVIRONMENT_INSIDE if environment.path else "",
        "modules": list(modules),
        "seconds": _MODULE_SECONDS,
    }
    result = workspace.run(
        Command(
            argv=(environment.toolchain.executable, "-B", "-s", f"{PROBES_INSIDE}/import_modules.py"),
            env=RUN_ENVIRONMENT,
            stdin=json.dumps(request).encode(),
            limits=_LIMITS,
        )
    )
    try:
        report = read_report(workspace.read(name), secret)
    except (FileNotFoundError, ValueError):
        return None
    cut = result.ended is Ended.TIMED_OUT
    if report.problem or (not cut and not (report.ended and result.ok)):
        return None
    return {key: str(row["message"]) for key, row in report.results.items()}


def modules_of(tree: Path, roots: Sequence[str], is_test: Callable[[str], bool]) -> list[str]:
    """Dotted names of the modules below ``roots`` that are neither tests nor scripts, sorted."""
    found: set[str] = set()
    bases = sorted({posixpath.normpath(root) for root in roots}, key=len, reverse=True)
    for file in sorted(tree.rglob("*.py")):
        path = file.relative_to(tree).as_posix()
        if file.is_symlink() or is_test(path) or file.name in _SKIPPED:
            continue
        root = next((b for b in bases if b == "." or path.startswith(b + "/")), None)
        if root is None:
            continue
        below = path if root == "." else path[len(root) + 1 :]
        parts = below.removesuffix(".py").split("/")
        folder = posixpath.dirname(path)
        inside = "" if root == "." else root
        packaged = True
        while folder != inside:
            packaged = packaged and (tree / folder / "__init__.py").exists()
            folder = posixpath.dirname(folder)
        if not packaged or not all(map(_NAME.match, parts)) or _ASIDE & set(parts[:-1]):
            continue
        found.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(found - {""})
