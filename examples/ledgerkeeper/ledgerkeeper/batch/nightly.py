"""One night, from the files of the bank to the paper of the clerk."""

import datetime
import glob
import os
import sys

from ledgerkeeper import VERSION
from ledgerkeeper.errors import LedgerError
from ledgerkeeper.imports import read_statement, statement_files, write_rows
from ledgerkeeper.imports.csvfile import read_postings
from ledgerkeeper.matching import Matcher, RuleBook
from ledgerkeeper.model.account import load_accounts
from ledgerkeeper.net import RateService
from ledgerkeeper.reports import OpenItems, summary, trial_page
from ledgerkeeper.reports.html import save_page
from ledgerkeeper.store import Archive
from ledgerkeeper.store.digest import duplicates
from workers import WorkerPool

HEADER = ('line', 'posting', 'points', 'rules')


class NightlyRun:
    """Everything that happens in one night."""

    def __init__(self, settings, out=None):
        self.settings = settings
        self.out = out or sys.stdout
        self.chart = None
        self.journal = None
        self.statements = []
        self.matcher = None

    def say(self, text, *values):
        print >>self.out, text % values

    def data(self, *names):
        return os.path.join(self.settings.path('data'), *names)

    def read(self):
        """Read everything; statements in parallel."""
        self.chart = load_accounts(self.data('accounts.csv'))
        self.journal = read_postings(self.data('ledger.csv'))
        pool = WorkerPool(self.settings.integer('import', 'workers'))
        encoding = self.settings.get('import', 'encoding')
        self.statements = pool.map(lambda name: read_statement(name, encoding),
                                   statement_files(self.data('statements')))
        for statement in self.statements:
            if statement.account not in self.chart:
                raise LedgerError, 'statement of an unknown account: %s' % (
                    statement.account)
            if statement.difference():
                raise LedgerError, 'statement %s does not add up: %s' % (
                    statement.number, statement.difference().format())
        self.say('%d accounts, %d postings, %d statements', len(self.chart),
                 len(self.journal), len(self.statements))

    def rule_book(self):
        book = RuleBook()
        for name, expression in self.settings.rules():
            book.add_expression(name, expression)
        folder = os.path.join(self.settings.base, 'rules')
        for filename in sorted(glob.glob(os.path.join(folder, '*.py'))):
            book.add_file(filename)
        return book

    def match(self):
        self.matcher = Matcher(self.rule_book(),
                               self.settings.integer('matching', 'days'),
                               self.settings.integer('matching', 'tolerance'),
                               self.settings.integer('matching', 'limit'))
        lines = []
        for statement in self.statements:
            lines.extend(statement.lines)
        double = duplicates(lines)
        if double:
            self.say('%d lines were sent twice and are left out', len(double))
            lines = [line for line in lines if id(line) not in map(id, double)]
        self.matcher.run(lines, self.journal)
        self.say('%d matched, that is %d%%', len(self.matcher.matches),
                 self.matcher.rate())

    def rates(self):
        """The rate table, or None where no URL is configured."""
        url = self.settings.get('rates', 'url')
        if not url:
            return None
        service = RateService(url, self.settings.get('rates', 'user'),
                              self.settings.get('rates', 'password'))
        return service.fetch()

    def write(self):
        """Leave the results in the output folder."""
        target = self.settings.path('output')
        archive = Archive(os.path.join(target, 'archive'))
        rows = []
        for match in self.matcher.matches:
            rows.append((match.line.reference, match.posting.number,
                         match.points, '+'.join(match.rules)))
        write_rows(os.path.join(target, 'matched.csv'), HEADER, rows)
        OpenItems(self.matcher).save(os.path.join(target, 'open.txt'))
        save_page(os.path.join(target, 'trial.html'),
                  trial_page(self.chart, self.journal))
        days = [line.booked for statement in self.statements
                for line in statement.lines]
        name = max(days or [datetime.date.today()]).strftime('%Y%m%d')
        archive.save(name, {
            'version': VERSION,
            'matched': rows,
            'open': len(self.matcher.open_lines),
            'journal': self.journal,
        })
        self.say('archived as %s', name)

    def run(self):
        """Returns the exit code: 0, or 1 if the clerk has work to do."""
        self.read()
        self.match()
        self.write()
        summary(self.matcher, self.out)
        if self.matcher.open_lines or self.matcher.open_postings:
            return 1
        return 0
