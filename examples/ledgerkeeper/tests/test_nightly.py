import os
import subprocess
import sys
import unittest
from cStringIO import StringIO

from ledgerkeeper import VERSION
from ledgerkeeper.batch.nightly import NightlyRun
from ledgerkeeper.config import Settings
from ledgerkeeper.errors import LedgerError
from ledgerkeeper.imports import read_rows
from ledgerkeeper.store import Archive
from support import FolderCase, shipped


class NightlyTest(FolderCase):

    def settings(self):
        settings = Settings().load(shipped('conf', 'ledgerkeeper.ini'))
        settings.site['paths_output'] = self.folder
        return settings

    def nightly(self, **site):
        settings = self.settings()
        settings.site.update(site)
        self.out = StringIO()
        return NightlyRun(settings, self.out)

    def test_whole_night(self):
        self.assertEquals(self.nightly().run(), 1)
        lines = self.out.getvalue().splitlines()
        self.assertEquals(lines[:4], [
            '8 accounts, 10 postings, 3 statements',
            '1 lines were sent twice and are left out',
            '8 matched, that is 88%',
            'archived as 20091113'])
        self.assertItemsEqual(os.listdir(self.folder), [
            'archive', 'matched.csv', 'open.txt', 'trial.html'])

    def test_matched_file(self):
        self.nightly().run()
        rows = list(read_rows(self.path('matched.csv')))
        table = dict([(row['posting'], row['points']) for row in rows])
        self.assertEquals(table['100233'], '100')
        self.assertEquals(table['100236'], '60')
        self.failIf(table.has_key('100240'))

    def test_archive(self):
        self.nightly().run()
        content = Archive(self.path('archive')).load('20091113')
        self.assertEquals(content['version'], VERSION)
        self.assertEquals(content['open'], 1)
        self.assertEquals(len(content['journal']), 10)

    def test_no_rates_configured(self):
        self.assertEquals(self.nightly().rates(), None)

    def test_rates(self):
        url = 'file://' + shipped('data', 'rates.txt')
        table = self.nightly(rates_url=url).rates()
        self.assertEquals(table['CHF'], 15108)

    def test_one_worker_is_enough(self):
        self.assertEquals(self.nightly(import_workers='1').run(), 1)

    def test_limit(self):
        nightly = self.nightly(matching_limit=2)
        nightly.run()
        self.assertEquals(len(nightly.matcher.matches), 2)


class ScriptTest(FolderCase):

    def call(self, *args, **more):
        command = [sys.executable, shipped('scripts', 'lk-nightly')]
        process = subprocess.Popen(command + list(args),
                                   stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE,
                                   universal_newlines=True)
        out, err = process.communicate(more.get('answer', ''))
        return process.returncode, out, err

    def test_version(self):
        code, out, err = self.call('--version')
        self.assertEquals((code, out), (0, 'lk-nightly %s\n' % VERSION))

    def test_run(self):
        code, out, err = self.call('-c', shipped('conf', 'ledgerkeeper.ini'),
                                   '-o', self.folder)
        self.assertEquals(code, 1, err)
        self.assert_('8 matched' in out, out)
        self.assert_(os.path.exists(self.path('open.txt')))

    def test_asks(self):
        arguments = ('--ask', '-c', shipped('conf', 'ledgerkeeper.ini'),
                     '-o', self.folder)
        code, out, err = self.call(answer='no\n', *arguments)
        self.assertEquals(code, 3, err)
        self.assert_(out.endswith('Nothing was written.\n'))
        self.assertEquals(os.listdir(self.folder), [])
        code, out, err = self.call(answer='ja\n', *arguments)
        self.assertEquals(code, 1, err)

    def test_missing_config(self):
        code, out, err = self.call('-c', self.path('none.ini'))
        self.assertEquals(code, 2)
        self.assert_(err.startswith('lk-nightly: cannot read'), err)


if __name__ == '__main__':
    unittest.main()
