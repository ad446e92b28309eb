"""Plain text reports, for the line printer and for mail."""

import codecs
import string
import sys

WIDTH = 72


class TextTable:
    """Columns of text; numbers stand on the right."""

    def __init__(self, out, widths):
        self.out = out
        self.widths = widths

    def rule(self, char='-'):
        print >>self.out, char * WIDTH

    def row(self, *cells):
        for cell, width in map(None, cells, self.widths):
            if cell is None:
                cell = ''
            if width is None:
                width = 0
            if width < 0:
                print >>self.out, string.rjust(unicode(cell), -width),
            else:
                print >>self.out, string.ljust(unicode(cell)[:width], width),
        print >>self.out

    def title(self, text):
        self.rule('=')
        print >>self.out, string.center(text, WIDTH).rstrip()
        self.rule('=')


class OpenItems:
    """The list of what a clerk has to look at."""

    def __init__(self, matcher):
        self.matcher = matcher

    def write(self, out):
        table = TextTable(out, (10, 16, 30, -12))
        table.title('OPEN ITEMS')
        for name, entries in (('bank', self.matcher.open_lines),
                              ('ledger', self.matcher.open_postings)):
            entries = sorted(entries)
            print >>out, '%s: %d' % (name, len(entries))
            for entry in entries:
                table.row(entry.booked.strftime('%d.%m.%Y'), entry.reference,
                          entry.text, entry.amount.format())
            print >>out
        table.rule()
        print >>out, 'matched', len(self.matcher.matches), 'rate',
        print >>out, '%d%%' % self.matcher.rate()

    def save(self, filename):
        out = codecs.open(filename, 'w', 'utf-8')
        try:
            self.write(out)
        finally:
            out.close()


def summary(matcher, out=None):
    """One line a day, to the terminal or wherever."""
    if out is None:
        out = sys.stdout
    days = {}
    for match in matcher.matches:
        day = match.line.booked
        days[day] = days.get(day, 0) + 1
    for day in sorted(days):
        print >>out, day.isoformat(), '*' * days[day], days[day]
    if not days:
        print >>out, 'nothing matched'
