# -*- coding: utf-8 -*-
import unittest

from ledgerkeeper.errors import ValidationError
from ledgerkeeper.model import Account, Posting, StatementLine
from ledgerkeeper.model.base import (Dated, Described, Field, Record, Valued,
                                     record_type, record_types)
from ledgerkeeper.money import Money
from support import day, line, posting


class MetaclassTest(unittest.TestCase):

    def test_order_is_c3(self):
        names = [cls.__name__ for cls in Posting.__mro__]
        self.assertEquals(names, ['Posting', 'Entry', 'Dated', 'Valued',
                                  'Described', 'Record', 'object'])

    def test_fields_follow_the_order(self):
        self.assertEquals(list(Posting), ['number', 'account', 'booked',
                                          'valued', 'amount', 'text',
                                          'reference'])

    def test_number_of_fields(self):
        self.assertEquals(len(StatementLine), 7)
        self.assert_(StatementLine)

    def test_registry(self):
        names = record_types()
        self.assert_('Posting' in names and 'Account' in names)
        self.failIf('Valued' in names)
        self.assert_(record_type('Account') is Account)
        self.assertRaises(KeyError, record_type, 'Nothing')

    def test_diamond(self):
        class Left(Dated, Valued):
            abstract = True
            side = Field(str)

        class Right(Dated, Described):
            abstract = True
            side = Field(int)

        class Both(Left, Right):
            abstract = True

        self.assertEquals([c.__name__ for c in Both.__mro__[:5]],
                          ['Both', 'Left', 'Right', 'Dated', 'Valued'])
        self.assertEquals(dict(Both._fields)['side'].kind, str)

    def test_impossible_order(self):
        def build():
            class Wrong(Record, Dated):
                pass
        self.assertRaises(TypeError, build)


class RecordTest(unittest.TestCase):

    def test_unknown_field(self):
        try:
            Account(number='1', colour='red', age=3)
        except TypeError, e:
            self.assertEquals(e.args[0], 'unknown fields: age, colour')
        else:
            self.fail('accepted')

    def test_valid(self):
        record = posting(1, '2009-11-16', 100)
        self.assert_(record.validate() is record)

    def test_problems_of_all_mixins(self):
        record = Posting(booked=day('2009-11-16'), valued=day('2009-01-02'),
                         amount=Money(0), account='1400', number=-1)
        self.assertEquals(record.problems(), [
            'neither text nor reference',
            'the amount is zero',
            'value date is more than 60 days back',
            'posting number is negative'])

    def test_validation_error(self):
        try:
            Account(number=None, name=u'x').validate()
        except ValidationError, e:
            self.assertEquals(len(e.problems), 1)
            self.assert_(e.problems[0].startswith('number must be'))
        else:
            self.fail('accepted')

    def test_as_dict(self):
        account = Account(number='1200', name=u'Giro')
        self.assertEquals(account.as_dict(), {
            'number': '1200', 'name': u'Giro', 'kind': 0, 'currency': 'EUR'})

    def test_repr(self):
        record = posting(7, '2009-11-16', 100)
        self.assert_(repr(record).startswith("<Posting number=7 account='1400'"))

    def test_entries_sort_by_day_then_size(self):
        entries = [posting(1, '2009-11-17', 5), posting(2, '2009-11-16', 5),
                   posting(3, '2009-11-16', -9)]
        entries.sort()
        self.assertEquals([e.number for e in entries], [3, 2, 1])

    def test_equal_entries_are_two_entries(self):
        first, second = line('2009-11-16', 5), line('2009-11-16', 5)
        self.assertEquals(cmp(first, second), 0)
        self.assertEquals(len({first: 1}), 1)
        self.assertNotEquals(hash(first), hash(second))


if __name__ == '__main__':
    unittest.main()
