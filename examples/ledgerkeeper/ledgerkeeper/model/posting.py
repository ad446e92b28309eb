"""Postings of our ledger, and lines of the bank's statements."""

from base import Dated, Described, Field, Valued


class Entry(Dated, Valued, Described):
    """What both sides have in common."""

    abstract = True
    account = Field(basestring)

    def __cmp__(self, other):
        # day first, then the big ones, whatever the currency
        return (cmp(self.booked, other.booked) or
                cmp(abs(other.amount.cents), abs(self.amount.cents)) or
                cmp(self.reference, other.reference))

    # each entry stands for itself, however equal it looks
    def __hash__(self):
        return id(self)


class Posting(Entry):
    """A posting of our own."""

    number = Field((int, long), default=0)

    def problems(self):
        found = super(Posting, self).problems()
        if self.number < 0:
            found.append('posting number is negative')
        return found


class StatementLine(Entry):
    """What the bank says happened."""

    bank_code = Field(basestring, default='NMSC', required=False)
