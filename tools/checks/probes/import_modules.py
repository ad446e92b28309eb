"""Import modules one by one, each in a process of its own: which can be imported?

Reads a JSON request on standard input (``secret``, ``report``, ``pythonpath``, ``environment``, ``modules``,
``seconds``) and reports through the authenticated channel. Only children import repository code; a
child proves success with a word that it was given, after the import ended.
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
import select  # noqa: E402
import signal  # noqa: E402
import time  # noqa: E402


def child(module, word, pipe):
    try:
        __import__(module)
        os.write(pipe, word)
        os._exit(0)
    except BaseException as error:  # the boundary: whatever the import does is the answer
        os.write(pipe, failures.text("%s: %s" % (type(error).__name__, failures.text(error)))[:300].encode("utf-8"))
        os._exit(1)


def attempt(module, seconds):
    """``""`` where ``module`` imports, else why it does not."""
    word = binascii.hexlify(os.urandom(16))
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        child(module, word, writer)
    os.close(writer)
    said, deadline = b"", time.time() + seconds
    while True:
        ready = select.select([reader], [], [], max(0.0, deadline - time.time()))[0]
        if not ready:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(reader)
            return "longer than %g seconds" % seconds
        part = os.read(reader, 4096)
        said += part
        if not part or said == word:
            break
    os.close(reader)
    if said == word:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "" if said == word else said.decode("utf-8", "replace") or "the process ended during the import"


def main():
    request, channel = session.begin()
    counts = {}
    for module in request["modules"]:
        fault = attempt(str(module), request["seconds"])
        outcome = "failed" if fault else "passed"
        counts[outcome] = counts.get(outcome, 0) + 1
        channel.write({"kind": "result", "id": module, "outcome": outcome, "message": fault})
    channel.write({"kind": "end", "counts": counts, "status": "done"})
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
