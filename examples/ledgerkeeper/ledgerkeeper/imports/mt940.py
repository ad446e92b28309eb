"""MT940, the SWIFT customer statement, as far as our banks use it."""

import codecs
import datetime
import re
import string

from ledgerkeeper.errors import ImportFailed
from ledgerkeeper.model import StatementLine
from ledgerkeeper.money import Money
from textutil import squeeze

_TAG = re.compile('^:(\d{2}[A-Z]?):(.*)$')
_LINE = re.compile('^(\d{6})(\d{4})?(R?[DC])[A-Z]?(\d+,\d{0,2})'
                   '([NSF][A-Z]{3})(.*)$')
_BALANCE = re.compile('^([DC])(\d{6})([A-Z]{3})(\d+,\d{0,2})$')


class Statement:
    """One statement: opening and closing balance, and lines between."""

    def __init__(self, account):
        self.account = account
        self.number = ''
        self.opening = None
        self.closing = None
        self.lines = []

    def difference(self):
        """Closing balance minus what the lines add up to; zero if all is well."""
        balance = self.opening
        for line in self.lines:
            balance = balance + line.amount
        return self.closing - balance


def _day(text):
    year = 2000 + string.atoi(text[:2])
    return datetime.date(year, string.atoi(text[2:4]), string.atoi(text[4:6]))


def _amount(mark, text, currency):
    whole, cents = text.split(',')
    value = long(whole) * 100 + int((cents + '00')[:2])
    if mark in ('D', 'RC'):
        value = -value
    return Money(value, currency)


def _fields(stream):
    """Generate (line number, tag, value); continuation lines are joined."""
    tag, value, first = None, [], 0
    for number, line in enumerate(stream):
        line = line.rstrip(u'\r\n')
        found = _TAG.match(line)
        if found:
            if tag:
                yield first, tag, u'\n'.join(value)
            tag, value, first = found.group(1), [found.group(2)], number + 1
        elif line == u'-':
            break
        elif tag:
            value.append(line)
    if tag:
        yield first, tag, u'\n'.join(value)


def _purpose(text):
    """The readable part of field 86: drop the ?20 ?21 codes."""
    parts = re.split('\?\d\d', text.replace(u'\n', u''))
    return squeeze(u' '.join(parts[1:] or parts))


def read_statement(filename, encoding='iso-8859-1'):
    """Read one statement file."""
    statement = None
    currency = 'EUR'
    stream = codecs.open(filename, 'r', encoding)
    try:
        for number, tag, value in _fields(stream):
            if tag == '25':
                statement = Statement(value.split('/')[-1])
            elif statement is None:
                continue
            elif tag == '28C':
                statement.number = value
            elif tag in ('60F', '62F'):
                found = _BALANCE.match(value)
                if not found:
                    raise ImportFailed(filename, number, 'balance ' + value)
                mark, day, currency, text = found.groups()
                amount = _amount(mark, text, currency)
                if tag == '60F':
                    statement.opening = amount
                else:
                    statement.closing = amount
            elif tag == '61':
                found = _LINE.match(value)
                if not found:
                    raise ImportFailed(filename, number, 'movement ' + value)
                valued, entry, mark, text, code, reference = found.groups()
                line = StatementLine(account=statement.account,
                                     booked=_day(valued), valued=_day(valued),
                                     amount=_amount(mark, text, currency),
                                     bank_code=code,
                                     reference=reference.split('//')[0].strip())
                statement.lines.append(line)
            elif tag == '86' and statement.lines:
                statement.lines[-1].text = _purpose(value)
    finally:
        stream.close()
    if statement is None:
        raise ImportFailed(filename, 1, 'no statement in the file')
    return statement
