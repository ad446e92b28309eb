"""Accounts and the chart of accounts."""

import csv

from base import Field, Record
from ledgerkeeper.errors import ImportFailed

ASSET, LIABILITY, INCOME, EXPENSE = range(4)
KINDS = dict(zip('ALIE', (ASSET, LIABILITY, INCOME, EXPENSE)))


class Account(Record):
    """One account of the ledger."""

    number = Field(basestring)
    name = Field(unicode)
    kind = Field((int, long), default=ASSET)
    currency = Field(basestring, default='EUR')

    def __cmp__(self, other):
        return cmp(self.number, other.number)

    def __hash__(self):
        return hash(self.number)

    def __unicode__(self):
        return u'%s %s' % (self.number, self.name)

    def __str__(self):
        return unicode(self).encode('utf-8')

    def group(self):
        """The leading digit: the group in the trial balance."""
        return int(self.number) / 1000


class ChartOfAccounts(object):
    """All accounts by number."""

    def __init__(self, accounts=()):
        self.by_number = {}
        for account in accounts:
            self.add(account)

    def add(self, account):
        account.validate()
        if self.by_number.has_key(account.number):
            raise ValueError, 'account %s is there twice' % account.number
        self.by_number[account.number] = account

    def __contains__(self, number):
        return self.by_number.has_key(number)

    def __getitem__(self, number):
        return self.by_number[number]

    def __len__(self):
        return len(self.by_number)

    def __nonzero__(self):
        # an empty chart is still a chart
        return True

    def accounts(self):
        found = self.by_number.values()
        found.sort()
        return found

    def numbers(self, prefix=''):
        """Account numbers that start with prefix."""
        found = filter(lambda number: number.startswith(prefix),
                       self.by_number.keys())
        found.sort()
        return found

    def by_group(self):
        """Group digit -> list of accounts."""
        groups = {}
        for account in self.accounts():
            groups.setdefault(account.group(), []).append(account)
        return groups


def load_accounts(filename):
    """Read the chart of accounts from the export, which is UTF-8."""
    chart = ChartOfAccounts()
    stream = open(filename, 'rb')
    try:
        reader = csv.reader(stream, delimiter=';')
        header = reader.next()
        if header[:3] != ['number', 'name', 'kind']:
            raise ImportFailed(filename, 1, 'not a chart of accounts')
        for row in reader:
            if not row:
                continue
            number, name, kind, currency = row
            if not KINDS.has_key(kind):
                raise ImportFailed(filename, reader.line_num,
                                   'kind %s' % `kind`)
            chart.add(Account(number=number, name=name.decode('utf-8'),
                              kind=KINDS[kind], currency=currency))
    finally:
        stream.close()
    return chart
