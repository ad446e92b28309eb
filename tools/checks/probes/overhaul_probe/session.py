"""One run: read the request, open the report, import the test tool, then let the repository in."""
from __future__ import absolute_import

import json
import os
import platform
import site
import sys

from overhaul_probe import failures
from overhaul_probe.channel import Channel
from overhaul_probe.recorder import NOT_COLLECTED, Recorder
from overhaul_probe.witness import Witness

_exit = os._exit
_TOOLS = ("pytest", "_pytest", "nose", "unittest", "py", "pluggy", "overhaul_probe")


def main():
    """Run the request on standard input and end the process, whatever threads or exit hooks are left."""
    request, root, channel = _asked()
    witness = Witness(root, request["watched"], request["stamps"])
    recorder = Recorder(
        channel, request["test_seconds"], request["done"], request["only"], root, request["without"], witness
    )
    channel.write({"kind": "hello", "root": root, "version": platform.python_version()})
    channel.write({"kind": "watch", "stamps": witness.stamps})
    status = "done"
    try:
        run = _driver(request)
        witness.look()
        open_repository(root, request["pythonpath"], request["environment"])
        os.chdir(os.path.join(root, request["cwd"]))
        status = run(recorder, root, request) or "done"
    except BaseException as error:  # this is the process boundary: whatever it was, it is reported
        status = "error"
        detail = failures.describe(type(error), error, sys.exc_info()[2])
        recorder.stop()
        recorder.whole(request["name"], NOT_COLLECTED, detail)
    recorder.end(status)
    sys.stdout.flush()
    sys.stderr.flush()
    _exit(0)


def begin():
    """(request, report) of a probe that runs no tests, with the repository let in."""
    request, root, channel = _asked()
    channel.write({"kind": "hello", "root": root, "version": ""})
    add_environment(request["environment"])
    open_repository(root, request["pythonpath"], request["environment"])
    return request, channel


def remember_bytecode():
    """Let the children of this process compile each source once among them, outside the repository's tree."""
    if hasattr(sys, "pycache_prefix"):  # 2.7 has none
        import tempfile

        sys.pycache_prefix = tempfile.mkdtemp()
        sys.dont_write_bytecode = False


def _asked():
    """(request, root, report): what standard input asks for, which gives nothing more from then on."""
    request = json.loads(sys.stdin.read())
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    root = os.getcwd()
    return request, root, Channel(os.path.join(root, request["report"]), request.pop("secret"))


def _driver(request):
    """The runner's driver, with its tool imported from the environment and from nowhere else."""
    add_environment(request["environment"])
    runner = request["runner"]
    if runner == "pytest":
        from overhaul_probe import pytest_driver as driver
    elif runner == "nose":
        from overhaul_probe import nose_driver as driver
    elif runner == "unittest":
        from overhaul_probe import unittest_driver as driver
    else:
        from overhaul_probe import script_driver as driver
    return driver.run


def add_environment(path):
    """Put the installed distributions before the interpreter's own, ``.pth`` files included."""
    if not path:
        return
    before = list(sys.path)
    site.addsitedir(path)
    added = [entry for entry in sys.path if entry not in before]
    sys.path[:] = added + before


def open_repository(root, folders, environment):
    """Put the repository's folders first on the path, for this process and its children."""
    paths = [os.path.normpath(os.path.join(root, folder)) for folder in folders]
    sys.path[:] = paths + [entry for entry in sys.path if entry and entry not in paths]
    children = paths + ([environment] if environment else [])
    os.environ["PYTHONPATH"] = os.pathsep.join(children)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    _forget_shadowed(paths)
    _widen_namespaces(paths)
    working_set = getattr(sys.modules.get("pkg_resources"), "working_set", None)
    if working_set is not None:  # it looked before the repository was there
        for path in paths:
            working_set.add_entry(path)


def _forget_shadowed(paths):
    """Let the repository's own copy of a library be imported where a tool loaded another before.

    A repository that *is* ``six`` or ``attrs`` must test itself; the tool keeps what it has.
    """
    for name in sorted(sys.modules):
        top = name.split(".")[0]
        module = sys.modules.get(name)
        origin = getattr(module, "__file__", None) or ""
        if top in _TOOLS or top == "__main__" or "site-packages" not in origin and "/environment" not in origin:
            continue
        for path in paths:
            if os.path.exists(os.path.join(path, top + ".py")) or os.path.isdir(os.path.join(path, top)):
                sys.modules.pop(name, None)
                break


def _widen_namespaces(paths):
    """Let a namespace package that the environment's ``.pth`` files made hold the repository's part of it, too.

    Such a package is there before anything is imported, so nothing looks for its other parts.
    """
    for name, module in sorted(sys.modules.items()):
        parts = getattr(module, "__path__", None)
        if parts is None or getattr(module, "__file__", None):
            continue
        known = list(parts)
        here = [os.path.join(path, *name.split(".")) for path in paths]
        more = [folder for folder in here if os.path.isdir(folder) and folder not in known]
        if more:
            module.__path__ = more + known
