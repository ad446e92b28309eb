"""IMPORT: every module that could be imported still can, in the sandbox, each in a process of its own."""

import json
import posixpath
import re
import secrets
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path

from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.ports.sandbox import Sandbox, Workspace
from overhaul.domain.sandbox import Command, Ended, Environment, Limits
from tools.checks.gate.context import GateContext, not_run, passed, refused
from tools.checks.gate.definitions import names_gone
from tools.checks.report import read_report
from tools.checks.runner import ENVIRONMENT_INSIDE, PROBES_INSIDE, RUN_ENVIRONMENT, run_mounts

_MODULE_SECONDS = 20.0
_LIMITS = Limits(wall_seconds=300)
_NAME = re.compile(r"^[A-Za-z_]\w*$")
_SKIPPED = frozenset({"setup.py", "conftest.py", "__main__.py", "ez_setup.py", "distribute_setup.py"})
_ASIDE = frozenset({"docs", "doc", "examples", "example", "build", "dist", "scripts", "bin", ".git"})


class ImportCheck:
    """Keeps what could be imported in a tree, so that a tree is asked once: before a proposal, and as what one made."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._known: dict[tuple[str, str, tuple[str, ...]], Mapping[str, str]] = {}

    def check(self, context: GateContext) -> CheckResult:
        """Import what imported before the proposal, after it."""
        gone = names_gone(context)
        if gone:
            return refused(CheckId.IMPORT, "public names that could be imported are gone", gone)
        request = context.request
        roots = context.roots
        paths = files_of(request.before)
        modules = modules_of(paths, roots, context.is_test)
        if not modules:
            return passed(CheckId.IMPORT, "the repository has no importable modules")
        before = self._importable(context, request.before_key or str(request.before), modules, {})
        if before is None:
            return not_run(CheckId.IMPORT, "what could be imported before could not be found out")
        wanted = sorted(module for module, fault in before.items() if not fault)
        if not wanted:
            return passed(CheckId.IMPORT, "no module could be imported before")
        deleted = {path for path, content in request.contents.items() if content is None}
        # The same tree may stand before the next proposal, and is asked then about all of its modules.
        added = {path for path in request.contents.keys() - deleted if path.endswith(".py")}
        asked = modules_of((paths | added) - deleted, roots, context.is_test) if request.after_key else wanted
        after = self._importable(context, request.after_key, sorted({*asked, *wanted}), dict(request.contents))
        if after is None:
            return refused(CheckId.IMPORT, "importing the modules ended the process or forged its report")
        lost = [f"{module}: {after[module]}" for module in wanted if after.get(module)]
        if lost:
            why = "modules that could be imported cannot be any more"
            return refused(CheckId.IMPORT, f"{why} ({len(deleted)} files deleted)" if deleted else why, lost)
        missed = [module for module in wanted if module not in after]
        if missed:  # all of them were reached before: a slow machine gets a second chance
            again = self._importable(context, "", missed, dict(request.contents)) or {}
            lost = [f"{m}: {again.get(m, 'not reached in time')}" for m in missed if again.get(m) != ""]
            if lost:
                return refused(CheckId.IMPORT, "modules that could be imported cannot be any more", lost)
        return passed(CheckId.IMPORT, f"{len(wanted)} modules import as before")

    def _importable(
        self, context: GateContext, tree: str, modules: Sequence[str], overlay: Mapping[str, bytes | None]
    ) -> Mapping[str, str] | None:
        """Module → "" or why not, in the tree that is known as ``tree``; empty: in one that is not known."""
        request = context.request
        environment, roots = request.environment, context.roots
        key = (tree, environment.digest(), roots)
        known = self._known.get(key, {}) if tree else {}
        if known.keys() >= set(modules):
            return known
        mounts = run_mounts(environment)
        with self._sandbox.open(request.before, toolchain=environment.toolchain, mounts=mounts) as workspace:
            for path, content in sorted(overlay.items()):
                workspace.write(path, content)
            answer = import_faults(workspace, modules, roots, environment)
        if tree and answer is not None:
            self._known[key] = answer
        return answer


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


def files_of(tree: Path) -> frozenset[str]:
    """The Python sources below ``tree``, links left out."""
    return frozenset(file.relative_to(tree).as_posix() for file in tree.rglob("*.py") if not file.is_symlink())


def modules_of(paths: Set[str], roots: Sequence[str], is_test: Callable[[str], bool]) -> list[str]:
    """Dotted names of the modules among ``paths``, below ``roots``, that are neither tests nor scripts; sorted."""
    found: set[str] = set()
    bases = sorted({posixpath.normpath(root) for root in roots}, key=len, reverse=True)
    for path in sorted(paths):
        if is_test(path) or posixpath.basename(path) in _SKIPPED:
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
            packaged = packaged and f"{folder}/__init__.py" in paths
            folder = posixpath.dirname(folder)
        if not packaged or not all(map(_NAME.match, parts)) or _ASIDE & set(parts[:-1]):
            continue
        found.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(found - {""})
