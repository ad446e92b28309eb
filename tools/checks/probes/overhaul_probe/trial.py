"""What Twisted's test cases report: a failure object, which newer releases no longer let pytest read."""
from __future__ import absolute_import

import sys
import types


class Raised(object):
    """Stands on ``Failure`` for what pytest keeps there of the exception, and adds the traceback it lacks."""

    def __get__(self, failure, owner=None):
        if failure is None:
            return self
        trace = failure.getTracebackObject()
        if not isinstance(trace, types.TracebackType):
            trace = getattr(failure.value, "__traceback__", None)
        if trace is None:
            raise AttributeError("no traceback")
        return failure.type, failure.value, trace

    def __set__(self, failure, raised):
        pass


def readable():
    """Let pytest see the exceptions of trial's tests, where the repository has loaded any; no-op on 2.7."""
    module = sys.modules.get("twisted.python.failure")
    if sys.version_info[0] == 3 and module is not None and "_rawexcinfo" not in vars(module.Failure):
        module.Failure._rawexcinfo = Raised()
