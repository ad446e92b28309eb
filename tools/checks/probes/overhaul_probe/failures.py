"""An exception as plain data: class, message and frames, the same on CPython 2.7 and 3.x."""
from __future__ import absolute_import

import os
import re
import traceback

MESSAGE_LIMIT = 2000
FRAME_LIMIT = 60

if str is bytes:
    text_type = unicode  # noqa: F821
else:
    text_type = str


def text(value):
    """``value`` as text, whatever its ``__str__`` does."""
    if isinstance(value, text_type):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    for convert in (text_type, str, repr):
        try:
            made = convert(value)
        except BaseException:  # hostile or broken __str__
            continue
        return made if isinstance(made, text_type) else made.decode("utf-8", "replace")
    return u"<unprintable>"


def class_name(kind):
    """The class as a traceback prints it on CPython 3: built-in names bare, others qualified."""
    name = getattr(kind, "__name__", None) or text(kind)
    module = getattr(kind, "__module__", "") or ""
    if module in ("builtins", "exceptions", "__main__", ""):
        return text(name)
    return text(module) + u"." + text(name)


def frames_of(tb):
    """``[path, line, function]`` of every frame, outermost first."""
    if tb is None:
        return []
    return [[text(row[0]), row[1] or 0, text(row[2])] for row in traceback.extract_tb(tb)]


def spans_of(tb):
    """``[line, end line, column, end column]`` of what each frame was evaluating; zeros where that is not known.

    Columns are bytes of the line in UTF-8, as CPython 3.11 and later keep them.
    """
    if tb is None:
        return []
    names = ("lineno", "end_lineno", "colno", "end_colno")
    rows = [[getattr(row, name, None) for name in names] for row in traceback.extract_tb(tb)]
    return [row if None not in row else [0, 0, 0, 0] for row in rows]


def describe(kind, value, tb):
    """The fields of a failure: ``exception``, ``message``, ``frames`` and ``spans``, one a frame.

    A doctest's failure is told as what went wrong in the example.
    """
    name = class_name(kind)
    if name == "doctest.UnexpectedException":
        inner = describe(*value.exc_info)
        inner["message"] = (u"%s\nin the example: %s" % (inner["message"], text(value.example.source)))[:MESSAGE_LIMIT]
        inner["frames"] = _example(value) + inner["frames"]
        inner["spans"] = [[0, 0, 0, 0]] + inner["spans"]
        return inner
    if name == "doctest.DocTestFailure":
        told = u"in the example: %sexpected: %s\ngot: %s" % (
            text(value.example.source), text(value.example.want), text(value.got))
        return {"exception": name, "message": told[:MESSAGE_LIMIT], "frames": _example(value)}
    frames, spans = frames_of(tb), spans_of(tb)
    if isinstance(value, SyntaxError) and value.filename:
        frames.append([text(value.filename), value.lineno or 0, u"<syntax>"])
        spans.append([0, 0, 0, 0])
    return {
        "exception": name,
        "message": text(value)[:MESSAGE_LIMIT],
        "frames": frames[-FRAME_LIMIT:],
        "spans": spans[-FRAME_LIMIT:],
    }


def _example(failure):
    """Where the failing example stands, as a frame."""
    test, example = failure.test, failure.example
    return [[text(test.filename or u""), (test.lineno or 0) + example.lineno + 1, text(test.name)]]


_LOCATION = re.compile(r"^(\S+?):(\d+): in (\S+)", re.M)
_NATIVE = re.compile(r'^(?:E\s)?\s*File "([^"]+)", line (\d+)(?:, in (\S+))?', re.M)
_RAISED = re.compile(r"^E\s+([A-Za-z_][\w.]*)(?:: (.*))?$", re.M)
_LAST = re.compile(r"^([A-Za-z_][\w.]*)(?:: (.*))?$")


def from_text(report):
    """The same fields read from a printed traceback, where the exception itself is gone."""
    report = text(report)
    rows = [[os.path.abspath(a), int(b), c] for a, b, c in _LOCATION.findall(report)]
    rows += [[os.path.abspath(a), int(b), c or u"<syntax>"] for a, b, c in _NATIVE.findall(report)]
    raised = _RAISED.findall(report) or _LAST.findall(report.strip().split(u"\n")[-1])
    name, message = raised[-1] if raised else (u"", u"")
    return {
        "exception": name,
        "message": (message or report[-MESSAGE_LIMIT:])[:MESSAGE_LIMIT],
        "frames": rows[-FRAME_LIMIT:],
    }
