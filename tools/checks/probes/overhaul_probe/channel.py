"""The report: one authenticated JSON line an event, in a file opened before any repository code runs.

Each line is ``<mac> <json>``, where mac is the HMAC-SHA256, under the run's secret, of the previous mac
and the JSON. A line that was forged, changed, dropped or repeated breaks the chain, and the reader
believes nothing after the break.
"""
from __future__ import absolute_import

import fcntl
import hashlib
import hmac
import json
import os

_HIGH_DESCRIPTOR = 400  # out of the way of code that closes "all" low descriptors


class Channel(object):
    """Append-only: ``write`` one event at a time. Forked children stay silent."""

    def __init__(self, path, secret):
        low = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._fd = fcntl.fcntl(low, fcntl.F_DUPFD, _HIGH_DESCRIPTOR)
        os.close(low)
        fcntl.fcntl(self._fd, fcntl.F_SETFD, fcntl.fcntl(self._fd, fcntl.F_GETFD) | fcntl.FD_CLOEXEC)
        self._pid = os.getpid()
        self._getpid, self._os_write = os.getpid, os.write
        self._dumps, self._new, self._hash = json.dumps, hmac.new, hashlib.sha256
        self._secret = secret.encode("ascii")
        self._mac = b""

    def write(self, event):
        """Append ``event``, a dict of JSON values."""
        if self._getpid() != self._pid:
            return
        body = self._dumps(event, sort_keys=True).encode("ascii")
        self._mac = self._new(self._secret, self._mac + body, self._hash).hexdigest().encode("ascii")
        line = self._mac + b" " + body + b"\n"
        while line:
            line = line[self._os_write(self._fd, line):]
