# -*- coding: utf-8 -*-
import cPickle
import sys
import unittest

from ledgerkeeper.errors import CurrencyMismatch
from ledgerkeeper.money import Money, half_up, total


class ParseTest(unittest.TestCase):

    def test_mainframe(self):
        self.assertEquals(Money.parse('1.234.567,89').cents, 123456789)

    def test_mainframe_trailing_sign(self):
        self.assertEquals(Money.parse('12,90-').cents, -1290)

    def test_plain(self):
        self.assertEquals(Money.parse(' -17.5 ').cents, -1750)

    def test_currency(self):
        self.assertEquals(Money.parse('1,00', 'USD').currency, 'USD')

    def test_garbage(self):
        try:
            Money.parse('1,2,3')
        except ValueError, e:
            self.assertEquals(str(e), "no amount: '1,2,3'")
        else:
            self.fail('was accepted')

    def test_too_big_for_an_int(self):
        money = Money.parse('99999999999999999999,00')
        self.failUnless(money.cents > sys.maxint)
        self.assertEquals(money.cents, 9999999999999999999900L)


class ArithmeticTest(unittest.TestCase):

    def test_add_and_subtract(self):
        self.assertEquals((Money(150) + Money(50) - Money(25)).cents, 175)

    def test_other_currency(self):
        self.assertRaises(CurrencyMismatch, lambda: Money(1) + Money(1, 'USD'))

    def test_multiply_both_ways(self):
        self.assertEquals(3 * Money(50), Money(50) * 3)

    def test_divide_rounds_half_up(self):
        self.assertEquals((Money(1001) / 2).cents, 501)
        self.assertEquals((Money(-1001) / 2).cents, -501)
        self.assertEquals((Money(1000) / 3).cents, 333)

    def test_ratio(self):
        self.assertAlmostEquals(Money(100) / Money(800), 0.125)

    def test_split(self):
        shares = Money(1000).split(3)
        self.assertEquals([m.cents for m in shares], [334, 333, 333])
        self.assertEquals(total(shares), Money(1000))

    def test_half_up(self):
        self.assertEquals([half_up(n, 10) for n in (14, 15, -14, -15, 25)],
                          [1, 2, -1, -2, 3])

    def test_interest(self):
        # 10.000,00 at 4.25 % for 90 days
        self.assertEquals(Money(1000000).interest(425, 90).cents, 10625)

    def test_interest_is_whole_cents(self):
        interest = Money(123456).interest(317, 31)
        self.assertEquals(interest.format(), '3,37 EUR')

    def test_absolute(self):
        self.assertEquals(abs(Money(-5)), -Money(-5))


class ComparisonTest(unittest.TestCase):

    def test_order(self):
        amounts = [Money(3), Money(-1), Money(2)]
        amounts.sort()
        self.assertEquals([m.cents for m in amounts], [-1, 2, 3])
        self.assert_(Money(1) < Money(2) <= Money(2))

    def test_compare_with_number(self):
        self.assert_(Money(10) > 9)
        self.failIf(Money(10) > 10)

    def test_truth(self):
        self.assert_(Money(1))
        self.failIf(Money(0))

    def test_key_of_dict(self):
        table = {Money(1): 'a', Money(1, 'USD'): 'b'}
        self.assertEquals(table[Money(1)], 'a')

    def test_equal(self):
        self.assertEquals(Money(7), Money(7))
        self.assertNotEquals(Money(7), Money(8))


class ShowTest(unittest.TestCase):

    def test_format(self):
        self.assertEquals(Money(-123456789).format(), '-1.234.567,89 EUR')
        self.assertEquals(Money(5, 'USD').format(), '0,05 USD')

    def test_zero(self):
        self.assertEquals(Money(0).format(), '0,00 EUR')

    def test_no_decimals(self):
        self.assertEquals(Money(1234500, 'JPY').format(), '12.345 JPY')

    def test_unicode(self):
        self.assertEquals(unicode(Money(100)), u'1,00 €')

    def test_str(self):
        self.assertEquals(str(Money(100, 'CHF')), '1,00 CHF')

    def test_repr(self):
        self.assertEquals(repr(Money(100, 'USD')), '<Money 1,00 USD>')

    def test_pickle(self):
        for protocol in range(cPickle.HIGHEST_PROTOCOL + 1):
            if protocol >= 2:
                copy = cPickle.loads(cPickle.dumps(Money(42), protocol))
                self.assertEquals(copy, Money(42))


if __name__ == '__main__':
    unittest.main()
