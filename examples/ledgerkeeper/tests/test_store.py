# -*- coding: utf-8 -*-
import os
import unittest

from ledgerkeeper.errors import ArchiveDamaged
from ledgerkeeper.model import Journal
from ledgerkeeper.money import Money
from ledgerkeeper.store import Archive, file_digest, fingerprint
from ledgerkeeper.store.digest import duplicates, text_digest
from support import FolderCase, line, posting, shipped


class DigestTest(FolderCase):

    def test_fingerprint(self):
        entry = line('2009-11-16', 1234, reference='R-1')
        self.assertEquals(fingerprint(entry),
                          '0cb03d9cc1b093643c1da7b755c9536e')

    def test_text_does_not_matter(self):
        self.assertEquals(fingerprint(line('2009-11-16', 5, text=u'a')),
                          fingerprint(line('2009-11-16', 5, text=u'ß')))

    def test_amount_matters(self):
        self.assertNotEquals(fingerprint(line('2009-11-16', 5)),
                             fingerprint(line('2009-11-16', 6)))

    def test_duplicates(self):
        lines = [line('2009-11-16', 5), line('2009-11-16', 6),
                 line('2009-11-16', 5)]
        self.assertEquals(map(id, duplicates(lines)), [id(lines[2])])

    def test_text(self):
        self.assertEquals(text_digest(u'Größe'),
                          'd9130ae841c9772e0e68bb203064d1b9f474a677')

    def test_file(self):
        name = self.write('x', 'abc')
        self.assertEquals(file_digest(name),
                          'a9993e364706816aba3e25717850c26c9cd0d89d')


class ArchiveTest(FolderCase):

    def setUp(self):
        FolderCase.setUp(self)
        self.archive = Archive(self.path('archive'))

    def test_round_trip(self):
        journal = Journal([posting(1, '2009-11-16', 5, text=u'Größe')])
        self.archive.save('20091116', {'journal': journal, 'sum': Money(5)})
        back = self.archive.load('20091116')
        self.assertEquals(back['sum'], Money(5))
        self.assertEquals(back['journal'][0].text, u'Größe')
        self.assertEquals(back['journal'][0].as_dict(), journal[0].as_dict())

    def test_mode(self):
        old = os.umask(0)
        try:
            self.archive.save('a', 1)
        finally:
            os.umask(old)
        self.assertEquals(self.archive.mode('a'), 0640)

    def test_names(self):
        for name in ('20091114', '20091116', '20091115'):
            self.archive.save(name, name)
        self.assertEquals(self.archive.names(),
                          ['20091116', '20091115', '20091114'])

    def test_purge(self):
        for name in 'abc':
            self.archive.save(name, name)
        self.assertEquals(self.archive.purge(1), ['b', 'a'])
        self.assertItemsEqual(os.listdir(self.archive.folder),
                              ['c.lka', 'c.lka.sha'])
        self.assertEquals(self.archive.names(), ['c'])

    def test_damage(self):
        self.archive.save('a', range(100))
        stream = open(self.archive.path('a'), 'ab')
        stream.write('!'.encode('ascii'))
        stream.close()
        try:
            self.archive.load('a')
        except ArchiveDamaged, e:
            self.assert_(str(e).endswith('does not match its digest'))
        else:
            self.fail('loaded')

    def test_folder_may_exist(self):
        self.assertEquals(Archive(self.path('archive')).names(), [])

    def test_archive_of_2008(self):
        # written by version 2.1: plain types and one Money
        old = Archive(shipped('tests', 'data')).load('20080721')
        self.assertEquals(old['version'], '2.1')
        self.assertEquals(old['balance'], Money(123456789012L))
        self.assertEquals(old['accounts'], ['1200', '1210'])
        self.assertEquals(old['name'], u'Börse')


if __name__ == '__main__':
    unittest.main()
