"""What several tests need."""

import datetime
import os
import shutil
import tempfile
import unittest

from ledgerkeeper.model import Posting, StatementLine
from ledgerkeeper.money import Money

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def shipped(*names):
    """A file that comes with the program."""
    return os.path.join(ROOT, *names)


def day(text):
    """'2009-11-16' as a date."""
    return datetime.date(*map(int, text.split('-')))


def posting(number, booked, cents, **more):
    """A valid posting with as little typing as possible."""
    values = {'account': '1400', 'reference': 'R-%d' % number, 'text': u''}
    values.update(more)
    currency = values.pop('currency', 'EUR')
    return Posting(number=number, booked=day(booked),
                   amount=Money(cents, currency), **values)


def line(booked, cents, **more):
    """The same for the bank's side."""
    values = {'account': '1200', 'reference': '', 'text': u'text'}
    values.update(more)
    currency = values.pop('currency', 'EUR')
    return StatementLine(booked=day(booked), amount=Money(cents, currency),
                         **values)


class FolderCase(unittest.TestCase):
    """Has a folder of its own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def tearDown(self):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        stream = open(self.path(name), 'w')
        stream.write(text)
        stream.close()
        return self.path(name)
