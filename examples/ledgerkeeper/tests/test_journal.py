import unittest

from ledgerkeeper.errors import ValidationError
from ledgerkeeper.model import Journal, Posting
from ledgerkeeper.money import Money
from support import day, posting


class JournalTest(unittest.TestCase):

    def setUp(self):
        self.journal = Journal([
            posting(1, '2009-11-16', 1000),
            posting(2, '2009-11-17', -400, account='1600'),
            posting(3, '2009-11-16', 250),
            posting(4, '2009-11-18', 90, account='1220', currency='USD'),
        ])

    def test_slice_is_a_journal(self):
        part = self.journal[1:3]
        self.assert_(isinstance(part, Journal))
        self.assertEquals([p.number for p in part], [2, 3])

    def test_open_slices(self):
        self.assertEquals(len(self.journal[2:]), 2)
        self.assertEquals(len(self.journal[:-1]), 3)

    def test_index(self):
        self.assertEquals(self.journal[0].number, 1)
        self.assertEquals(self.journal[-1].number, 4)

    def test_walk(self):
        seen = []
        for entry, balance in self.journal[:3].walk():
            seen.append(balance.cents)
        self.assertEquals(seen, [1000, 600, 850])

    def test_walk_by_hand(self):
        walk = self.journal.walk()
        entry, balance = walk.next()
        self.assertEquals(entry.number, 1)
        self.assertEquals(balance, Money(1000))
        self.assertRaises(StopIteration, Journal().walk().next)

    def test_total(self):
        self.assertEquals(self.journal.total(), Money(850))
        self.assertEquals(self.journal.total('USD'), Money(90, 'USD'))
        self.failIf(Journal().total())

    def test_balances(self):
        balances = self.journal.balances()
        self.assertEquals(balances[('1400', 'EUR')], Money(1250))
        self.assertEquals(len(balances), 3)

    def test_pages(self):
        many = Journal([posting(i + 1, '2009-11-16', 1) for i in range(85)])
        self.assertEquals(map(len, many.pages()), [40, 40, 5])
        self.assertEquals(Journal().pages(), [])

    def test_median(self):
        self.assertEquals(self.journal[:3].median(), Money(250))
        self.assertEquals(Journal().median(), None)

    def test_accounts_by_use(self):
        self.assertEquals(self.journal.accounts(), ['1400', '1220', '1600'])

    def test_largest(self):
        self.assertEquals([p.number for p in self.journal[:3].largest(2)],
                          [1, 2])

    def test_by_day(self):
        days = self.journal[:3].by_day()
        self.assertEquals(days, [(day('2009-11-16'), Money(1250)),
                                 (day('2009-11-17'), Money(-400))])

    def test_append_validates(self):
        self.assertRaises(ValidationError, self.journal.append, Posting())
        self.journal.append(posting(5, '2009-11-19', 1))
        self.assertEquals(len(self.journal), 5)

    def test_contains_is_identity(self):
        self.assert_(self.journal[0] in self.journal)
        self.failIf(posting(1, '2009-11-16', 1000) in self.journal)

    def test_sort(self):
        self.journal.sort()
        self.assertEquals([p.number for p in self.journal], [1, 3, 2, 4])


if __name__ == '__main__':
    unittest.main()
