# -*- coding: utf-8 -*-
import unittest

from ledgerkeeper.errors import ImportFailed
from ledgerkeeper.imports import (read_rows, read_statement, statement_files,
                                  write_rows)
from ledgerkeeper.imports.csvfile import parse_day, read_postings
from ledgerkeeper.imports.textutil import (comparable, initials, similarity,
                                           squeeze, to_unicode, transliterate)
from support import FolderCase, day, shipped


class TextTest(unittest.TestCase):

    def test_to_unicode(self):
        self.assertEquals(to_unicode('M\xfcller'), u'Müller')
        self.assertEquals(to_unicode(u'Müller'), u'Müller')
        self.assertEquals(to_unicode(12), u'12')

    def test_squeeze(self):
        self.assertEquals(squeeze(u'  a \t b\n'), u'a b')

    def test_transliterate(self):
        self.assertEquals(transliterate(u'Größe § 1'), u'Groesse Par. 1')
        self.assertEquals(transliterate(u'café'), u'cafe')

    def test_comparable(self):
        self.assertEquals(comparable(u'Müller & Söhne GmbH'),
                          u'MUELLER SOEHNE')
        self.assertEquals(comparable('Anker-Reederei AG'), 'ANKER REEDEREI')

    def test_similarity(self):
        self.assertEquals(similarity(u'Groß Druck KG', 'Gross Druck'), 100)
        self.assertEquals(similarity('a b c', 'c d e f'), 28)
        self.assertEquals(similarity('', 'a'), 0)

    def test_initials(self):
        self.assertEquals(initials(u'jürgen  groß'), u'JG')


class CsvTest(FolderCase):

    def test_round_trip(self):
        rows = [('a', 1), ('with;semicolon', 2), ('with "quote"', 3)]
        count = write_rows(self.path('x.csv'), ('name', 'n'), rows)
        self.assertEquals(count, 3)
        back = list(read_rows(self.path('x.csv')))
        self.assertEquals(back[1], {'name': 'with;semicolon', 'n': '2'})
        self.assertEquals([row['name'] for row in back],
                          [name for name, n in rows])

    def test_lines_end_as_the_mainframe_wants(self):
        write_rows(self.path('x.csv'), ('a', 'b'), [(1, 2)])
        content = open(self.path('x.csv'), 'rb').read()
        self.assertEquals(content.count('\r\n'.encode('ascii')), 3)

    def test_newline_inside_a_field(self):
        write_rows(self.path('x.csv'), ('a',), [('one\r\ntwo',)])
        rows = list(read_rows(self.path('x.csv')))
        self.assertEquals(rows, [{'a': 'one\r\ntwo'}])

    def test_trailer_missing(self):
        name = self.write('x.csv', 'a;b\n1;2\n')
        self.assertRaises(ImportFailed, list, read_rows(name))

    def test_trailer_wrong(self):
        name = self.write('x.csv', 'a;b\n1;2\n*END*;2\n')
        try:
            list(read_rows(name))
        except ImportFailed, e:
            self.assertEquals(str(e), '%s, line 3: 2 rows announced, 1 found'
                              % name)
        else:
            self.fail('accepted')

    def test_stops_at_the_trailer(self):
        name = self.write('x.csv', 'a\n1\n*END*;1\nrubbish\n')
        self.assertEquals(len(list(read_rows(name))), 1)

    def test_lazy(self):
        name = self.write('x.csv', 'a\n1\n2\n*END*;2\n')
        rows = read_rows(name)
        self.assertEquals(rows.next(), {'a': '1'})
        rows.close()

    def test_day(self):
        self.assertEquals(parse_day('16.11.2009'), day('2009-11-16'))

    def test_postings(self):
        journal = read_postings(shipped('data', 'ledger.csv'))
        self.assertEquals(len(journal), 10)
        self.assertEquals(journal[0].number, 100231)
        self.assertEquals(journal.total().format(), '7.828,60 EUR')

    def test_bad_amount_names_the_line(self):
        header = 'number;booked;account;amount;currency;reference;text\n'
        name = self.write('x.csv', header + '1;16.11.2009;1;x;EUR;r;t\n')
        try:
            read_postings(name)
        except ImportFailed, e:
            self.assertEquals((e.line, e.reason), (2, "no amount: 'x'"))
        else:
            self.fail('accepted')


class StatementTest(FolderCase):

    def statement(self):
        return read_statement(shipped('data', 'statements',
                                      '20091113-1200.sta'))

    def test_account_and_number(self):
        statement = self.statement()
        self.assertEquals(statement.account, '1200')
        self.assertEquals(statement.number, '00218/001')

    def test_adds_up(self):
        self.failIf(self.statement().difference())
        self.assertEquals(self.statement().closing.cents, 3068117)

    def test_lines(self):
        lines = self.statement().lines
        self.assertEquals(len(lines), 5)
        self.assertEquals([l.amount.cents for l in lines],
                          [119000, 23800, -71400, -1290, 467000])
        self.assertEquals(lines[0].booked, day('2009-11-09'))
        self.assertEquals(lines[3].bank_code, 'NCHG')

    def test_umlauts(self):
        text = self.statement().lines[0].text
        self.assert_(text.endswith(u'MÜLLER & SÖHNE GMBH'), repr(text))

    def test_all_shipped_files_add_up(self):
        names = statement_files(shipped('data', 'statements'))
        self.assertEquals(len(names), 3)
        for name in names:
            self.failIf(read_statement(name).difference(), name)

    def test_bad_movement(self):
        name = self.write('x.sta', ':25:1/2\n:61:rubbish\n-\n')
        try:
            read_statement(name)
        except ImportFailed, e:
            self.assertEquals((e.line, e.reason), (2, 'movement rubbish'))
        else:
            self.fail('accepted')

    def test_empty_file(self):
        self.assertRaises(ImportFailed, read_statement, self.write('x.sta', ''))


if __name__ == '__main__':
    unittest.main()
