"""Amounts of money.

Cents are kept as longs: the yearly volume of the clearing accounts does not
fit into 32 bits, and floats are out of the question (see the audit of 2006).
"""

import re

from errors import CurrencyMismatch

ZERO_DECIMAL = ('JPY', 'KRW')

# 1.234.567,89-  is what the mainframe writes; 1234567.89 what Excel does
_MAINFRAME = re.compile('^([+-]?)(\d{1,3}(?:\.\d{3})*|\d+),(\d{2})([+-]?)$')
_PLAIN = re.compile('^([+-]?)(\d+)(?:\.(\d{1,2}))?$')


def half_up(numerator, denominator):
    """Divide two integers and round half away from zero, as the law says."""
    numerator = long(numerator)
    denominator = long(denominator)
    sign = 1
    if (numerator < 0) != (denominator < 0):
        sign = -1
    numerator, denominator = abs(numerator), abs(denominator)
    return sign * ((numerator * 2 + denominator) / (denominator * 2))


class Money(object):
    """An amount in one currency. Immutable by convention."""

    __slots__ = ('cents', 'currency')

    def __init__(self, cents=0L, currency='EUR'):
        self.cents = long(cents)
        self.currency = currency

    def parse(cls, text, currency='EUR'):
        """Read an amount as the mainframe or as a spreadsheet writes it."""
        text = text.strip()
        found = _MAINFRAME.match(text)
        if found:
            lead, whole, cents, trail = found.groups()
            whole = whole.replace('.', '')
        else:
            found = _PLAIN.match(text)
            if not found:
                raise ValueError, 'no amount: %s' % `text`
            lead, whole, cents = found.groups()
            cents = ((cents or '') + '00')[:2]
            trail = ''
        value = long(whole) * 100 + int(cents)
        if '-' in (lead, trail):
            value = -value
        return cls(value, currency)
    parse = classmethod(parse)

    def _same(self, other):
        if self.currency != other.currency:
            raise CurrencyMismatch, '%s and %s' % (self.currency, other.currency)

    def __add__(self, other):
        self._same(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other):
        self._same(other)
        return Money(self.cents - other.cents, self.currency)

    def __neg__(self):
        return Money(-self.cents, self.currency)

    def __abs__(self):
        return Money(abs(self.cents), self.currency)

    def __mul__(self, factor):
        return Money(self.cents * factor, self.currency)

    __rmul__ = __mul__

    def __div__(self, divisor):
        """Money / integer is money, rounded; money / money is a ratio."""
        if isinstance(divisor, Money):
            self._same(divisor)
            return float(self.cents) / divisor.cents
        return Money(half_up(self.cents, divisor), self.currency)

    def split(self, parts):
        """Share into equal parts; the first ones carry the odd cents."""
        share = self.cents / parts
        odd = int(self.cents - share * parts)
        return ([Money(share + 1, self.currency)] * odd +
                [Money(share, self.currency)] * (parts - odd))

    def interest(self, basis_points, days):
        """Simple interest, German method: 360 days a year."""
        return Money(half_up(self.cents * basis_points * days, 360 * 10000),
                     self.currency)

    def __cmp__(self, other):
        if not isinstance(other, Money):
            return cmp(self.cents, other)
        self._same(other)
        return cmp(self.cents, other.cents)

    def __hash__(self):
        return hash((self.cents, self.currency))

    def __nonzero__(self):
        return self.cents != 0L

    def __getstate__(self):
        return (self.cents, self.currency)

    def __setstate__(self, state):
        self.cents, self.currency = state

    def format(self):
        """1.234.567,89 EUR - the way it is printed on every paper here."""
        whole = abs(self.cents) / 100
        digits = str(whole)
        groups = []
        while digits:
            groups.insert(0, digits[-3:])
            digits = digits[:-3]
        sign = self.cents < 0 and '-' or ''
        if self.currency in ZERO_DECIMAL:
            return '%s%s %s' % (sign, '.'.join(groups), self.currency)
        return '%s%s,%02d %s' % (sign, '.'.join(groups),
                                 abs(self.cents) % 100, self.currency)

    def __unicode__(self):
        return unicode(self.format()).replace(u'EUR', u'\u20ac')

    def __str__(self):
        return unicode(self).encode('utf-8')

    def __repr__(self):
        return '<Money %s>' % self.format()


def total(amounts, currency='EUR'):
    """Add up; nothing adds up to nothing."""
    return reduce(lambda a, b: a + b, amounts, Money(0, currency))
