"""The journal: postings in order."""

from ledgerkeeper.money import Money, total

PAGE_SIZE = 40


class JournalIterator:
    """Walks a journal and keeps the running balance."""

    def __init__(self, postings):
        self.postings = postings
        self.position = 0
        self.balance = None

    def __iter__(self):
        return self

    def next(self):
        if self.position >= len(self.postings):
            raise StopIteration
        posting = self.postings[self.position]
        self.position += 1
        if self.balance is None:
            self.balance = posting.amount
        else:
            self.balance = self.balance + posting.amount
        return posting, self.balance


class Journal(object):
    """A sequence of postings. Slices are journals again."""

    def __init__(self, postings=()):
        self.postings = list(postings)

    def append(self, posting):
        posting.validate()
        self.postings.append(posting)

    def sort(self):
        self.postings.sort()

    def __len__(self):
        return len(self.postings)

    def __getitem__(self, index):
        return self.postings[index]

    def __getslice__(self, start, stop):
        return Journal(self.postings[start:stop])

    def __contains__(self, posting):
        for other in self.postings:
            if other is posting:
                return True
        return False

    def __iter__(self):
        return iter(self.postings)

    def walk(self):
        """(posting, running balance) for each posting."""
        return JournalIterator(self.postings)

    def total(self, currency='EUR'):
        return total([posting.amount for posting in self.postings
                      if posting.amount.currency == currency], currency)

    def balances(self):
        """(account, currency) -> Money."""
        table = {}
        for posting in self.postings:
            key = posting.account, posting.amount.currency
            if table.has_key(key):
                table[key] = table[key] + posting.amount
            else:
                table[key] = posting.amount
        return table

    def pages(self):
        """The journal cut into printed pages."""
        count = len(self.postings) / PAGE_SIZE
        if len(self.postings) % PAGE_SIZE:
            count += 1
        return [self[i * PAGE_SIZE:(i + 1) * PAGE_SIZE] for i in xrange(count)]

    def median(self):
        """The middle amount, for the plausibility check; None when empty."""
        amounts = [posting.amount for posting in self.postings]
        if not amounts:
            return None
        amounts.sort(cmp=lambda a, b: cmp(a.cents, b.cents))
        return amounts[len(amounts) / 2]

    def accounts(self):
        """Account numbers in use, busiest first."""
        counts = {}
        for posting in self.postings:
            counts[posting.account] = counts.get(posting.account, 0) + 1
        items = counts.items()
        items.sort(lambda (a, m), (b, n): cmp(n, m) or cmp(a, b))
        return [account for account, count in items]

    def largest(self, count=1):
        """The largest postings by absolute amount."""
        def by_size(a, b):
            return cmp(abs(a.amount), abs(b.amount))
        return sorted(self.postings, cmp=by_size, reverse=True)[:count]

    def by_day(self):
        """Total per booking day as (day, Money), in order."""
        days = {}
        for posting in self.postings:
            days[posting.booked] = (days.get(posting.booked) or
                                    Money(0, posting.amount.currency)
                                    ) + posting.amount
        return [(day, days[day]) for day in sorted(days.keys())]
