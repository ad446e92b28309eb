"""Which pip installs for a toolchain: its own, the one bundled with it, or Overhaul's."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from overhaul.domain.sandbox import CommandResult, Mount, Toolchain

DESTINATION: Final = "/overhaul/destination"
PROXY_FOLDER: Final = "/overhaul/proxy"
PROXY_SOCKET: Final = f"{PROXY_FOLDER}/index.sock"
PROBLEM_MARK: Final = "[overhaul] index:"
"""Begins each line that the proxy adds to the output of an installation that failed."""
_INSIDE: Final = "/overhaul/inside"
_OWN_PIP: Final = "/overhaul/pip"
_OLDEST_FOR_OWN_PIP: Final = (3, 9)

PROBE: Final = """
import glob, os
try:
    import pip
    print("module")
except ImportError:
    try:
        import ensurepip
        print((glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), "_bundled", "pip-*.whl")) or [""])[0])
    except ImportError:
        print("")
"""
"""Run under the toolchain: prints ``module``, the path of a bundled pip wheel, or nothing."""


class PipCommand(NamedTuple):
    """How to run pip, and what must be visible for it."""

    interpreter: str
    pip: tuple[str, ...]
    mounts: tuple[Mount, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()

    def argv(self, requirements: tuple[str, ...]) -> tuple[str, ...]:
        """The whole command, by way of the bridge."""
        install = ("install", "--target", DESTINATION, "--no-warn-conflicts", *self.options, "--")
        bridge = (self.interpreter, f"{_INSIDE}/bridge.py", PROXY_SOCKET)
        return (*bridge, self.interpreter, *self.pip, *install, *requirements)


def with_problems(result: CommandResult, problems: Sequence[str]) -> CommandResult:
    """The result of an installation that failed, with what the proxy knows of the reason."""
    if result.ok or not problems:
        return result
    text = "".join(f"{PROBLEM_MARK} {problem}\n" for problem in problems)
    return result.model_copy(update={"output": result.output + b"\n" + text.encode()})


def inside_mount() -> Mount:
    """The folder that holds the bridge."""
    return Mount(host=str(Path(__file__).with_name("inside")), inside=_INSIDE)


def pip_for(toolchain: Toolchain, probed: str) -> PipCommand | None:
    """The pip to use, given what ``PROBE`` printed; None where there is none at all."""
    if probed == "module":
        return PipCommand(toolchain.executable, ("-m", "pip"))
    if probed:
        return PipCommand(toolchain.executable, (f"{probed}/pip",))
    own = _own_pip()
    if own is None:
        return None
    env = (("PYTHONPATH", _OWN_PIP),)
    version = tuple(int(part) for part in toolchain.version.split(".")[:2])
    if version >= _OLDEST_FOR_OWN_PIP:
        return PipCommand(toolchain.executable, ("-m", "pip"), (own,), env)
    # Another interpreter's pip can only unpack: nothing can be built for this toolchain.
    roots = dict.fromkeys((sys.base_prefix, str(Path(sys.executable).resolve().parent.parent)))
    mounts = tuple(Mount(host=root, inside=root) for root in roots if not root.startswith("/usr"))
    target = ".".join(toolchain.version.split(".")[:2])
    options = ("--only-binary", ":all:", "--implementation", "cp", "--python-version", target)
    executable = str(Path(sys.executable).resolve())
    return PipCommand(executable, ("-m", "pip"), (own, *mounts), env, options)


def _own_pip() -> Mount | None:
    """Overhaul's own pip, or the one bundled with its interpreter; alone, without its neighbours."""
    found = importlib.util.find_spec("pip")
    if found is not None and found.origin:
        return Mount(host=str(Path(found.origin).parent), inside=f"{_OWN_PIP}/pip")
    bundled = importlib.util.find_spec("ensurepip")
    if bundled is None or not bundled.origin:
        return None
    wheel = next(iter(sorted(Path(bundled.origin).parent.glob("_bundled/pip-*.whl"))), None)
    return None if wheel is None else Mount(host=str(wheel), inside=_OWN_PIP)
