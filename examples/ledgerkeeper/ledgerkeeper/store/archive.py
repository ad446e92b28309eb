"""Archives: compressed pickles with a digest beside them.

Protocol 2, since the auditors' machine still has Python 2.3.
"""

import cPickle
import errno
import os
import time
import zlib

from digest import file_digest
from ledgerkeeper.errors import ArchiveDamaged

PROTOCOL = 2
MODE = 0640
SUFFIX = '.lka'


class Archive:
    """A folder with one archive a day."""

    def __init__(self, folder):
        self.folder = folder
        try:
            os.makedirs(folder, 0750)
        except OSError, e:
            if e.errno != errno.EEXIST:
                raise

    def path(self, name):
        return os.path.join(self.folder, name + SUFFIX)

    def save(self, name, content):
        """Write atomically: a half archive is worse than none."""
        started = time.clock()
        data = zlib.compress(cPickle.dumps(content, PROTOCOL))
        target = self.path(name)
        scratch = target + '.tmp'
        stream = open(scratch, 'wb')
        stream.write(data)
        stream.close()
        os.chmod(scratch, MODE)
        os.rename(scratch, target)
        note = open(target + '.sha', 'w')
        print >>note, file_digest(target)
        note.close()
        return max(0, time.clock() - started)

    def load(self, name):
        """Read an archive back, if it is what was written."""
        target = self.path(name)
        wanted = open(target + '.sha').readline().strip()
        if file_digest(target) != wanted:
            raise ArchiveDamaged, '%s does not match its digest' % target
        stream = open(target, 'rb')
        try:
            return cPickle.loads(zlib.decompress(stream.read()))
        finally:
            stream.close()

    def names(self):
        """The archives that are there, newest first."""
        found = [name[:-len(SUFFIX)] for name in os.listdir(self.folder)
                 if name.endswith(SUFFIX)]
        found.sort(reverse=True)
        return found

    def mode(self, name):
        """Permission bits of an archive."""
        return os.stat(self.path(name)).st_mode & 0777

    def purge(self, keep):
        """Delete all but the newest; returns the names that went."""
        gone = self.names()[keep:]
        for name in gone:
            os.remove(self.path(name))
            try:
                os.remove(self.path(name) + '.sha')
            except OSError:
                pass
        return gone
