"""Import modules one by one, each in a process of its own: which can be imported?

Reads a JSON request on standard input (``secret``, ``report``, ``pythonpath``, ``environment``, ``modules``,
``seconds``) and reports through the authenticated channel. Only children import repository code; a
child proves success with a word that it was given, after the import ended.

To import ``a.b`` is to import ``a`` first. So where ``a`` cannot be imported, nor can ``a.b``, for the same
reason; and where importing ``a`` loads ``a.b`` as well, nothing is left to do. Neither needs a process.
"""
from __future__ import absolute_import

import os
import sys

sys.dont_write_bytecode = True
_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [_HERE] + [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]

from overhaul_probe import failures, session  # noqa: E402

sys.path.remove(_HERE)

import binascii  # noqa: E402
import json  # noqa: E402
import select  # noqa: E402
import signal  # noqa: E402
import time  # noqa: E402


def child(module, word, below, pipe):
    """Import ``module``; say the word and which of the modules ``below`` came with it, or why it failed."""
    try:
        __import__(module)
        told = json.dumps([name for name in below if sys.modules.get(name) is not None]).encode("ascii")
        os.write(pipe, word + b"%8d" % len(told))
        while told:
            told = told[os.write(pipe, told):]
        os._exit(0)
    except BaseException as error:  # the boundary: whatever the import does is the answer
        os.write(pipe, failures.text("%s: %s" % (type(error).__name__, failures.text(error)))[:300].encode("utf-8"))
        os._exit(1)


def attempt(module, below, seconds):
    """(``""`` where ``module`` imports, else why it does not; those of ``below`` that it loads)."""
    word = binascii.hexlify(os.urandom(16))
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        child(module, word, below, writer)
    os.close(writer)
    said, deadline = b"", time.time() + seconds
    while not whole(said, word):
        ready = select.select([reader], [], [], max(0.0, deadline - time.time()))[0]
        if not ready:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(reader)
            return "longer than %g seconds" % seconds, ()
        part = os.read(reader, 65536)
        said += part
        if not part:
            break
    os.close(reader)
    if whole(said, word):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return "", frozenset(json.loads(said[len(word) + 8:].decode("ascii")))
    os.waitpid(pid, 0)
    return said.decode("utf-8", "replace")[:300] or "the process ended during the import", ()


def whole(said, word):
    """Whether a child has said all that one which succeeded says."""
    head = len(word) + 8
    return said.startswith(word) and len(said) >= head and len(said) == head + int(said[len(word):head])


def main():
    request, channel = session.begin()
    session.remember_bytecode()
    counts, known = {}, {}
    modules = sorted(str(module) for module in request["modules"])
    for module in modules:
        fault, loaded = known.get(module.rpartition(".")[0], (None, ()))
        if not fault and module not in loaded:
            fault, loaded = attempt(module, [name for name in modules if name.startswith(module + ".")],
                                    request["seconds"])
        known[module] = fault, loaded
        outcome = "failed" if fault else "passed"
        counts[outcome] = counts.get(outcome, 0) + 1
        channel.write({"kind": "result", "id": module, "outcome": outcome, "message": fault or ""})
    channel.write({"kind": "end", "counts": counts, "status": "done"})
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
