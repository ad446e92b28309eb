"""Turns what a test tool says into events: plan, start, result, end."""
from __future__ import absolute_import

import time

from overhaul_probe import failures
from overhaul_probe.limits import TimeLimit
from overhaul_probe.places import stem

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
XFAILED, NOT_COLLECTED = "xfailed", "not-collected"

_SEVERITY = {PASSED: 0, SKIPPED: 1, XFAILED: 1, FAILED: 2, NOT_COLLECTED: 3}
_clock = time.time


class Recorder(object):
    """One test at a time: ``start``, any number of ``note``, ``stop``. The worst note counts."""

    def __init__(self, channel, seconds, skip, only=(), root="", without=(), witness=None):
        self._witness = witness
        self._channel = channel
        self._skip = frozenset(skip)
        self._only = frozenset(stem(failures.text(key)) for key in only)
        self._files = frozenset(key.partition(u"::")[0] for key in self._only)
        self._without = frozenset(failures.text(key) for key in without)
        self._root = failures.text(root) + u"/"
        self._seen = {}
        self._open = None
        self._counts = {}
        self._limit = TimeLimit(seconds, self._hung)

    def key(self, raw):
        """``raw`` made unique among all keys given out: the second is ``raw#2``."""
        raw = failures.text(raw)
        count = self._seen[raw] = self._seen.get(raw, 0) + 1
        return raw if count == 1 else u"%s#%d" % (raw, count)

    def done_before(self, key):
        """Whether an earlier process already reported ``key``."""
        return key in self._skip

    def passed_over(self, key):
        """Whether the test ``key`` is not to run: it was reported before, was to be left out, or only others were
        asked for.

        A file that was asked for is all its tests. More may run than was asked for, never less.
        """
        inside = key.replace(self._root, u"")
        if self.done_before(key) or inside in self._without:
            return True
        own = stem(inside)
        wanted = own in self._only or own in self._files or own.partition(u"::")[0] in self._only
        return bool(self._only) and not wanted

    def plan(self, keys):
        """Say which tests are about to run, so that none can vanish."""
        self._channel.write({"kind": "plan", "ids": list(keys)})

    def remember(self, key, owner, name):
        """The planned test ``key`` is ``owner.name``."""
        if self._witness is not None:
            self._witness.remember(key, owner, name)

    def watch_plugins(self, plugins):
        """``plugins()`` gives those that a test tool did not have when it began."""
        if self._witness is not None:
            self._witness.plugins = plugins

    def start(self, key):
        self._channel.write({"kind": "start", "id": key})
        if self._witness is not None:
            self._tampered(self._witness.started(key))
        self._open = {"id": key, "outcome": None, "began": _clock()}
        self._limit.arm()

    def note(self, outcome, detail=None):
        """``outcome`` of (a part of) the open test; ``detail`` as ``failures.describe`` makes it."""
        test = self._open
        if test is None:
            return
        known = test["outcome"]
        if known is None or _SEVERITY[outcome] > _SEVERITY[known]:
            test["outcome"] = outcome
            test.update(detail or {})

    def is_open(self):
        return self._open is not None

    def stop(self):
        """End the open test; one without any note failed, whatever the tool thought."""
        test, self._open = self._open, None
        self._limit.disarm()
        if test is None:
            return
        if self._witness is not None:
            self._tampered(self._witness.check())
        if test["outcome"] is None:
            test.update(outcome=FAILED, message=u"the test tool reported no outcome")
        test["seconds"] = round(_clock() - test.pop("began"), 4)
        self._result(test)

    def whole(self, key, outcome, detail=None):
        """A result with no start: a module that cannot be collected, say."""
        self._result(dict(detail or {}, id=key, outcome=outcome, seconds=0.0))

    def guard(self, arm):
        """Time-limit a stretch that is no test, such as a module's collection."""
        if self._open is None:
            (self._limit.arm if arm else self._limit.disarm)()

    def end(self, status):
        """The last event: the totals, for the reader to hold against the lines."""
        self.stop()
        if self._witness is not None:
            self._tampered(self._witness.check(always=True))
        self._channel.write({"kind": "end", "counts": self._counts, "status": status})

    def _result(self, result):
        self._counts[result["outcome"]] = self._counts.get(result["outcome"], 0) + 1
        self._channel.write(dict(result, kind="result"))

    def _tampered(self, sentences):
        if sentences:
            self._channel.write({"kind": "tampered", "said": sentences})

    def _hung(self):
        self._channel.write({"kind": "hung", "id": self._open["id"] if self._open else u""})
