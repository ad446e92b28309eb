# -*- coding: utf-8 -*-
import codecs
import unittest
from StringIO import StringIO

from ledgerkeeper.matching import Matcher, RuleBook
from ledgerkeeper.model import Account, ChartOfAccounts, Journal
from ledgerkeeper.money import Money
from ledgerkeeper.reports import OpenItems, TextTable, summary, trial_page
from ledgerkeeper.reports.html import cell, save_page
from support import FolderCase, line, posting


def printed(function, *args):
    """What a function prints, as lines without the blanks at the end."""
    out = StringIO()
    function(*(args + (out,)))
    return [text.rstrip() for text in out.getvalue().splitlines()]


def matcher():
    made = Matcher(RuleBook())
    made.run([line('2009-11-16', 5, reference='R-1'),
              line('2009-11-16', 77, reference='X', text=u'Größe')],
             Journal([posting(1, '2009-11-16', 5),
                      posting(2, '2009-11-17', 1234567)]))
    return made


class TableTest(unittest.TestCase):

    def test_row(self):
        out = StringIO()
        TextTable(out, (4, -6)).row('abcdef', 12)
        self.assertEquals(out.getvalue().rstrip(), 'abcd     12')

    def test_missing_cells(self):
        out = StringIO()
        TextTable(out, (3, 3, 3)).row('a')
        self.assertEquals(out.getvalue().split(), ['a'])

    def test_title(self):
        out = StringIO()
        TextTable(out, ()).title('HELLO')
        lines = out.getvalue().splitlines()
        self.assertEquals(lines[0], '=' * 72)
        self.assertEquals(lines[1], ' ' * 33 + 'HELLO')


class OpenItemsTest(FolderCase):

    def test_list(self):
        lines = printed(OpenItems(matcher()).write)
        self.assert_('bank: 1' in lines, lines)
        self.assert_('ledger: 1' in lines)
        self.assertEquals(lines[-1], 'matched 1 rate 50%')

    def test_saved_as_utf8(self):
        OpenItems(matcher()).save(self.path('open.txt'))
        text = codecs.open(self.path('open.txt'), 'r', 'utf-8').read()
        self.assert_(u'Größe' in text)
        self.assert_(u'12.345,67 EUR' in text)


class SummaryTest(unittest.TestCase):

    def test_summary(self):
        self.assertEquals(printed(summary, matcher()), ['2009-11-16 * 1'])

    def test_nothing(self):
        self.assertEquals(printed(summary, Matcher(RuleBook())),
                          ['nothing matched'])


class PageTest(FolderCase):

    def test_cells(self):
        self.assertEquals(cell(u'<Süd>'), u'<td>&lt;Süd&gt;</td>')
        self.assertEquals(cell(7L), u'<td align="right">7</td>')
        self.assertEquals(cell(Money(100, 'USD')),
                          u'<td align="right">1,00 USD</td>')

    def test_quotes_stay(self):
        self.assertEquals(cell('Harper & "Lane"'),
                          u'<td>Harper &amp; "Lane"</td>')

    def page(self):
        chart = ChartOfAccounts([Account(number='1400', name=u'Löhne'),
                                 Account(number='4400', name=u'Erlöse')])
        return trial_page(chart, Journal([posting(1, '2009-11-16', 123456)]))

    def test_page(self):
        page = self.page()
        self.assert_(u'<tr><td>1400</td><td>Löhne</td>'
                     u'<td align="right">1.234,56 €</td></tr>' in page, page)
        self.assert_(page.index(u'>1</th>') < page.index(u'>4</th>'))

    def test_save(self):
        save_page(self.path('trial.html'), self.page())
        content = open(self.path('trial.html'), 'rb').read()
        self.assert_(u'Löhne'.encode('utf-8') in content)


if __name__ == '__main__':
    unittest.main()
