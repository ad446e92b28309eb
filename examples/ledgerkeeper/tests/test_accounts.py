# -*- coding: utf-8 -*-
import unittest

from ledgerkeeper.errors import ImportFailed
from ledgerkeeper.model import Account, ChartOfAccounts
from ledgerkeeper.model.account import EXPENSE, load_accounts
from support import FolderCase, shipped


def account(number, name=u'name'):
    return Account(number=number, name=name)


class ChartTest(unittest.TestCase):

    def setUp(self):
        self.chart = ChartOfAccounts(map(account, ('4400', '1200', '1210')))

    def test_contains(self):
        self.assert_('1200' in self.chart)
        self.failIf('9999' in self.chart)

    def test_sorted(self):
        self.assertEquals([a.number for a in self.chart.accounts()],
                          ['1200', '1210', '4400'])

    def test_prefix(self):
        self.assertEquals(self.chart.numbers('12'), ['1200', '1210'])

    def test_groups(self):
        groups = self.chart.by_group()
        self.assertItemsEqual(groups.keys(), [1, 4])
        self.assertEquals(len(groups[1]), 2)

    def test_twice(self):
        self.assertRaises(ValueError, self.chart.add, account('1200'))

    def test_empty_chart_is_true(self):
        self.assert_(ChartOfAccounts())
        self.assertEquals(len(ChartOfAccounts()), 0)

    def test_text(self):
        self.assertEquals(unicode(account('1', u'Gebühren')), u'1 Gebühren')
        self.assertEquals(str(account('1200', u'Giro')), '1200 Giro')

    def test_set_of_accounts(self):
        self.assertEquals(len(set([account('1'), account('1'), account('2')])),
                          2)


class LoadTest(FolderCase):

    def test_shipped(self):
        chart = load_accounts(shipped('data', 'accounts.csv'))
        self.assertEquals(len(chart), 8)
        self.assertEquals(chart['1210'].name, u'Sparkasse München')
        self.assertEquals(chart['6850'].name, u'Büro "Süd"')
        self.assertEquals(chart['6800'].kind, EXPENSE)

    def test_wrong_header(self):
        name = self.write('a.csv', 'a;b;c\n')
        self.assertRaises(ImportFailed, load_accounts, name)

    def test_wrong_kind(self):
        name = self.write('a.csv', 'number;name;kind;currency\n1;a;X;EUR\n')
        try:
            load_accounts(name)
        except ImportFailed, e:
            self.assertEquals((e.line, e.reason), (2, "kind 'X'"))
        else:
            self.fail('loaded')


if __name__ == '__main__':
    unittest.main()
