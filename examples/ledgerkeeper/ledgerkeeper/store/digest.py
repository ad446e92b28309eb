"""Checksums. MD5 for our own bookkeeping, SHA for the auditors."""

import md5
import sha

BLOCK = 8192


def fingerprint(entry):
    """Recognizes an entry that was sent twice.

    The text is left out: the bank changes it between the preliminary and the
    final statement.
    """
    parts = [entry.account, entry.booked.isoformat(),
             '%d' % entry.amount.cents, entry.amount.currency,
             str(entry.reference)]
    return md5.new('|'.join(parts)).hexdigest()


def text_digest(text):
    """The digest of a text does not depend on how it is stored."""
    return sha.new(text.encode('utf-8')).hexdigest()


def file_digest(filename):
    """The SHA of a file's content."""
    digest = sha.new()
    stream = file(filename, 'rb')
    try:
        while 1:
            block = stream.read(BLOCK)
            if not block:
                break
            digest.update(block)
    finally:
        stream.close()
    return digest.hexdigest()


def duplicates(entries):
    """Entries whose fingerprint was there before, in order."""
    seen, double = {}, []
    for entry in entries:
        key = fingerprint(entry)
        if seen.has_key(key):
            double.append(entry)
        seen[key] = 1
    return double
