"""CSV as our own systems write it: semicolons, CRLF, a trailer line."""

import csv
import datetime
import itertools
import time

from ledgerkeeper.errors import ImportFailed
from ledgerkeeper.model import Journal, Posting
from ledgerkeeper.money import Money

TRAILER = '*END*'


class HouseDialect(csv.excel):
    delimiter = ';'
    lineterminator = '\r\n'

csv.register_dialect('house', HouseDialect)


def read_rows(filename):
    """Generate one dict a line, up to the trailer.

    The export writes the number of rows into the trailer; a file that was cut
    off in transfer has none, and must not be half imported.
    """
    stream = file(filename, 'rb')
    try:
        reader = csv.reader(stream, 'house')
        header = reader.next()
        count = 0
        for row in reader:
            if row and row[0] == TRAILER:
                if int(row[1]) != count:
                    raise ImportFailed(filename, reader.line_num,
                                       '%s rows announced, %d found' % (
                                           row[1], count))
                raise StopIteration
            if len(row) != len(header):
                raise ImportFailed(filename, reader.line_num,
                                   '%d columns, not %d' % (len(row),
                                                           len(header)))
            count += 1
            yield dict(itertools.izip(header, row))
        raise ImportFailed(filename, reader.line_num, 'the trailer is missing')
    finally:
        stream.close()


def write_rows(filename, header, rows):
    """Write rows with header and trailer; returns how many there were."""
    stream = file(filename, 'wb')
    try:
        writer = csv.writer(stream, 'house')
        writer.writerow(header)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
        writer.writerow([TRAILER, count])
    finally:
        stream.close()
    return count


def parse_day(text):
    """16.11.2009 as a date."""
    return datetime.date(*time.strptime(text, '%d.%m.%Y')[:3])


def read_postings(filename):
    """Read open postings into a journal, sorted."""
    journal = Journal()
    for line, row in enumerate(read_rows(filename)):
        try:
            amount = Money.parse(row['amount'], row['currency'])
            booked = parse_day(row['booked'])
        except ValueError, e:
            # the header is line 1
            raise ImportFailed, (filename, line + 2, str(e))
        journal.append(Posting(number=int(row['number']), booked=booked,
                               amount=amount, account=row['account'],
                               text=row['text'], reference=row['reference']))
    journal.sort()
    return journal
