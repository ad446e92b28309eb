"""Call the module-level functions of modules and tell what they give, each module in a process of its own.

Reads a JSON request on standard input (``secret``, ``report``, ``pythonpath``, ``environment``, ``modules``:
dotted name -> list of [function, arguments], or null to choose them here; ``seconds`` a module, ``calls`` a
module) and reports through the authenticated channel: one result a call, its value as the message.
Only children import repository code. A call that raises, ends the process, hangs or gives what cannot be
written down has no result where calls are chosen, and is told as such where they are given.
"""
from __future__ import absolute_import

import ast
import inspect
import json
import os
import sys

sys.dont_write_bytecode = True
_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [_HERE] + [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]

from overhaul_probe import session  # noqa: E402
from overhaul_probe.canonical import TooBig, canonical  # noqa: E402

sys.path.remove(_HERE)

import binascii  # noqa: E402
import select  # noqa: E402
import signal  # noqa: E402
import time  # noqa: E402

SAMPLES = (
    "0", "1", "-3", "7", "2.5", "''", "'abc'", "'a b,c'", "'12'", "None", "True", "[]", "[1, 2, 3]",
    "['b', 'a']", "(1, 2)", "{'a': 1}", "{}",
)
MIXED = ("'abc', 'b'", "'abc', 2", "7, -3", "7, 2", "[1, 2, 3], 1", "{'a': 1}, 'a'", "'a b,c', ','", "2.5, 2")
_THREE = ("'abc', 'b', 'c'", "7, 2, 3", "'abc', 1, 2", "[1, 2, 3], 1, 2")
_MOST_PARAMETERS = 3
_CALL_SECONDS = 1
_RESTARTS = 6
_MOST_BYTES = 1000000
_NOTHING = ('["raised"', '["unknown"')


def chosen(function):
    """The argument texts to call ``function`` with."""
    code = function.__code__
    wanted = code.co_argcount - len(function.__defaults__ or ())
    if getattr(code, "co_kwonlyargcount", 0) or wanted > _MOST_PARAMETERS:
        return []
    if wanted == 0:
        return [""]
    if wanted == 1:
        return list(SAMPLES)
    same = [", ".join([sample] * wanted) for sample in SAMPLES]
    return same + list(MIXED if wanted == 2 else _THREE)


def functions_of(module):
    """The public functions that ``module`` itself defines, by name, in order."""
    found = []
    for name in sorted(vars(module)):
        value = vars(module)[name]
        if not name.startswith("_") and inspect.isfunction(value) and value.__module__ == module.__name__:
            found.append((name, value))
    return found


def _late(signum, frame):
    raise RuntimeError("too long")


def call(function, arguments):
    """The result's JSON; ``["raised", name]`` and ``["unknown"]`` where there is none."""
    signal.alarm(_CALL_SECONDS)
    try:
        return canonical(function(*ast.literal_eval("(%s,)" % arguments if arguments else "()")))
    except TooBig:
        return json.dumps(["unknown"])
    except BaseException as error:  # the boundary: whatever the call does is the answer
        return json.dumps(["raised", type(error).__name__])
    finally:
        signal.alarm(0)


def child(name, calls, most, done, word, pipe):
    """Import and call; one JSON line before each call and one after it, each behind ``word``.

    The module's code holds the pipe too, and is not told the word.
    """
    write = os.write
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    sys.setrecursionlimit(400)
    signal.signal(signal.SIGALRM, _late)
    try:
        module = __import__(name, fromlist=["__name__"])
        given = calls
        if given is None:
            given = [[name, text] for name, function in functions_of(module) for text in chosen(function)][:most]
        for function, arguments in given:
            key = "%s(%s)" % (function, arguments)
            if key in done:
                continue
            write(pipe, word + (json.dumps(["start", key]) + "\n").encode("ascii"))
            value = call(getattr(module, function), arguments) if hasattr(module, function) else '["gone"]'
            write(pipe, word + (json.dumps(["end", key, function, arguments, value]) + "\n").encode("ascii"))
    finally:
        os._exit(0)


def gathered(name, calls, most, seconds):
    """{key: (function, arguments, value)} of one module; a call that ended its process is left out."""
    found, done, deadline = {}, set(), time.time() + seconds
    for _ in range(_RESTARTS):
        reader, writer = os.pipe()
        word = binascii.hexlify(os.urandom(16))
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            child(name, calls, most, done, word, writer)
        os.close(writer)
        said = _read(reader, pid, deadline)
        running = None
        for line in said.split(b"\n")[:-1]:
            if not line.startswith(word):  # the module wrote here: nothing it says is believed
                return {}
            event = json.loads(line[len(word):].decode("ascii"))
            running = event[1] if event[0] == "start" else None
            if event[0] == "end":
                found[event[1]] = tuple(event[2:5])
            done.add(event[1])
        if running is None or time.time() >= deadline:
            break
    return found


def _read(reader, pid, deadline):
    said = b""
    while len(said) < _MOST_BYTES and select.select([reader], [], [], max(0.0, deadline - time.time()))[0]:
        part = os.read(reader, 65536)
        if not part:
            break
        said += part
    os.close(reader)
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
    os.waitpid(pid, 0)
    return said


def main():
    request, channel = session.begin()
    session.remember_bytecode()
    counts, deadline = {}, time.time() + request["in_all"]
    for module in sorted(request["modules"]):
        if time.time() >= deadline:
            break
        name, calls = str(module), request["modules"][module]
        found = gathered(name, calls, request["calls"], request["seconds"])
        for key in sorted(found):
            function, arguments, value = found[key]
            if calls is None and value.startswith(_NOTHING):
                continue
            counts["passed"] = counts.get("passed", 0) + 1
            message = json.dumps([function, arguments, value])
            channel.write({"kind": "result", "id": "%s.%s" % (name, key), "outcome": "passed", "message": message})
    channel.write({"kind": "end", "counts": counts, "status": "done"})
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
