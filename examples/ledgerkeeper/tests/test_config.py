import os
import sys
import unittest

from ledgerkeeper.config import Settings
from ledgerkeeper.errors import ConfigError
from support import FolderCase, shipped


class DefaultsTest(unittest.TestCase):

    def test_integer(self):
        self.assertEquals(Settings().integer('import', 'workers'), 4)

    def test_unlimited(self):
        self.assertEquals(Settings().integer('matching', 'limit'), sys.maxint)

    def test_missing(self):
        self.assertRaises(ConfigError, Settings().get, 'matching', 'nothing')
        self.assertRaises(ConfigError, Settings().get, 'nothing', 'days')

    def test_no_rules(self):
        self.assertEquals(Settings().rules(), [])

    def test_base_is_where_we_are(self):
        self.assertEquals(Settings().base, os.getcwdu())


class FileTest(FolderCase):

    def test_shipped_file(self):
        settings = Settings().load(shipped('conf', 'ledgerkeeper.ini'))
        self.assertEquals(settings.path('data'), shipped('data'))
        names = [name for name, rule in settings.rules()]
        self.assertEquals(names, ['small_amount', 'fee_text'])

    def test_overrides_default(self):
        name = self.write('a.ini', '[matching]\ndays = 9\n')
        settings = Settings().load(name)
        self.assertEquals(settings.integer('matching', 'days'), 9)
        self.assertEquals(settings.integer('import', 'workers'), 4)

    def test_no_number(self):
        name = self.write('a.ini', '[matching]\ndays = many\n')
        try:
            Settings().load(name).integer('matching', 'days')
        except ConfigError, e:
            self.assertEquals(str(e), "matching.days is no number: 'many'")
        else:
            self.fail('accepted')

    def test_missing_file(self):
        try:
            Settings().load(self.path('none.ini'))
        except ConfigError, e:
            self.assert_(str(e).endswith('No such file or directory'))
        else:
            self.fail('loaded')

    def test_broken_file(self):
        name = self.write('a.ini', 'days = 9\n')
        self.assertRaises(ConfigError, Settings().load, name)

    def test_site_file_wins(self):
        name = self.write('a.ini', '[rates]\nuser = ini\n')
        self.write('site.conf.py', 'import os\nRATES_USER = "si" + "te"\n')
        settings = Settings().load(name)
        self.assertEquals(settings.get('rates', 'user'), 'site')
        self.assertItemsEqual(settings.site.keys(), ['rates_user'])


if __name__ == '__main__':
    unittest.main()
