"""Characterization: what a repository's functions give under the legacy toolchain, and whether they still do.

The idea is Michael Feathers' characterization test: what code does is recorded before it is changed, right
or wrong. Inputs are a fixed table, the same for every function; what a call gives must be the same twice, in
processes with different hash seeds, to be recorded.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from overhaul.domain.behaviour import NOT_REACHED, Behaviour, Difference, RecordedCall, Replay
from overhaul.domain.ports.sandbox import Sandbox
from overhaul.domain.sandbox import Command, Ended, Environment, Limits
from tools.checks.report import read_report
from tools.checks.runner import ENVIRONMENT_INSIDE, PROBES_INSIDE, RUN_ENVIRONMENT, run_mounts

_SECONDS = 60
"""Wall-clock seconds of one pass over a repository."""
_MODULE_SECONDS = 8
_MODULE_CALLS = 200
_MOST_CALLS = 3_000

Told = dict[str, tuple[str, str, str, str]]
"""The call as shown → (module, function, arguments, what it gave)."""


class SandboxCharacterizer:
    """Records and replays in the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def record(self, tree: Path, modules: Sequence[str], roots: Sequence[str], environment: Environment) -> Behaviour:
        """What the functions of ``modules`` give, as far as it is the same twice.

        Raises:
            SandboxFailure: the sandbox broke.
        """
        if not modules:
            return Behaviour(why_not="the repository has no importable modules")
        asked: dict[str, list[list[str]] | None] = dict.fromkeys(modules)
        first = self._run(tree, asked, roots, environment, {}, seed="1")
        if not first:
            return Behaviour(why_not="no function could be called" if first is not None else "the calls ended badly")
        again = self._run(tree, _asked(first), roots, environment, {}, seed="2") or {}
        steady = [shown for shown, told in sorted(first.items()) if again.get(shown) == told]
        calls = [
            RecordedCall(module=first[s][0], function=first[s][1], arguments=first[s][2], gave=first[s][3])
            for s in steady
        ]
        return Behaviour(calls=tuple(calls[:_MOST_CALLS]))

    def replay(
        self,
        tree: Path,
        behaviour: Behaviour,
        roots: Sequence[str],
        environment: Environment,
        overlay: Mapping[str, bytes | None],
    ) -> Replay:
        """What the recorded calls give in ``tree`` with ``overlay`` on top.

        Raises:
            SandboxFailure: the sandbox broke.
        """
        asked: dict[str, list[list[str]]] = {}
        for call in behaviour.calls:
            asked.setdefault(call.module, []).append([call.function, call.arguments])
        now = self._run(tree, dict(asked), roots, environment, overlay, seed="1") or {}
        equal, different = [], []
        for call in behaviour.calls:
            gave = now[call.shown][3] if call.shown in now else json.dumps(["missing", NOT_REACHED])
            if same(json.loads(call.gave), json.loads(gave)):
                equal.append(call.shown)
            else:
                different.append(Difference(call=call.shown, before=told(call.gave), after=told(gave)))
        return Replay(equal=tuple(equal), different=tuple(different))

    def _run(
        self,
        tree: Path,
        modules: Mapping[str, list[list[str]] | None],
        roots: Sequence[str],
        environment: Environment,
        overlay: Mapping[str, bytes | None],
        *,
        seed: str,
    ) -> Told | None:
        """What was told; None where the report cannot be believed."""
        name, secret = f".overhaul-{secrets.token_hex(8)}", secrets.token_hex(32)
        request = {
            "secret": secret,
            "report": name,
            "pythonpath": list(roots),
            "environment": ENVIRONMENT_INSIDE if environment.path else "",
            "modules": dict(modules),
            "seconds": _MODULE_SECONDS,
            "in_all": _SECONDS,
            "calls": _MODULE_CALLS,
        }
        command = Command(
            argv=(environment.toolchain.executable, "-B", "-s", f"{PROBES_INSIDE}/call_functions.py"),
            env=(*((k, v) for k, v in RUN_ENVIRONMENT if k != "PYTHONHASHSEED"), ("PYTHONHASHSEED", seed)),
            stdin=json.dumps(request).encode(),
            limits=Limits(wall_seconds=_SECONDS + 3 * _MODULE_SECONDS),
        )
        mounts = run_mounts(environment)
        with self._sandbox.open(tree, toolchain=environment.toolchain, mounts=mounts) as workspace:
            for path, content in sorted(overlay.items()):
                workspace.write(path, content)
            result = workspace.run(command)
            try:
                report = read_report(workspace.read(name), secret)
            except (FileNotFoundError, ValueError):
                return None
        if report.problem or not (report.ended or result.ended is Ended.TIMED_OUT):
            return None
        return {shown: _row(shown, row) for shown, row in report.results.items()}


def _row(shown: str, row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    function, arguments, gave = json.loads(row["message"])
    return shown.removesuffix(f".{function}({arguments})"), function, arguments, gave


def _asked(first: Told) -> dict[str, list[list[str]] | None]:
    asked: dict[str, list[list[str]]] = {}
    for module, function, arguments, _ in first.values():
        asked.setdefault(module, []).append([function, arguments])
    return dict(asked)


def same(before: Any, after: Any) -> bool:
    """Whether two values in canonical form are the same: a ``str`` of Python 2 may be text or bytes now."""
    if isinstance(before, list) and before[:1] == ["str"] and isinstance(after, list) and after[:1] != ["str"]:
        return after[:1] in (["text"], ["bytes"]) and _characters(before[1], after)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return bool(before == after)


def _characters(before: str, after: list[Any]) -> bool:
    if after[1] == before:
        return True
    return bool(after[0] == "text" and after[1].encode("utf-8", "replace").decode("latin-1") == before)


def told(gave: str, most: int = 120) -> str:
    """A canonical value for people."""
    text = _shown(json.loads(gave))
    return text if len(text) <= most else f"{text[:most]}…"


def _shown(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return repr(value)
    kind, *rest = value
    match kind:
        case "int" | "float" | "complex" | "name":
            return str(rest[0])
        case "str" | "text":
            return repr(rest[0])
        case "bytes":
            return "b" + repr(rest[0])
        case "raised":
            return f"raises {rest[0]}"
        case "missing" | "gone" | "unknown":
            return str(rest[0]) if rest else "nothing that can be told"
        case "dict":
            return "{" + ", ".join(f"{_shown(key)}: {_shown(item)}" for key, item in rest[0]) + "}"
        case "object":
            return f"<{rest[0]}>"
    inside = ", ".join(map(_shown, rest[0]))
    return {"list": f"[{inside}]", "tuple": f"({inside})", "set": f"{{{inside}}}"}.get(kind, f"<{kind} of {inside}>")
