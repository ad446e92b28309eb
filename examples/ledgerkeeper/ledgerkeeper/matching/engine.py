"""The matcher.

Pairs are tried from the best score down; a line or a posting that has found
its partner is out.  This is not the optimal assignment - the auditors want to
be able to follow it with a pencil.
"""

import sets
import sys

from ledgerkeeper.money import Money
from ledgerkeeper.util import pairs

THRESHOLD = 60


class Match(object):
    """A statement line and the posting it belongs to."""

    def __init__(self, line, posting, points, rules):
        self.line = line
        self.posting = posting
        self.points = points
        self.rules = rules

    def __cmp__(self, other):
        # better matches come first
        return (cmp(other.points, self.points) or
                cmp(self.line, other.line) or
                cmp(self.posting.number, other.posting.number))

    def difference(self):
        return self.line.amount - self.posting.amount


class Matcher:
    """Matches one statement against the journal."""

    def __init__(self, book, days=3, tolerance=0, limit=sys.maxint):
        self.book = book
        self.days = days
        self.tolerance = tolerance
        self.limit = limit
        self.matches = []
        self.open_lines = sets.Set()
        self.open_postings = sets.Set()

    def candidates(self, lines, postings):
        """All pairs that are near enough to be looked at, best first."""
        found = []
        for line in lines:
            for posting in postings:
                if line.amount.currency != posting.amount.currency:
                    continue
                if abs((line.booked - posting.booked).days) > self.days:
                    continue
                if abs(line.amount - posting.amount) > self.tolerance:
                    continue
                points, rules = self.book.score(line, posting)
                if points >= THRESHOLD:
                    found.append(Match(line, posting, points, rules))
        found.sort()
        return found

    def run(self, lines, journal):
        """Match; returns the new matches."""
        self.open_lines.union_update(lines)
        self.open_postings.union_update([p for p in journal])
        new = []
        for match in self.candidates(sorted(self.open_lines),
                                     sorted(self.open_postings)):
            if len(new) >= self.limit:
                break
            if match.line not in self.open_lines:
                continue
            if match.posting not in self.open_postings:
                continue
            self.open_lines.remove(match.line)
            self.open_postings.remove(match.posting)
            new.append(match)
        self.matches.extend(new)
        return new

    def rate(self):
        """Share of statement lines that found a partner, in per cent."""
        done = len(self.matches)
        everything = done + len(self.open_lines)
        if not everything:
            return 100
        return done * 100 / everything

    def leftovers(self):
        """Open lines and open postings side by side, each side in order."""
        return pairs(sorted(self.open_lines), sorted(self.open_postings))

    def difference(self, currency='EUR'):
        """What the tolerance has cost so far."""
        sums = [m.difference() for m in self.matches
                if m.line.amount.currency == currency]
        return reduce(lambda a, b: a + b, sums, Money(0, currency))
